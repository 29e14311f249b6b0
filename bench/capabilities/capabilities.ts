import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Api, serviceKeyBody } from '#journey';
import { runningStack } from '#stack';
import { quantile } from '../measure/quantile';

/** How many accounts are asked about each second, in which way, and for how long. */
export interface CheckLoad {
  rate: number;
  seconds: number;
  accounts: number;
}

/** Of one way to ask: milliseconds from the instant at which a call was due to its answer. */
export interface CheckTimes {
  way: string;
  calls: number;
  p50: number;
  p95: number;
  p99: number;
}

/** The most that the 99th percentile may take. */
const p99LimitMs = 10;

const batch = 100;
/** Each has a budget of its own: one key may not send so many calls. */
const keysInTurns = 4;
const takenInAtOnce = 20;
const warmUpSeconds = 3;

/** Asks a running stack what accounts may do at a steady rate, one by one and a hundred at once. */
export async function measureCapabilities(load: CheckLoad): Promise<CheckTimes[]> {
  const { apiUrl, operatorKeyFile } = runningStack();
  const operator = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim());
  const ids = await takeIn(operator, load.accounts);
  const keys = await Promise.all(Array.from({ length: keysInTurns }, (_, n) => keyOf(operator, n)));
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const ask = (n: number, path: string, body?: object) => send(apiUrl, agent, keys[n % keys.length]!, path, body);
  const single = (n: number) => ask(n, `/v1/accounts/${ids[n % ids.length]}/capabilities`);
  const many = (n: number) =>
    ask(n, '/v1/capability-checks', {
      accountIds: Array.from({ length: batch }, (_, i) => ids[(n * batch + i) % ids.length]),
      capability: 'external-contacts',
    });
  const measured = async (way: string, perSecond: number, call: (n: number) => Promise<number>) => {
    await steady(perSecond, warmUpSeconds, call);
    const times = await steady(perSecond, load.seconds, call);
    const at = (share: number) => quantile(times, share);
    return { way, calls: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  };
  const times = [
    await measured(`${load.rate} accounts a second, ${batch} a call`, load.rate / batch, many),
    await measured(`${load.rate} accounts a second, one a call`, load.rate, single),
  ];
  agent.destroy();
  return times;
}

/** Calls begin on time, whether or not those before have been answered: a queue shows as time. */
async function steady(perSecond: number, seconds: number, call: (n: number) => Promise<number>): Promise<number[]> {
  const startedAt = performance.now();
  const running = Array.from({ length: Math.round(perSecond * seconds) }, async (_, n) => {
    const dueAt = startedAt + (n * 1_000) / perSecond;
    await delay(dueAt - performance.now());
    const status = await call(n);
    if (status !== 200) throw new Error(`a check: ${status} instead of 200`);
    return performance.now() - dueAt;
  });
  return Promise.all(running);
}

function send(apiUrl: string, agent: Agent, key: string, path: string, body?: object): Promise<number> {
  const text = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, apiUrl),
      {
        method: text === undefined ? 'GET' : 'POST',
        agent,
        headers: { authorization: `Bearer ${key}`, ...(text !== undefined && { 'content-type': 'application/json' }) },
      },
      (answer) => answer.resume().on('end', () => resolve(answer.statusCode ?? 0)),
    );
    sent.on('error', reject).end(text);
  });
}

async function takeIn(operator: Api, accounts: number): Promise<string[]> {
  const { body: company } = await operator.post<{ id: string }>('/v1/companies', {
    name: 'Bench',
    companyKind: 'enterprise',
    verified: true,
  });
  await operator.put(`/v1/companies/${company.id}/member-rules`, { off: ['moments'], contactsMax: 100 });
  const first = Math.floor(Math.random() * 10_000_000) * 10;
  const one = async (n: number) => {
    const phone = `+86139${String((first + n) % 100_000_000).padStart(8, '0')}`;
    return (await operator.post<{ id: string }>('/v1/accounts', { phone, companyId: company.id })).body.id;
  };
  const ids: string[] = [];
  while (ids.length < accounts)
    ids.push(...(await Promise.all(Array.from({ length: Math.min(takenInAtOnce, accounts - ids.length) }, (_, i) => one(ids.length + i)))));
  return ids;
}

const keyOf = async (operator: Api, n: number): Promise<string> =>
  (await operator.post<{ key: string }>('/v1/api-keys', serviceKeyBody(`checks-${n}`))).body.key;

export const isTooSlowToCheck = (times: readonly CheckTimes[]): boolean => times.some(({ p99 }) => p99 >= p99LimitMs);

export const checksTable = (times: readonly CheckTimes[]): string =>
  times
    .map(({ way, calls, ...at }) => {
      const told = Object.entries(at).map(([name, ms]) => `${name} ${ms.toFixed(1).padStart(7)} ms`);
      return `${way.padEnd(40)} ${told.join('   ')}   (${calls} calls)`;
    })
    .join('\n');
