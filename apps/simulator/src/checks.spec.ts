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
    expect((await send('GET', '/calls')).body).not.toMatch(/Zhang|1949|622202/);
  });
});
