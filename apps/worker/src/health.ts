import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';

export interface Health {
  /** Returns the names of what is not ready; empty = ready. */
  unready(): Promise<readonly string[]>;
  metrics(): Promise<string>;
}

/** `/livez`: the event loop turns. `/readyz`: 503 naming what is missing. `/metrics`: Prometheus text. */
export async function serveHealth({ unready, metrics }: Health, host: string, port: number): Promise<Server> {
  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/livez': async (response) => answer(response, 200, { status: 'live' }),
    '/readyz': async (response) => {
      const missing = await unready();
      answer(response, missing.length === 0 ? 200 : 503, missing.length === 0 ? { status: 'ready' } : { status: 'unready', missing });
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
