import { createServer } from 'node:net';
import { claimPort, firstPortOf, freePort } from './ports';

describe('a port', () => {
  it('is given when nobody has it', async () => {
    const port = await freePort();
    expect(await claimPort(port, 'the API', 'api-port')).toBe(port);
  });

  it('is given once, though nobody listens on it yet', async () => {
    const ports = await Promise.all(Array.from({ length: 500 }, () => freePort()));
    expect(new Set(ports).size).toBe(500);
  });

  it('is not given to two of 200 processes that were started one after the other', () => {
    const firsts = Array.from({ length: 200 }, (_, n) => firstPortOf(process.pid + n)).sort((a, b) => a - b);
    expect(firsts).toEqual(Array.from({ length: 200 }, (_, n) => 20_000 + 60 * n));
  });

  it('that is taken is refused with the name of its holder and the way to choose another', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    try {
      const refusal = claimPort(port, 'the API', 'api-port');
      await expect(refusal).rejects.toThrow(`taken by process ${process.pid} (`);
      await expect(refusal).rejects.toThrow('--api-port=<port>');
    } finally {
      server.close();
    }
  });
});
