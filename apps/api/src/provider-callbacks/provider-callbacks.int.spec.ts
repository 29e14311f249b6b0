import { randomUUID } from 'node:crypto';
import { entrance, freshDatabase, type Entrance, type Entrant, type FreshDatabase, type TestEngine } from '#testing';
import type { CommandOf } from '#domain';
import { openDatabase } from '#event-store';
import type { CallbackProvider } from '#providers';
import { SecurityLog } from '../authority/security-log';
import { testApi, type Answer, type TestApi } from '../testing/api';

const minute = 60_000;
const manager = 'b9a1f0de-0000-4000-8000-000000000101';
const admin = 'b9a1f0de-0000-4000-8000-000000000102';

let database: FreshDatabase;
let api: TestApi;
let steps: Entrance;

beforeAll(async () => {
  database = await freshDatabase();
  api = await testApi(database.url);
  const { engine, keys, database: connection } = api.kernel;
  const caller: TestEngine['caller'] = (key = randomUUID()) => ({
    client: 'test',
    commandId: keys.commandId('test', undefined, key),
    requestHash: keys.hmac('request', key),
    actor: { principalId: 'b9a1f0de-0000-4000-8000-000000000001', authn: 'api-key' },
    traceId: '0'.repeat(32),
  });
  steps = entrance({ engine, keys, database: connection, caller } as TestEngine);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

let numbers = 0;
const newPhone = () => `+86138${String((numbers += 1)).padStart(8, '0')}`;
const newDocument = () => JSON.stringify({ kind: 'residence-permit', number: `P${(numbers += 1)}` });
const streamOf = ({ id }: Entrant) => `registration:${id}`;
const rows = <T>(sql: string, ...parameters: unknown[]) => api.kernel.database.query<T>(sql, parameters);
const eventsOf = async (entrant: Entrant) =>
  (await rows<{ type: string }>('SELECT type FROM es.events WHERE stream_id = $1 ORDER BY version', streamOf(entrant))).map(
    ({ type }) => type,
  );
const wakesOf = async (entrant: Entrant) =>
  (await rows<{ reason: string }>('SELECT reason FROM es.wakes WHERE stream_id = $1', streamOf(entrant))).map(({ reason }) => reason);
const tasksOf = (entrant: Entrant) => rows('SELECT kind FROM es.operator_tasks WHERE stream_id = $1', streamOf(entrant));
const keptNow = () =>
  rows(`SELECT (SELECT count(*) FROM es.commands) AS commands, (SELECT count(*) FROM es.events) AS events,
    (SELECT count(*) FROM es.operator_tasks) AS tasks, (SELECT count(*) FROM es.effects WHERE state = 'done') AS done`);

/**
 * Begins the effect as its activity does, and postpones it as for an undecided provider; its workflow knows all that
 * was before.
 */
async function begun(entrant: Entrant, kind: string): Promise<string> {
  const { owed } = (await api.kernel.engine.readControl(streamOf(entrant)))!;
  const { effectId } = owed.find((effect) => effect.kind === kind)!;
  await api.kernel.engine.begin(effectId, kind);
  await api.kernel.engine.release(effectId);
  await rows('DELETE FROM es.wakes WHERE stream_id = $1', streamOf(entrant));
  return effectId;
}

const verifying = async () => {
  const { entrant } = await steps.open(newPhone(), await member());
  await steps.provePhone(entrant);
  await steps.profile(entrant, newDocument());
  return entrant;
};
const activating = async () => {
  const entrant = await steps.upToSubmission(newPhone(), newDocument(), await member());
  await steps.submit(entrant);
  return entrant;
};
async function member() {
  const company = await steps.company([admin], true);
  return { company, inviteId: await steps.invite(company, [manager]) };
}

interface Sending {
  signer?: CallbackProvider;
  signedAt?: Date;
  /** The bytes on the wire instead of the signed ones. */
  sent?(signed: string): string;
  headers?: Record<string, string | undefined>;
}

function callBack(provider: string, body: unknown, { signer, signedAt = new Date(), sent, headers }: Sending = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const secret = api.kernel.callbackSecrets[signer ?? (provider as CallbackProvider)];
  const signed = { ...secret.sign('message-1', signedAt, text), ...headers };
  const given = Object.entries(signed).filter((header): header is [string, string] => header[1] !== undefined);
  return api.call('POST', `/v1/provider-callbacks/${provider}`, {
    key: null,
    idempotencyKey: null,
    body: sent ? sent(text) : text,
    headers: Object.fromEntries(given),
  });
}

const outcome = ({ status, body }: Answer) => [status, status === 200 ? body : (body as { code: string }).code];
const recorded = [200, { recorded: true }];
const nothing = [200, { recorded: false }];

describe('a provider that calls back', () => {
  it.each([
    ['confirmed', ['IdentityChecked'], 'draft'],
    ['unconfirmed', ['IdentityChecked'], 'draft'],
    ['refused', ['ReviewNeeded'], 'manual_review'],
  ])('tells that an identity is %s: it is recorded, and the workflow is woken', async (said, events, status) => {
    const entrant = await verifying();
    const reference = await begun(entrant, 'checkIdentity');
    const before = await eventsOf(entrant);
    expect(outcome(await callBack('identity-registry', { reference, outcome: said }))).toEqual(recorded);
    expect((await eventsOf(entrant)).slice(before.length)).toEqual(events);
    expect((await steps.stateOf(entrant)).status).toBe(status);
    expect(await wakesOf(entrant)).toEqual([events[0]]);
  });

  it('reports that an entry is made, and the account is active; its result belongs to the effect', async () => {
    const entrant = await activating();
    const reference = await begun(entrant, 'createDirectoryEntry');
    expect(outcome(await callBack('directory', { reference, outcome: 'made' }))).toEqual(recorded);
    expect((await eventsOf(entrant)).slice(-2)).toEqual(['DirectoryEntryMade', 'RegistrationActivated']);
    const meta = `SELECT meta->>'origin' AS origin, meta->>'actor' AS actor FROM es.events WHERE stream_id = $1 AND type = 'DirectoryEntryMade'`;
    expect(await rows(meta, streamOf(entrant))).toEqual([{ origin: 'effect', actor: 'tenure:effect' }]);
    expect(await wakesOf(entrant)).toEqual(['DirectoryEntryMade']);
  });

  it.each([
    ['name-taken', 'name-taken'],
    ['Zhang Wei is there already', 'unspecified'],
    ['a13800138000', 'unspecified'],
    [undefined, 'unspecified'],
  ])('tells why an entry is refused: of %j stays %s', async (reason, kept) => {
    const entrant = await activating();
    const reference = await begun(entrant, 'createDirectoryEntry');
    expect(outcome(await callBack('directory', { reference, outcome: 'refused', reason }))).toEqual(recorded);
    const sql = `SELECT data->>'reason' AS reason FROM es.events WHERE stream_id = $1 AND type = 'DirectoryEntryRefused'`;
    expect(await rows(sql, streamOf(entrant))).toEqual([{ reason: kept }]);
    expect((await steps.stateOf(entrant)).status).toBe('rejected');
  });

  it('may do so again and again, also at once: it is recorded once', async () => {
    const entrant = await verifying();
    const reference = await begun(entrant, 'checkIdentity');
    const said = { reference, outcome: 'confirmed' };
    const answers = (await Promise.all(Array.from({ length: 10 }, () => callBack('identity-registry', said)))).map(outcome);
    expect(answers.filter(([status]) => status === 200)).toHaveLength(10);
    expect(answers.filter(([, body]) => (body as { recorded: boolean }).recorded)).toHaveLength(1);
    expect(outcome(await callBack('identity-registry', said))).toEqual(nothing);
    expect((await eventsOf(entrant)).filter((type) => type === 'IdentityChecked')).toHaveLength(1);
    expect(await tasksOf(entrant)).toEqual([]);
  });

  it('changes nothing by a later, different answer, and no operator task appears', async () => {
    const entrant = await activating();
    const reference = await begun(entrant, 'createDirectoryEntry');
    await callBack('directory', { reference, outcome: 'made' });
    const kept = await keptNow();
    for (let time = 0; time < 3; time += 1)
      expect(outcome(await callBack('directory', { reference, outcome: 'refused', reason: 'late' }))).toEqual(nothing);
    expect(await keptNow()).toEqual(kept);
  });

  it('comes too late if the activity has the answer, as the activity does if the callback has it', async () => {
    const [first, second] = [await verifying(), await verifying()];
    const asked = { first: await begun(first, 'checkIdentity'), second: await begun(second, 'checkIdentity') };
    const command = { type: 'RecordIdentityCheck', attempt: 1, outcome: 'unconfirmed' } as const;
    await api.kernel.engine.finish(asked.first, command);
    expect(outcome(await callBack('identity-registry', { reference: asked.first, outcome: 'confirmed' }))).toEqual(nothing);
    await callBack('identity-registry', { reference: asked.second, outcome: 'confirmed' });
    expect(await api.kernel.engine.finish(asked.second, command)).toBe(false);
    expect(await steps.stateOf(first)).toMatchObject({ failures: 1 });
    expect(await steps.stateOf(second)).toMatchObject({ failures: 0, verified: 'registry' });
  });

  it('is recorded also after the end, and its entry is removed', async () => {
    const entrant = await activating();
    const reference = await begun(entrant, 'createDirectoryEntry');
    await steps.withdraw(entrant);
    expect(outcome(await callBack('directory', { reference, outcome: 'made' }))).toEqual(recorded);
    expect((await api.kernel.engine.readControl(streamOf(entrant)))!.owed.map(({ kind }) => kind)).toEqual(['removeDirectoryEntry']);
    expect(await wakesOf(entrant)).not.toEqual([]);
  });
});

describe('an entry that the directory makes after everything is over (D4)', () => {
  const made = (reference: string) => callBack('directory', { reference, outcome: 'made' });
  const finish = (effectId: string, command: CommandOf<'registration'>) => api.kernel.engine.finish(effectId, command);
  const removals = async (entrant: Entrant) =>
    (await api.kernel.engine.readControl(streamOf(entrant)))!.owed.flatMap(({ kind, effectId }) =>
      kind === 'removeDirectoryEntry' ? [effectId] : [],
    );
  const late = (entrant: Entrant) =>
    rows<{ ref: string }>(`SELECT ref FROM es.operator_tasks WHERE stream_id = $1 AND kind = 'late-answer'`, streamOf(entrant));

  /**
   * The directory is silent; the applicant leaves and is erased; the entry counts as made and is taken back in vain.
   */
  async function overAndErased() {
    const entrant = await activating();
    const reference = await begun(entrant, 'createDirectoryEntry');
    await steps.withdraw(entrant);
    await finish(reference, { type: 'RecordDirectoryEntry', outcome: 'made' });
    const removal = await begun(entrant, 'removeDirectoryEntry');
    await finish(removal, { type: 'RecordDirectoryRemoval', outcome: 'removed', attempt: 1 });
    await api.advance(8 * 24 * 60 * minute);
    await api.kernel.engine.fireDeadline(streamOf(entrant), 'EndRetention');
    const erasure = await begun(entrant, 'eraseApplicant');
    await finish(erasure, { type: 'RecordErasure', items: 1 });
    expect(await api.kernel.engine.readControl(streamOf(entrant))).toMatchObject({ finished: true, owed: [] });
    await rows('DELETE FROM es.wakes WHERE stream_id = $1', streamOf(entrant));
    return { entrant, reference };
  }

  it('is taken back, once, by ids alone: the applicant stays erased', async () => {
    const { entrant, reference } = await overAndErased();
    const sealed = async ({ id }: Entrant) =>
      rows('SELECT row_id FROM vault.subject_data JOIN es.streams USING (subject_id) WHERE stream_id = $1', `registration:${id}`);
    const [before, kept] = [await eventsOf(entrant), await sealed(entrant)];
    expect(outcome(await made(reference))).toEqual(recorded);
    expect((await eventsOf(entrant)).slice(before.length)).toEqual(['DirectoryEntryMade', 'DirectoryRemovalRetried']);
    expect(await removals(entrant)).toEqual([expect.stringMatching(/:removeDirectoryEntry:2$/)]);
    expect(await wakesOf(entrant)).not.toEqual([]);
    expect(await sealed(entrant)).toEqual(kept);
    for (let time = 0; time < 2; time += 1) expect(outcome(await made(reference))).toEqual(nothing);
    expect(await removals(entrant)).toHaveLength(1);
    expect(await late(entrant)).toEqual([]);
  });

  it('is taken back also when its effect is deleted, and not again when the record of that is', async () => {
    const { entrant, reference } = await overAndErased();
    const owner = await openDatabase({ url: database.ownerUrl, applicationName: 'what deletes old effects', poolSize: 1 });
    await owner.query('DELETE FROM es.effects WHERE stream_id = $1', [streamOf(entrant)]);
    await owner.close();
    expect(outcome(await made(reference))).toEqual(recorded);
    await rows('DELETE FROM es.commands WHERE stream_id = $1', streamOf(entrant));
    expect(outcome(await made(reference))).toEqual(nothing);
    expect(await removals(entrant)).toHaveLength(1);
  });

  it('is the member’s own where the account lives', async () => {
    const entrant = await activating();
    const reference = await begun(entrant, 'createDirectoryEntry');
    await made(reference);
    const kept = await keptNow();
    expect(outcome(await made(reference))).toEqual(nothing);
    expect(await keptNow()).toEqual(kept);
  });

  it('is recorded for the effect that has never begun here, because a restored backup is older than that', async () => {
    const entrant = await activating();
    const { owed } = (await api.kernel.engine.readControl(streamOf(entrant)))!;
    expect(outcome(await made(owed[0]!.effectId))).toEqual(recorded);
    expect((await steps.stateOf(entrant)).status).toBe('active');
  });

  it.each([
    [
      'a call of another past',
      (reference: string) => reference.replace(/:[^:]+:createDirectoryEntry/, `:${randomUUID()}:createDirectoryEntry`),
    ],
    ['a registration that nobody has', (reference: string) => reference.replace(/^registration:[^:]+/, `registration:${randomUUID()}`)],
  ])('is an operator’s task where nobody can take it back: %s', async (_, changed) => {
    const entrant = await activating();
    const { owed } = (await api.kernel.engine.readControl(streamOf(entrant)))!;
    const reference = changed(owed[0]!.effectId);
    expect(outcome(await made(reference))).toEqual(recorded);
    expect(outcome(await made(reference))).toEqual(nothing);
    const of = { ...entrant, id: reference.split(':')[1]! };
    expect(await late(of)).toEqual([{ ref: reference }]);
    expect((await steps.stateOf(entrant)).status).toBe('activating');

    // An operator has settled it: the same callback, sent again, does not call them again.
    await rows(`UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE ref = $1`, reference);
    expect(outcome(await made(reference))).toEqual(nothing);
    expect(await rows(`SELECT 1 FROM es.operator_tasks WHERE ref = $1 AND resolved_at IS NULL`, reference)).toEqual([]);
  });
});

describe('a callback', () => {
  let entrant: Entrant;
  let reference: string;
  let kept: unknown;
  beforeAll(async () => {
    entrant = await verifying();
    reference = await begun(entrant, 'checkIdentity');
  });
  beforeEach(async () => (kept = await keptNow()));
  afterEach(async () => {
    expect(await keptNow()).toEqual(kept);
    expect(await wakesOf(entrant)).toEqual([]);
  });
  const said = () => ({ reference, outcome: 'confirmed' });
  /** Asked when the test runs: the tests before it may have taken a minute. */
  const signedAfter = (ms: number): Sending => ({
    get signedAt() {
      return new Date(Date.now() + ms);
    },
  });

  it.each<[string, Sending]>([
    ['with another provider’s secret', { signer: 'directory' }],
    ['signed six minutes ago', signedAfter(-6 * minute)],
    ['signed for in six minutes', signedAfter(6 * minute)],
    ['whose body was changed', { sent: (text) => text.replace('confirmed', 'unconfirmed') }],
    ['whose body was only written otherwise', { sent: (text) => ` ${text}` }],
    ['without a body', { sent: () => '' }],
    ['that is no JSON either', { sent: () => '{"reference":' }],
    ['without a signature', { headers: { 'webhook-signature': undefined } }],
    ['without a time', { headers: { 'webhook-timestamp': undefined } }],
    ['without an id', { headers: { 'webhook-id': undefined } }],
    ['with the signature of another time', { headers: { 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 60) } }],
    ['with the signature of another message', { headers: { 'webhook-id': 'message-2' } }],
    ['with a signature of the right length', { headers: { 'webhook-signature': `v1,${'A'.repeat(43)}=` } }],
    ['with a signature of another kind', { headers: { 'webhook-signature': 'v1a,AAAA' } }],
  ])('%s is refused, and written down without what it said', async (_, sending) => {
    const entries = async () => {
      await api.app.get(SecurityLog).settle();
      return rows<{ principal_id: unknown; what: string; target: string }>('SELECT principal_id, what, target FROM iam.security_log');
    };
    const before = (await entries()).length;
    const answer = await callBack('identity-registry', said(), sending);
    expect(outcome(answer)).toEqual([401, 'signature-invalid']);
    expect(JSON.stringify(answer.body)).not.toContain(reference);
    const entry = { principal_id: null, what: 'signature-invalid', target: 'POST /v1/provider-callbacks/:provider' };
    expect((await entries()).slice(before)).toEqual([entry]);
  });

  it('with an operator’s key instead of a signature is refused', async () => {
    expect(outcome(await api.call('POST', '/v1/provider-callbacks/identity-registry', { body: said() }))).toEqual([
      401,
      'signature-invalid',
    ]);
  });

  it.each(['messaging', 'data-holders', 'constructor', '__proto__', 'Directory'])(
    'of an unknown provider is not found: %s',
    async (provider) => {
      expect(outcome(await callBack(provider, said(), { signer: 'directory' }))).toEqual([404, 'not-found']);
    },
  );

  it.each([
    ['a wrong outcome', { outcome: 'made' }],
    ['no outcome', { outcome: undefined }],
    ['no reference', { reference: undefined }],
    ['an endless reference', { reference: 'x'.repeat(300) }],
    ['a field more', { surprise: 'Canary Liu' }],
    ['a sentence of a reason', { reason: 'x'.repeat(200) }],
  ])('with %s is refused, and nothing of it repeated', async (_, change) => {
    const answer = await callBack('identity-registry', { ...said(), ...change });
    expect(outcome(answer)).toEqual([422, 'invalid-request']);
    expect(JSON.stringify(answer.body)).not.toMatch(/Canary|xxx/);
  });

  it.each(['null', '[]', '12', '"text"'])('that is %s is refused', async (body) => {
    expect(outcome(await callBack('identity-registry', body))).toEqual([422, 'invalid-request']);
  });

  it('that is signed but not JSON is refused', async () => {
    expect(outcome(await callBack('identity-registry', '{"reference":'))).toEqual([400, 'malformed-json']);
    expect(outcome(await callBack('identity-registry', ''))).toEqual([400, 'malformed-json']);
  });

  it.each([
    ['the effect of the other provider', () => reference.replace('checkIdentity', 'createDirectoryEntry')],
    ['another kind', () => reference.replace('checkIdentity', 'eraseApplicant')],
    ['a kind that only resembles it', () => reference.replace('checkIdentity', 'checkidentity')],
    ['another process', () => reference.replace('registration', 'deregistration')],
    ['no effect at all', () => streamOf(entrant)],
    ['more than an effect', () => `${reference}:1`],
  ])('about %s is not found', async (_, changed) => {
    expect(outcome(await callBack('identity-registry', { ...said(), reference: changed() }))).toEqual([404, 'not-found']);
  });

  it.each([
    ['another attempt', () => reference.replace(/:1$/, ':2')],
    ['another event', () => reference.replace(/:[^:]+:checkIdentity/, `:${randomUUID()}:checkIdentity`)],
    ['a version', () => reference.replace(/:[^:]+:checkIdentity/, ':1:checkIdentity')],
    ['nobody’s registration', () => reference.replace(entrant.id, randomUUID())],
  ])('about what was never begun does nothing and says so: %s', async (_, changed) => {
    expect(outcome(await callBack('identity-registry', { ...said(), reference: changed() }))).toEqual(nothing);
  });

  it('about an effect that is owed and has not begun does nothing and says so', async () => {
    const other = await verifying();
    kept = await keptNow();
    const { owed } = (await api.kernel.engine.readControl(streamOf(other)))!;
    expect(outcome(await callBack('identity-registry', { ...said(), reference: owed[0]!.effectId }))).toEqual(nothing);
    expect((await steps.stateOf(other)).status).toBe('verifying');
  });

  it('of another content type than JSON is not read', async () => {
    const answer = await callBack('identity-registry', said(), { headers: { 'content-type': 'text/plain' } });
    expect(outcome(answer)).toEqual([415, 'unsupported-media-type']);
  });

  it('is no route of the callers’ document', async () => {
    const { body } = await api.call('GET', '/openapi.json', { key: null });
    expect(Object.keys((body as { paths: object }).paths).filter((path) => path.includes('callback'))).toEqual([]);
  });
});
