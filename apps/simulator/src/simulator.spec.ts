import type { FastifyInstance } from 'fastify';
import { httpDataHolders, httpMessaging, ProviderRefused, ProviderUnavailable } from '#providers';
import { buildSimulator } from './simulator';

const phone = '+8613800138000';
const sms = (idempotencyKey: string, to = phone) => ({ channel: 'sms', to, text: `text of ${idempotencyKey}`, idempotencyKey }) as const;
const purge = (idempotencyKey: string, step = 'deleteChats') => ({ step, accountId: 'account-1', idempotencyKey });

let simulator: FastifyInstance;
let baseUrl: string;

beforeEach(async () => {
  simulator = buildSimulator();
  baseUrl = await simulator.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => simulator.close());

const messaging = (timeoutMs?: number) => httpMessaging(baseUrl, timeoutMs === undefined ? {} : { timeoutMs });
const holders = (timeoutMs?: number) => httpDataHolders(baseUrl, timeoutMs === undefined ? {} : { timeoutMs });

async function items(path: string): Promise<Record<string, unknown>[]> {
  const response = await fetch(baseUrl + path);
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: Record<string, unknown>[] }).items;
}

async function request(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const response = await fetch(baseUrl + path, {
    method,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
  });
  return { status: response.status, text: await response.text() };
}

const fault = async (endpoint: string, switched: unknown) =>
  expect((await request('PUT', `/faults/${endpoint}`, switched)).status).toBe(204);
const seen = async (key: string) => (await items(`/calls?key=${key}`)).map((call) => call.seen);

describe('the simulated carrier of messages', () => {
  it('keeps what was sent, with its time, oldest first', async () => {
    await messaging().send(sms('a'));
    await messaging().send({ ...sms('b'), channel: 'mail', to: 'li@example.org' });
    await messaging().send(sms('c'));
    const sent = await items(`/messages?to=${encodeURIComponent(phone)}`);
    expect(sent.map(({ channel, to, text }) => ({ channel, to, text }))).toEqual([
      { channel: 'sms', to: phone, text: 'text of a' },
      { channel: 'sms', to: phone, text: 'text of c' },
    ]);
    for (const { sentAt } of sent) expect(sentAt).toBe(new Date(sentAt as string).toISOString());
    expect(await items('/messages')).toHaveLength(3);
    expect((await items('/messages?limit=1')).map(({ text }) => text)).toEqual(['text of c']);
  });

  it('sends once however often a key comes, also at once, and counts', async () => {
    await Promise.all(Array.from({ length: 20 }, () => messaging().send(sms('same'))));
    expect(await items('/messages')).toHaveLength(1);
    expect(await items('/calls?kind=messages&key=same')).toEqual([
      { kind: 'messages', key: 'same', seen: 20, firstAt: expect.any(String) as string, lastAt: expect.any(String) as string, status: 201 },
    ]);
  });

  it('keeps the newest 10,000 messages', async () => {
    for (let n = 0; n <= 10_000; n++) {
      await simulator.inject({
        method: 'POST',
        url: '/messages',
        headers: { 'idempotency-key': `k${n}` },
        payload: { channel: 'sms', to: phone, text: `${n}` },
      });
    }
    const kept = await items('/messages?limit=10000');
    expect(kept).toHaveLength(10_000);
    expect(kept[0]!.text).toBe('1');
    expect(await seen('k0')).toEqual([]);
  }, 30_000);
});

describe('a simulated holder of data', () => {
  it('removes what it holds once, and gives the same answer to the same key', async () => {
    const first = await holders().purge(purge('a'));
    expect(first.items).toBeGreaterThan(0);
    expect(await holders().purge(purge('a'))).toEqual(first);
    expect(await holders().purge(purge('b'))).toEqual({ items: 0 });
    expect(await seen('a')).toEqual([2]);
  });

  it('holds data of every step for itself', async () => {
    await holders().purge(purge('a', 'deleteChats'));
    expect((await holders().purge(purge('a', 'refundWallet'))).items).toBeGreaterThan(0);
    expect((await items('/calls')).map(({ kind }) => kind)).toEqual(['deleteChats', 'refundWallet']);
  });

  it('lists the calls of one process by the beginning of their keys', async () => {
    await holders().purge(purge('deregistration:1:x'));
    await holders().purge(purge('deregistration:2:x'));
    expect((await items('/calls?keyPrefix=deregistration:2')).map(({ key }) => key)).toEqual(['deregistration:2:x']);
  });
});

