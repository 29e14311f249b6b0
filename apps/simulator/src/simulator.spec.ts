import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { connect, prepareProviders, providers, ProviderRefused, ProviderUnavailable, readCallbackSecrets } from '#providers';
import { buildSimulator } from './simulator';
import { Calls } from './calls';
import { messaging as simulateMessaging } from './messaging';

const phone = '+8613800138000';
const sms = (idempotencyKey: string, to = phone) => ({ channel: 'sms', to, text: `text of ${idempotencyKey}`, idempotencyKey }) as const;
const purge = (idempotencyKey: string, step = 'deleteChats') => ({ step, accountId: 'account-1', idempotencyKey });

const check = (idempotencyKey: string) =>
  ({ name: 'Zhang Wei', document: { kind: 'passport', mrz: ['P<CHN', 'E1'] }, idempotencyKey }) as const;
const removal = (idempotencyKey: string) => ({ accountId: 'account-1', companyId: 'company-1', idempotencyKey });
const entry = (idempotencyKey: string) => ({
  ...removal(idempotencyKey),
  entryId: 'entry-1',
  positionId: 'sales',
  name: 'Zhang Wei',
  phone,
});
const entries = () => items('/directory-entries?accountId=account-1');

const folder = mkdtempSync(join(tmpdir(), 'tenure-simulator-'));
afterAll(() => rmSync(folder, { recursive: true }));
prepareProviders(folder, 'http://127.0.0.1:1');
const secrets = readCallbackSecrets(folder);

