import type { AddressInfo } from 'node:net';
import { serveHealth } from './health';

/** Requests each route once while these are missing. */
async function ask(missing: string[] | Error) {
  const unready = async () => {
    if (missing instanceof Error) throw missing;
    return missing;
  };
  const server = await serveHealth({ unready, ages: () => ({ relay: 0.4 }), metrics: async () => 'tenure_x 1\n' }, '127.0.0.1', 0);
  const { port } = server.address() as AddressInfo;
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  const answers = { livez: await get('/livez'), readyz: await get('/readyz'), metrics: await get('/metrics'), other: await get('/env') };
  server.close();
  server.closeAllConnections();
  return answers;
}

describe('the health of the worker', () => {
  it('is ready when nothing is missing', async () => {
    expect(await ask([])).toEqual({
      livez: { status: 200, text: '{"status":"live"}' },
      readyz: { status: 200, text: '{"status":"ready","rounds":{"relay":0.4}}' },
      metrics: { status: 200, text: 'tenure_x 1\n' },
      other: { status: 404, text: '{"status":"not-found"}' },
    });
  });

  it('is alive, and not ready, while something is missing', async () => {
    const { livez, readyz } = await ask(['database', 'tenure-effects']);
    expect(livez.status).toBe(200);
    expect(readyz).toEqual({ status: 503, text: '{"status":"unready","missing":["database","tenure-effects"],"rounds":{"relay":0.4}}' });
  });

  it('shows nothing of an error', async () => {
    expect((await ask(new Error('postgres://user:password@host'))).readyz).toEqual({ status: 500, text: '{"status":"failed"}' });
  });
});