describe('a fault switch', () => {
  it('unavailable: nothing is performed, and the same key succeeds later', async () => {
    await fault('messages', { mode: 'unavailable', times: 2 });
    await expect(messaging().send(sms('a'))).rejects.toThrow(ProviderUnavailable);
    await expect(messaging().send(sms('a'))).rejects.toThrow(ProviderUnavailable);
    expect(await items('/messages')).toEqual([]);
    expect((await items('/calls?key=a'))[0]).toMatchObject({ seen: 2, status: null });
    await messaging().send(sms('a'));
    expect(await items('/messages')).toHaveLength(1);
    expect(await seen('a')).toEqual([3]);
  });

  it('refuse: for good under its key, not under another', async () => {
    await fault('deleteChats', { mode: 'refuse', reason: 'legal-hold', times: 1 });
    const refused = expect.objectContaining({ reason: 'legal-hold' }) as Error;
    await expect(holders().purge(purge('a'))).rejects.toEqual(refused);
    await expect(holders().purge(purge('a'))).rejects.toThrow(ProviderRefused);
    expect((await holders().purge(purge('b'))).items).toBeGreaterThan(0);
  });

  it('lose-answer: performed, and the repeated key gets the first answer', async () => {
    await fault('deleteChats', { mode: 'lose-answer', times: 1 });
    await expect(holders().purge(purge('a'))).rejects.toThrow(ProviderUnavailable);
    expect((await holders().purge(purge('a'))).items).toBeGreaterThan(0);
    expect(await seen('a')).toEqual([2]);
  });

  it('slow: performed at once, answered too late', async () => {
    await fault('messages', { mode: 'slow', delayMs: 60_000, times: 1 });
    await expect(messaging(100).send(sms('a'))).rejects.toThrow(ProviderUnavailable);
    await messaging().send(sms('a'));
    expect(await items('/messages')).toHaveLength(1);
  });

  it('slow with a short delay is only late', async () => {
    await fault('data-holders', { mode: 'slow', delayMs: 1 });
    expect((await holders().purge(purge('a'))).items).toBeGreaterThan(0);
  });

  it('for all data holders leaves messages alone, and gives way to the switch of one step', async () => {
    await fault('data-holders', { mode: 'unavailable' });
    await fault('deleteChats', { mode: 'refuse', reason: 'legal-hold' });
    await messaging().send(sms('a'));
    await expect(holders().purge(purge('a', 'refundWallet'))).rejects.toThrow(ProviderUnavailable);
    await expect(holders().purge(purge('a', 'deleteChats'))).rejects.toThrow(ProviderRefused);
  });

  it('stays on without a number of times, until all are taken away', async () => {
    await fault('messages', { mode: 'unavailable' });
    for (const key of ['a', 'b', 'c']) await expect(messaging().send(sms(key))).rejects.toThrow(ProviderUnavailable);
    expect((await request('DELETE', '/faults')).status).toBe(204);
    await messaging().send(sms('a'));
    expect(await items('/messages')).toHaveLength(1);
  });

  it.each([{ mode: 'explode' }, { mode: 'unavailable', times: 0 }, { mode: 'slow', delayMs: -1 }, { mode: 'refuse', unknown: 1 }, {}])(
    'refuses %j',
    async (switched) => {
      expect((await request('PUT', '/faults/messages', switched)).status).toBe(400);
      await messaging().send(sms('a'));
    },
  );
});

describe('the simulator', () => {
  it('is ready', async () => {
    expect(await request('GET', '/readyz')).toEqual({ status: 200, text: '{"status":"ready"}' });
  });

  const key = { 'idempotency-key': 'a' };
  it.each([
    ['no key', '/messages', { channel: 'sms', to: phone, text: 'x' }, {}, 400],
    ['an unknown channel', '/messages', { channel: 'fax', to: phone, text: 'x' }, key, 400],
    ['an unknown field', '/messages', { channel: 'sms', to: phone, text: 'x', [phone]: 1 }, key, 400],
    ['no JSON', '/messages', `{"to":"${phone}`, key, 400],
    ['too much', '/messages', { channel: 'sms', to: phone, text: 'x'.repeat(70_000) }, key, 413],
    ['no account', '/data-holders/deleteChats', {}, key, 400],
  ])('refuses a call with %s, keeps nothing and repeats nothing', async (_, path, body, headers, status) => {
    const answer = await request('POST', path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('malformed-request');
    expect(answer.text).not.toContain(phone);
    expect(await items('/messages')).toEqual([]);
    expect(await items('/calls')).toEqual([]);
  });

  it('closes at once while an answer is held back', async () => {
    await fault('messages', { mode: 'slow', delayMs: 600_000 });
    const held = messaging().send(sms('a'));
    const outcome = expect(held).rejects.toThrow(ProviderUnavailable);
    await until(async () => (await seen('a')).length === 1);
    await simulator.close();
    await outcome;
  });
});

async function until(met: () => Promise<boolean>): Promise<void> {
  while (!(await met())) await new Promise(setImmediate);
}
