import { msPerTick, processes, ticksOf } from '../measure/proc';
import type { Call } from '../flow/members';
import { Forked } from './forked';

const atOnce = 10;
/** So many times before it counts, as the API is warm too. */
const warmUps = 1;

/**
 * Sends the same calls to a server that does nothing. @returns its time on a processor for all of them, in milliseconds
 */
export async function httpFloor(calls: readonly Call[]): Promise<number> {
  const server = await Forked.part('http', {});
  try {
    const url = String(await server.run({ laterMs: 0 }));
    for (let round = 0; round < warmUps; round += 1) await callAll(url, calls);
    const used = () => ticksOf(server.pid, processes()) * msPerTick();
    const before = used();
    await callAll(url, calls);
    return used() - before;
  } finally {
    server.end();
  }
}

async function callAll(url: string, calls: readonly Call[]): Promise<void> {
  const left = calls.values();
  const one = async () => {
    for (const call of left) await send(url, call);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

async function send(url: string, { method, asked, answered }: Call): Promise<void> {
  const body = JSON.stringify({ filling: 'x'.repeat(asked) });
  const posted = method === 'GET' ? {} : { method: 'POST', body, headers: { 'content-type': 'application/json' } };
  await (await fetch(`${url}/size/${answered}`, posted)).json();
}
