import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProviderRefused, ProviderUnavailable } from './errors';
import { connect } from './provider';
import type { Connection } from './provider-client';
import { providers } from './providers';

const canary = '+8613800138000';
const check = { name: 'Zhang Wei', document: { kind: 'residence-permit', number: 'P1' }, idempotencyKey: 'effect-3' } as const;
const removal = { accountId: 'account-1', companyId: 'company-1', idempotencyKey: 'effect-5' };
const entry = { entryId: 'entry-1', ...removal, positionId: 'sales', name: 'Zhang Wei', phone: canary, idempotencyKey: 'effect-4' };
const message = { channel: 'sms', to: canary, text: `code for ${canary}`, idempotencyKey: 'effect-1' } as const;

let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
const server = createServer((request, response) => answer(request, response));
let address: string;
const messaging = (connection: Partial<Connection> = {}) => connect(providers.messaging, { address, ...connection });
const dataHolders = () => connect(providers.dataHolders, { address });
const identityRegistry = () => connect(providers.identityRegistry, { address });
const directory = () => connect(providers.directory, { address });

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

/** Answers every call like this. */
function answers(status: number, body?: unknown, headers: Record<string, string> = {}): void {
  answer = (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const failure = async (call: Promise<unknown>): Promise<Error> =>
  call.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );

/** fetch itself refuses port 1. */
const closedPort = 59_999;

const sending = () => failure(messaging().send(message));

describe('a call to a provider', () => {
  it('posts JSON with the idempotency key', async () => {
    const seen: { path?: string; key?: unknown; type?: string; body: string }[] = [];
    answer = (request, response) => {
      const call = { path: request.url, key: request.headers['idempotency-key'], type: request.headers['content-type'], body: '' };
      seen.push(call);
      request.on('data', (chunk: Buffer) => (call.body += chunk.toString()));
      request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":3,"outcome":"confirmed"}'));
    };
    await messaging({ address: `${address}/` }).send(message);
    await expect(dataHolders().purge({ step: 'a/b', accountId: 'account-1', idempotencyKey: 'effect-2' })).resolves.toEqual({
      items: 3,
    });
    await identityRegistry().check(check);
    await directory().addEntry(entry);
    await directory().removeEntry(removal);
    const type = 'application/json';
    expect(seen).toEqual([
      {
        path: '/messages',
        key: 'effect-1',
        type,
        body: JSON.stringify({ channel: 'sms', to: canary, text: message.text }),
      },
      { path: '/data-holders/a%2Fb', key: 'effect-2', type, body: '{"accountId":"account-1"}' },
      { path: '/identity-checks', key: 'effect-3', type, body: JSON.stringify({ name: check.name, document: check.document }) },
      {
        path: '/directory-entries',
        key: 'effect-4',
        type,
        body: JSON.stringify({
          entryId: 'entry-1',
          accountId: 'account-1',
          companyId: 'company-1',
          positionId: 'sales',
          name: entry.name,
          phone: canary,
        }),
      },
      { path: '/directory-removals', key: 'effect-5', type, body: '{"accountId":"account-1","companyId":"company-1"}' },
    ]);
  });

  it.each([[undefined], ['a-token']])('shows the credential that the provider wants, and else none: %j', async (credential) => {
    let shown: string | undefined;
    answer = (request, response) => {
      shown = request.headers.authorization;
      request.resume();
      response.writeHead(200).end();
    };
    await messaging({ credential }).send(message);
    expect(shown).toBe(credential && `Bearer ${credential}`);
  });

  it('succeeds with any 2xx, whatever the body is', async () => {
    answers(202, 'taken');
    await expect(messaging().send(message)).resolves.toBeUndefined();
  });

  it.each(['confirmed', 'unconfirmed'] as const)('of the identity registry brings its outcome: %s', async (outcome) => {
    answers(200, { outcome });
    expect(await identityRegistry().check(check)).toBe(outcome);
  });

  it('that is accepted for later is pending if its outcome matters, whatever the body is', async () => {
    answers(202, { outcome: 'confirmed' });
    expect(await identityRegistry().check(check)).toBe('pending');
    expect(await directory().addEntry(entry)).toBe('pending');
    await expect(directory().removeEntry(removal)).resolves.toBeUndefined();
  });

  it.each([200, 201, 204])('of the directory is made with %i', async (status) => {
    answers(status);
    expect(await directory().addEntry(entry)).toBe('made');
  });

  it.each([undefined, {}, { outcome: 'maybe' }, { outcome: true }, null, 'confirmed'])(
    'of the identity registry needs an outcome: %j',
    async (body) => {
      answers(200, body);
      expect(await failure(identityRegistry().check(check))).toBeInstanceOf(ProviderUnavailable);
    },
  );

  it.each([400, 403, 404, 409, 422])('is refused for good by %i with a reason', async (status) => {
    answers(status, { reason: 'number-blocked' });
    const error = await sending();
    expect(error).toBeInstanceOf(ProviderRefused);
    expect((error as ProviderRefused).reason).toBe('number-blocked');
  });

  it.each([
    [422, {}],
    [404, 'not found'],
    [400, { reason: 7 }],
    [401, { reason: 'key-expired' }],
    [408, { reason: 'slow' }],
    [425, { reason: 'early' }],
    [429, { reason: 'too-many' }],
    [500, { reason: 'broken' }],
    [503, undefined],
  ])('is to be tried again after %i %j', async (status, body) => {
    answers(status, body);
    expect(await sending()).toBeInstanceOf(ProviderUnavailable);
  });

  it('follows no redirect', async () => {
    answers(307, undefined, { location: `${address}/elsewhere` });
    expect(await sending()).toBeInstanceOf(ProviderUnavailable);
  });

  it.each([undefined, {}, { items: -1 }, { items: 1.5 }, { items: '3' }, null, 'three'])(
    'of a data holder needs a count of items: %j',
    async (body) => {
      answers(200, body);
      expect(await failure(dataHolders().purge({ step: 'step', accountId: 'account', idempotencyKey: 'key' }))).toBeInstanceOf(
        ProviderUnavailable,
      );
    },
  );

  it.each([
    ['no answer', () => undefined],
    ['half an answer', (_: IncomingMessage, response: ServerResponse) => void response.writeHead(200).write('{')],
  ])('is given up after its time-out: %s', async (_, silence) => {
    answer = silence;
    const error = await failure(messaging({ timeoutMs: 50 }).send(message));
    expect(error).toBeInstanceOf(ProviderUnavailable);
    expect(error.message).toContain('TimeoutError');
  });

  it('without a listening provider fails as unavailable', async () => {
    const error = await failure(messaging({ address: 'http://127.0.0.1:1' }).send(message));
    expect(error).toBeInstanceOf(ProviderUnavailable);
  });

  it.each<[string, () => void, Partial<Connection>]>([
    ['timeout', () => (answer = () => undefined), { timeoutMs: 50 }],
    ['connection-refused', () => undefined, { address: `http://127.0.0.1:${closedPort}` }],
    ['address-unknown', () => undefined, { address: 'http://nobody.invalid' }],
    ['connection-lost', () => (answer = (request) => void request.socket.destroy()), {}],
    ['answered-5xx', () => answers(503, { reason: canary }), {}],
    ['answered-4xx', () => answers(429, { reason: canary }), {}],
    ['no-answer', () => answers(302, undefined, { location: `${address}/elsewhere` }), {}],
  ])('says by a code why it is not settled: %s', async (reason, prepare, connection) => {
    prepare();
    expect(await failure(messaging(connection).send(message))).toMatchObject({ reason });
  });

  it('reads no more than 64 KiB of an answer', async () => {
    const size = (bytes: number) => ({ outcome: 'confirmed', padding: 'x'.repeat(bytes) });
    answers(200, size(60_000));
    expect(await identityRegistry().check(check)).toBe('confirmed');
    answers(200, size(66_000));
    expect(await failure(identityRegistry().check(check))).toMatchObject({ reason: 'answer-too-large' });
  });

  it('says so also of an answer that is none', async () => {
    answers(200, {});
    expect(await failure(identityRegistry().check(check))).toMatchObject({ reason: 'answer-unusable' });
  });
});

describe('an error of a provider', () => {
  it.each([canary, `blocked: ${canary}`, 'Li Lei has no such number', 'x'.repeat(200), Array(6).fill('x'.repeat(20)).join('-'), ''])(
    'takes over a code only, not %j',
    async (reason) => {
      answers(422, { reason });
      const error = await sending();
      expect((error as ProviderRefused).reason).toBe('unspecified');
    },
  );

  it.each([
    ['refused', () => answers(422, { reason: 'blocked', to: canary })],
    ['unavailable', () => answers(500, { echo: canary })],
    ['cut off', () => (answer = (request) => void request.socket.destroy())],
    ['redirected', () => answers(302, undefined, { location: `http://${canary}` })],
  ])('holds nothing of the message: %s', async (_, prepare) => {
    prepare();
    const error = await sending();
    expect([ProviderRefused, ProviderUnavailable]).toContain(error.constructor);
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(canary.slice(1));
  });
});