/** Stands for Tenure: takes callbacks, and answers each as told. */
const tenure = fastify();
const heard: { path: string; id: unknown; body: unknown; signed: boolean }[] = [];
let tenureAnswers = 200;
let apiUrl: string;
beforeAll(async () => {
  tenure.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
  tenure.post<{ Params: { provider: keyof typeof secrets }; Body: string }>('/v1/provider-callbacks/:provider', (request, reply) => {
    const { body, headers, params } = request;
    const signed = secrets[params.provider].hasSigned(body, headers);
    heard.push({ path: request.url, id: headers['webhook-id'], body: JSON.parse(body) as unknown, signed });
    return reply.code(tenureAnswers).send({});
  });
  apiUrl = await tenure.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => tenure.close());

let simulator: FastifyInstance;
let baseUrl: string;

beforeEach(async () => {
  heard.length = 0;
  tenureAnswers = 200;
  simulator = buildSimulator({ apiUrl, secrets });
  baseUrl = await simulator.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => simulator.close());

const messaging = (timeoutMs = 5_000) => connect(providers.messaging, { address: baseUrl, timeoutMs });
const holders = () => connect(providers.dataHolders, { address: baseUrl });
const registry = () => connect(providers.identityRegistry, { address: baseUrl });
const directory = () => connect(providers.directory, { address: baseUrl });

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

describe('the simulated messaging provider', () => {
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

  it('sends once for each key however often it comes, also at once, and counts', async () => {
    await Promise.all(Array.from({ length: 20 }, () => messaging().send(sms('same'))));
    expect(await items('/messages')).toHaveLength(1);
    expect(await items('/calls?kind=messages&key=same')).toEqual([
      { kind: 'messages', key: 'same', seen: 20, firstAt: expect.any(String) as string, lastAt: expect.any(String) as string, status: 201 },
    ]);
  });

  it('keeps the newest 10,000 messages, and as many keys', async () => {
    const [carrier, calls] = [fastify(), new Calls()];
    const other = '+8613900139000';
    simulateMessaging({
      app: carrier,
      take(kind, { body, perform }) {
        for (let n = 0; n <= 10_000; n++) {
          calls.see(kind, `k${n}`);
          perform(body.parse({ channel: 'sms', to: n === 0 ? phone : other, text: `${n}` }), { kind, outcome: undefined });
        }
      },
    });
    const sentTo = async (to: string) =>
      (await carrier.inject({ path: '/messages', query: { to, limit: '10000' } })).json<{ items: { text: string }[] }>().items;
    expect(await sentTo(phone)).toEqual([]);
    const kept = await sentTo(other);
    expect(kept).toHaveLength(10_000);
    expect(kept[0]!.text).toBe('1');
    expect(calls.list({})).toHaveLength(10_000);
    expect(calls.list({ key: 'k0' })).toEqual([]);
  });
});

describe('a simulated holder of data', () => {
  it('removes its items once, and gives the same answer to the same key', async () => {
    const first = await holders().purge(purge('a'));
    expect(first.items).toBeGreaterThan(0);
    expect(await holders().purge(purge('a'))).toEqual(first);
    expect(await holders().purge(purge('b'))).toEqual({ items: 0 });
    expect(await seen('a')).toEqual([2]);
  });

  it('holds the data of each step separately', async () => {
    await holders().purge(purge('a', 'deleteChats'));
    expect((await holders().purge(purge('a', 'refundWallet'))).items).toBeGreaterThan(0);
    expect((await items('/calls')).map(({ kind }) => kind)).toEqual(['deleteChats', 'refundWallet']);
  });

  it('lists the calls of one process by the prefix of their keys', async () => {
    await holders().purge(purge('deregistration:1:x'));
    await holders().purge(purge('deregistration:2:x'));
    expect((await items('/calls?keyPrefix=deregistration:2')).map(({ key }) => key)).toEqual(['deregistration:2:x']);
  });
});

describe('the simulated identity registry', () => {
  it('confirms, and answers the same key the same', async () => {
    expect(await registry().check(check('a'))).toBe('confirmed');
    await fault('identity-checks', { mode: 'unconfirmed' });
    expect(await registry().check(check('a'))).toBe('confirmed');
    expect(await seen('a')).toEqual([2]);
  });

  it('leaves as many checks unconfirmed as a test asks for', async () => {
    await fault('identity-checks', { mode: 'unconfirmed', times: 2 });
    const outcomes: string[] = [];
    for (const key of ['a', 'b', 'c', 'a']) outcomes.push(await registry().check(check(key)));
    expect(outcomes).toEqual(['unconfirmed', 'unconfirmed', 'confirmed', 'unconfirmed']);
  });

  it('refuses for good like every provider', async () => {
    await fault('identity-checks', { mode: 'refuse', reason: 'register-closed', times: 1 });
    await expect(registry().check(check('a'))).rejects.toThrow(ProviderRefused);
  });

  it.each([
    { kind: 'id-card', number: '11010519491231002X' },
    { kind: 'passport', mrz: ['P<CHN', 'E1'], visaUntil: '2030-01-01' },
    { kind: 'residence-permit', number: 'CHN1' },
  ] as const)('knows the document %j', async (document) => {
    expect(await registry().check({ ...check('a'), document })).toBe('confirmed');
  });
});

describe('the simulated directory', () => {
  it('has one entry for each account and company, with ids only', async () => {
    await directory().addEntry(entry('a'));
    expect(await directory().addEntry(entry('b'))).toBe('made');
    expect(await entries()).toEqual([
      { entryId: 'entry-1', accountId: 'account-1', companyId: 'company-1', positionId: 'sales', removed: false },
    ]);
    expect(await items('/directory-entries?accountId=account-2')).toEqual([]);
    expect(JSON.stringify(await items('/directory-entries'))).not.toMatch(/Zhang|138/);
  });

  it('leaves an entry that a later registration has made to a removal of an earlier one', async () => {
    await directory().addEntry({ ...entry('a'), entryId: 'entry-2' });
    await directory().removeEntry({ ...removal('b'), entryId: 'entry-1' });
    expect(await entries()).toMatchObject([{ entryId: 'entry-2', removed: false }]);
    await directory().removeEntry({ ...removal('c'), entryId: 'entry-2' });
    expect(await entries()).toMatchObject([{ removed: true }]);
  });

  it('removes an entry, also one that is gone or never existed, and takes it in again', async () => {
    await directory().removeEntry(removal('a'));
    expect(await entries()).toEqual([]);
    await directory().addEntry(entry('b'));
    await directory().removeEntry(removal('c'));
    await directory().removeEntry(removal('d'));
    expect(await entries()).toMatchObject([{ removed: true }]);
    await directory().addEntry(entry('e'));
    expect(await entries()).toMatchObject([{ removed: false }]);
  });
});

describe('a call that a provider accepts for later', () => {
  const decide = async (reference: string, decision: unknown) => {
    const { status, text } = await request('POST', `/callbacks/${encodeURIComponent(reference)}`, decision);
    return { status, body: JSON.parse(text) as unknown };
  };
  const reference = 'registration:b9a1f0de-0000-4000-8000-000000000001:5c1c2f4e-0000-4000-8000-000000000002:createDirectoryEntry:1';

  it('is pending however often it comes, until it is decided; then the same key gets the outcome', async () => {
    await fault('identity-checks', { mode: 'pending', times: 1 });
    for (let time = 0; time < 3; time += 1) expect(await registry().check(check('a'))).toBe('pending');
    expect(await registry().check(check('b'))).toBe('confirmed');
    expect(await decide('a', { outcome: 'unconfirmed' })).toEqual({ status: 200, body: { statuses: [200] } });
    expect(await registry().check(check('a'))).toBe('unconfirmed');
  });

  it('is reported to Tenure by a callback, signed with the secret of its provider, with its reference', async () => {
    await fault('identity-checks', { mode: 'pending' });
    await fault('directory-entries', { mode: 'pending' });
    await registry().check(check('a'));
    await directory().addEntry(entry(reference));
    await decide('a', { outcome: 'confirmed' });
    await decide(reference, { outcome: 'refused', reason: 'name-taken' });
    const id = expect.any(String) as string;
    expect(heard).toEqual([
      { path: '/v1/provider-callbacks/identity-registry', id, body: { reference: 'a', outcome: 'confirmed' }, signed: true },
      {
        path: '/v1/provider-callbacks/directory',
        id,
        body: { reference, outcome: 'refused', reason: 'name-taken' },
        signed: true,
      },
    ]);
    await expect(directory().addEntry(entry(reference))).rejects.toEqual(expect.objectContaining({ reason: 'name-taken' }) as Error);
    expect(await entries()).toEqual([]);
  });

  it('is reported several times as one message, and Tenure’s answers are shown', async () => {
    await fault('directory-entries', { mode: 'pending' });
    await directory().addEntry(entry(reference));
    tenureAnswers = 404;
    expect(await decide(reference, { outcome: 'made', times: 3 })).toEqual({ status: 200, body: { statuses: [404, 404, 404] } });
    expect(new Set(heard.map(({ id }) => id)).size).toBe(1);
    expect(await entries()).toMatchObject([{ removed: false }]);
    expect(await directory().addEntry(entry(reference))).toBe('made');
  });

  it('may be reported with a secret that Tenure does not know any more, and as something that nobody has agreed on', async () => {
    await fault('identity-checks', { mode: 'pending' });
    await registry().check(check('a'));
    await decide('a', { outcome: 'vanished', asIs: true });
    await decide('a', { outcome: 'confirmed', oldSecret: true });
    expect(heard.map(({ body, signed }) => [(body as { outcome: string }).outcome, signed])).toEqual([
      ['vanished', true],
      ['confirmed', false],
    ]);
    expect(await registry().check(check('a'))).toBe('confirmed');
  });

  it('keeps its first decision, even if a later callback says otherwise', async () => {
    await fault('directory-entries', { mode: 'pending' });
    await directory().addEntry(entry('a'));
    await decide('a', { outcome: 'refused' });
    await decide('a', { outcome: 'made' });
    expect(heard.map(({ body }) => body)).toEqual([
      { reference: 'a', outcome: 'refused' },
      { reference: 'a', outcome: 'made' },
    ]);
    await expect(directory().addEntry(entry('a'))).rejects.toThrow(ProviderRefused);
    expect(await entries()).toEqual([]);
  });

  it('is decided although Tenure does not answer', async () => {
    const alone = buildSimulator({ apiUrl: 'http://127.0.0.1:1', secrets });
    await alone.inject({ method: 'PUT', url: '/faults/identity-checks', payload: { mode: 'pending' } });
    const { name, document } = check('a');
    const asked = { method: 'POST', url: '/identity-checks', headers: { 'idempotency-key': 'a' }, payload: { name, document } } as const;
    expect((await alone.inject(asked)).statusCode).toBe(202);
    expect((await alone.inject({ method: 'POST', url: '/callbacks/a', payload: { outcome: 'confirmed' } })).statusCode).toBe(500);
    expect((await alone.inject(asked)).json()).toEqual({ outcome: 'confirmed' });
    await alone.close();
  });

  it('can only be decided if it was accepted, with an outcome that its provider has', async () => {
    await messaging().send(sms('a'));
    await registry().check(check('b'));
    expect(await decide('a', { outcome: 'confirmed' })).toMatchObject({ status: 404 });
    expect(await decide('c', { outcome: 'confirmed' })).toMatchObject({ status: 404 });
    for (const wrong of [{ outcome: 'made' }, {}, { outcome: 'confirmed', times: 0 }, { outcome: 'confirmed', surprise: 1 }])
      expect(await decide('b', wrong)).toMatchObject({ status: 400 });
    expect(heard).toEqual([]);
  });

  it.each([
    ['messages', 'pending'],
    ['data-holders', 'pending'],
    ['directory-removals', 'pending'],
    ['directory-entries', 'unconfirmed'],
  ])('is nothing for %s: it cannot be %s', async (endpoint, mode) => {
    expect((await request('PUT', `/faults/${endpoint}`, { mode })).status).toBe(400);
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
    const late = expect(messaging().send(sms('a'))).rejects.toThrow(ProviderUnavailable);
    await until(async () => (await items('/messages')).length === 1);
    await messaging().send(sms('a'));
    expect(await items('/messages')).toHaveLength(1);
    await simulator.close();
    await late;
  });

  it('slow with a short delay is only late', async () => {
    await fault('data-holders', { mode: 'slow', delayMs: 1 });
    expect((await holders().purge(purge('a'))).items).toBeGreaterThan(0);
  });

  it('for all data holders does not touch messages, and the switch of one step comes first', async () => {
    await fault('data-holders', { mode: 'unavailable' });
    await fault('deleteChats', { mode: 'refuse', reason: 'legal-hold' });
    await messaging().send(sms('a'));
    await expect(holders().purge(purge('a', 'refundWallet'))).rejects.toThrow(ProviderUnavailable);
    await expect(holders().purge(purge('a', 'deleteChats'))).rejects.toThrow(ProviderRefused);
  });

  it('stays on without a number of times, until all are removed', async () => {
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
    ['an unknown document', '/identity-checks', { name: 'Zhang Wei', document: { kind: 'library-card', number: phone } }, key, 400],
    ['half a zone', '/identity-checks', { name: 'Zhang Wei', document: { kind: 'passport', mrz: [phone] } }, key, 400],
    [
      'more than is asked',
      '/directory-entries',
      { accountId: 'a', companyId: 'c', positionId: 's', name: 'Z', phone, mail: phone },
      key,
      400,
    ],
    ['no company', '/directory-removals', { accountId: 'a' }, key, 400],
  ])('refuses a call with %s, keeps nothing and repeats nothing', async (_, path, body, headers, status) => {
    const answer = await request('POST', path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('malformed-request');
    expect(answer.text).not.toContain(phone);
    expect(await items('/messages')).toEqual([]);
    expect(await items('/calls')).toEqual([]);
  });

  it('closes at once while an answer is delayed', async () => {
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
