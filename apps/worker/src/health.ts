import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';

export interface Health {
  /** Returns the names of what is not ready; empty = ready. */
  unready(): Promise<readonly string[]>;
  /** The seconds since the last good round of each loop. */
  ages(): Readonly<Record<string, number>>;
  metrics(): Promise<string>;
}

/**
 * `/livez`: the event loop turns. `/readyz`: the age of the last round of each loop, and 503 naming what is missing.
 * `/metrics`: Prometheus text.
 */
export async function serveHealth({ unready, ages, metrics }: Health, host: string, port: number): Promise<Server> {
  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/livez': async (response) => answer(response, 200, { status: 'live' }),
    '/readyz': async (response) => {
      const missing = await unready();
      const rounds = ages();
      if (missing.length === 0) answer(response, 200, { status: 'ready', rounds });
      else answer(response, 503, { status: 'unready', missing, rounds });
    },
    '/metrics': async (response) => void response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(await metrics()),
  };
  const server = createServer((request, response) => {
    const route = request.method === 'GET' ? routes[request.url ?? ''] : undefined;
    if (!route) return answer(response, 404, { status: 'not-found' });
    route(response).catch(() => answer(response, 500, { status: 'failed' }));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

const answer = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
