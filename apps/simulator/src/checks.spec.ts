import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { connect, prepareProviders, providers, ProviderRefused, readCallbackSecrets } from '#providers';
import { buildSimulator } from './simulator';

const folder = mkdtempSync(join(tmpdir(), 'tenure-checks-'));
prepareProviders(folder, 'http://127.0.0.1:1');
const secrets = readCallbackSecrets(folder);
afterAll(() => rmSync(folder, { recursive: true }));

let simulator: FastifyInstance;
let address: string;
beforeEach(async () => {
  simulator = buildSimulator({ apiUrl: 'http://127.0.0.1:1', secrets });
  address = await simulator.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => simulator.close());

const person = { name: 'Zhang Wei', number: '11010519491231002X' };
const faces = () => connect(providers.faceCheck, { address });
const cards = () => connect(providers.bankCards, { address });
const face = (result: string, idempotencyKey = result) => ({ result, subject: 'verification:1', person, idempotencyKey });
const card = (number: string, idempotencyKey = number) => ({ person, card: number, idempotencyKey });
const send = (method: 'GET' | 'PUT' | 'POST', url: string, payload?: object) =>
  simulator.inject({ method, url, ...(payload && { payload }) });

describe('the simulated face check', () => {
  it('finds a living person, and answers the same key the same', async () => {
    expect(await faces().check(face('live:recording-1'))).toBe('confirmed');
    expect(await faces().check({ ...face('live:unconfirmed-1'), idempotencyKey: 'live:recording-1' })).toBe('confirmed');
  });

  it('takes its outcome from the reference', async () => {
    expect(await faces().check(face('live:unconfirmed-1'))).toBe('unconfirmed');
    expect(await faces().check(face('live:pending-1'))).toBe('pending');
    expect(await faces().check(face('live:pending-1'))).toBe('pending');
    await send('POST', '/callbacks/live%3Apending-1', { outcome: 'unconfirmed' });
    expect(await faces().check(face('live:pending-1'))).toBe('unconfirmed');
  });

  it('lets 93 of a hundred people pass, each always the same (R18)', async () => {
    const outcomes: string[] = [];
    for (let n = 0; n < 1_000; n += 1) outcomes.push(await faces().check(face(`live:of-a-hundred-${n}`)));
    const passed = outcomes.filter((outcome) => outcome === 'confirmed').length;
    expect(passed).toBeGreaterThan(900);
    expect(passed).toBeLessThan(960);
    expect(await faces().check(face('live:of-a-hundred-7', 'again'))).toBe(outcomes[7]);
  });

  it('needs no person: it then looks whether somebody lives', async () => {
    const { person: _, ...alone } = face('live:recording-1');
    expect(await faces().check(alone)).toBe('confirmed');
  });

  it('has a fault switch that comes before what the reference says', async () => {
    expect((await send('PUT', '/faults/face-checks', { mode: 'refuse', reason: 'recording-unknown', times: 1 })).statusCode).toBe(204);
    await expect(faces().check(face('live:unconfirmed-1'))).rejects.toThrow(ProviderRefused);
  });
});

describe('the simulated bank', () => {
  it('knows whose card a number is, by its ending', async () => {
    expect(await cards().check(card('6222020200112230'))).toBe('confirmed');
    expect(await cards().check({ ...card('6222020200110002'), phone: '+8613800138000' })).toBe('unconfirmed');
    expect(await cards().check(card('6222020200110003'))).toBe('pending');
  });

  it('refuses what is no card', async () => {
    const asked = { person, card: 'not a number' };
    const answer = await simulator.inject({
      method: 'POST',
      url: '/bank-card-checks',
      headers: { 'idempotency-key': 'a' },
      payload: asked,
    });
    expect([answer.statusCode, answer.json()]).toEqual([400, { reason: 'malformed-request', at: ['card'] }]);
  });

  it('keeps nothing of a person', async () => {
    await cards().check(card('6222020200112230', 'a'));
    expect((await send('GET', '/calls')).body).not.toMatch(/Zhang|19491231|62220202/);
  });
});

describe('the simulated authority of passports and permits (R9)', () => {
  const passports = () => connect(providers.passports, { address });
  const permit = { name: '韦小宝', document: { kind: 'residence-permit', number: '810000199408230021' }, idempotencyKey: 'a' } as const;

  it('confirms, and is told apart from the register by its switch', async () => {
    await send('PUT', '/faults/identity-checks', { mode: 'unavailable' });
    expect(await passports().check(permit)).toBe('confirmed');
    await send('PUT', '/faults/passport-checks', { mode: 'unconfirmed' });
    expect(await passports().check({ ...permit, idempotencyKey: 'b' })).toBe('unconfirmed');
  });
});

describe('the simulated reader of documents', () => {
  const reader = () => connect(providers.documentReader, { address });
  const asked = (ref: string, kind = 'id-card') => reader().read({ ref, kind, idempotencyKey: `${ref} ${kind}`.replace(' ', '-') });

  it('reads the fields of a card and the lines of a passport', async () => {
    expect(await asked('store:picture-1')).toEqual({ fields: { name: '韦小宝', number: '11010519491231002X' } });
    expect(await asked('store:picture-1', 'passport')).toMatchObject({ fields: { mrz: expect.stringContaining('\n') as string } });
  });

  it('names the field that cannot be read, or the whole document', async () => {
    expect(await asked('store:unreadable-number-1')).toEqual({ unreadable: 'number' });
    expect(await asked('store:unreadable-1')).toEqual({ unreadable: 'document' });
  });

  it.each([{}, { unreadable: 'shoe-size' }, { fields: 'none' }, null])('is not believed where it answers %j', async (body) => {
    await send('PUT', '/faults/document-readings', { mode: 'answer', body, times: 1 });
    await expect(asked('store:picture-1')).rejects.toMatchObject({ reason: 'answer-unusable' });
  });

  it('is taken at its word only for fields that a document has', async () => {
    await send('PUT', '/faults/document-readings', { mode: 'answer', body: { fields: { name: 'Li', number: 7, face: 'raw' } }, times: 1 });
    expect(await asked('store:picture-1')).toEqual({ fields: { name: 'Li' } });
  });
});

describe('the simulated check of messengers (R8)', () => {
  const asked = (phone: string, idempotencyKey = phone) =>
    connect(providers.messengerCheck, { address }).isUsedWithBoth({ phone, idempotencyKey });

  it('knows of a number whether both use it', async () => {
    expect(await asked('+8613800138000')).toBe(false);
    expect(await asked('+8613800130008')).toBe(true);
  });

  it('answers nothing else than yes or no', async () => {
    await send('PUT', '/faults/messenger-checks', { mode: 'answer', body: { usedWithBoth: 'perhaps' }, times: 1 });
    await expect(asked('+8613800138001', 'another')).rejects.toMatchObject({ reason: 'answer-unusable' });
  });
});

describe('the simulated operator of phone numbers (CAMARA)', () => {
  const asked = (phone: string, idempotencyKey = phone) =>
    connect(providers.numberRecycling, { address }).wasRecycled({ phone, since: '2026-01-31', idempotencyKey });

  it('knows whether a number went to somebody else since a day', async () => {
    expect(await asked('+8613800138000')).toBe(false);
    expect(await asked('+8613800130002')).toBe(true);
  });

  it('refuses by the code of its protocol', async () => {
    await send('PUT', '/faults/check', { mode: 'refuse', reason: 'IDENTIFIER_NOT_FOUND', times: 1 });
    await expect(asked('+8613800138000')).rejects.toEqual(
      expect.objectContaining({ name: 'ProviderRefused', reason: 'identifier_not_found' }),
    );
  });

  it('answers nothing else than yes or no', async () => {
    await send('PUT', '/faults/check', { mode: 'answer', body: { phoneNumberRecycled: 'maybe' }, times: 1 });
    await expect(asked('+8613800138000')).rejects.toMatchObject({ reason: 'answer-unusable' });
  });
});
