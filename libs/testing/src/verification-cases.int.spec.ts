import { randomUUID } from 'node:crypto';
import { day } from '#domain';
import { idNumber } from '#journey';
import { CallbackSecret } from '#providers';
import { freshDatabase, type FreshDatabase } from './database';
import { site, type Site } from './growth/site';
import type { Answer, CallOptions } from '../../../apps/api/src/testing/api';

let database: FreshDatabase;
let world: Site;
let number = 13_800_270_000;
const reviewer = randomUUID();
beforeAll(async () => {
  database = await freshDatabase();
  world = await site(database.url);
  await created('/v1/identity-reviewers', { userId: reviewer });
});
beforeEach(() => Object.assign(world.providers, { registry: 'confirmed', checks: 'confirmed', picture: 'pending' }));
afterAll(async () => {
  await world?.api.close();
  await database?.drop();
});

const post = (path: string, body?: unknown, options: CallOptions = {}) => world.api.call('POST', path, { body, ...options });
const get = (path: string, options: CallOptions = {}) => world.api.call('GET', path, options);
const created = async (path: string, body?: unknown) => {
  const answer = await post(path, body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};
const newAccount = async (more: object = {}) => (await created('/v1/accounts', { phone: `+86${number++}`, ...more })).id as string;
const newCompany = async () => (await created('/v1/companies', { name: 'Acme', companyKind: 'enterprise', verified: true })).id as string;
const cases = '/v1/verification-cases';
const open = (accountId: string, method: string, more: object = {}, options: CallOptions = {}) =>
  post(cases, { accountId, method, ...more }, options);
const opened = async (method: string, more: object = {}) => {
  const accountId = await newAccount();
  const answer = await open(accountId, method, more);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return { accountId, id: answer.body.id as string };
};
const shown = async (id: string) => (await get(`${cases}/${id}`)).body;
/** The review of a case, which its view does not name before it has decided. */
const reviewOf = async (id: unknown) => {
  const sql = `SELECT state->>'approvalId' AS review FROM es.streams WHERE stream_id = $1`;
  const [row] = await world.api.kernel.database.query<{ review: string }>(sql, [`verification:${String(id)}`]);
  return row!.review;
};
const attempt = (id: string, body: object, options: CallOptions = {}) => post(`${cases}/${id}/attempts`, body, options);
const identity = { kind: 'id-card', number: '11010519491231002X' };
let papers = 0;
/** A document that nobody has shown yet. */
const anotherDocument = () => ({ kind: 'id-card', number: idNumber(4_000 + papers++) });
const picture = { kind: 'id-card', store: 'files', ref: 'documents/7f3a', hash: `sha256:${'0f'.repeat(32)}` };
const card = { card: '6222 0212 3456 7890 128', name: 'Canary Wei', identity };
let recordings = 0;
/** A recording that nobody has sent yet. */
const newFace = () => ({ result: `faces:0a1b2c3d4e5f-${(recordings += 1)}` });
const face = { result: 'faces:0a1b2c3d4e5f' };
const workPass = { kind: 'work-pass', store: 'files', ref: 'evidence/7f3a', hash: `sha256:${'0f'.repeat(32)}` };
const refusedWith = (status: number, code: string, more: object = {}) => ({ status, body: { code, ...more } });
const withdraw = (id: string, options: CallOptions = {}) => post(`${cases}/${id}/withdrawal`, undefined, options);
const decide = (approvalId: string, decision: 'approve' | 'reject', person = reviewer) =>
  post(
    `/v1/approvals/${approvalId}/decisions`,
    { decision, ...(decision === 'reject' && { reason: { code: 'not-needed' } }) },
    { key: world.service, person },
  );
const eventsOf = async (id: string) => {
  const sql = 'SELECT type, data, meta FROM es.events WHERE stream_id = $1 ORDER BY version';
  return world.api.kernel.database.query<{ type: string; data: object }>(sql, [`verification:${id}`]);
};
const typesOf = async (id: string) => (await eventsOf(id)).map(({ type }) => type);
const credentialsOf = async (accountId: string) => {
  const [row] = await world.api.kernel.database.query<{ state: { credentials?: Record<string, object>; level?: number } }>(
    'SELECT state FROM rm.process WHERE stream_id = $1',
    [`account:${accountId}`],
  );
  return { credentials: row!.state.credentials ?? {}, level: row!.state.level ?? 0 };
};

/** As its activity does for a provider that has not decided. */
async function begin(id: string): Promise<void> {
  const { engine } = world.api.kernel;
  const { owed } = (await engine.readControl(`verification:${id}`))!;
  for (const { effectId, kind } of owed) {
    await engine.begin(effectId, kind);
    await engine.release(effectId);
  }
}

/** Ends the pauses of what this purge tries again, as time would, and goes on. */
async function settleAgain(deregistrationId: string): Promise<void> {
  await world.api.kernel.database.query('UPDATE es.effects SET lease_until = clock_timestamp() WHERE stream_id = $1', [
    `deregistration:${deregistrationId}`,
  ]);
  await world.settle().catch(unlessBusy);
}

/** It waits for its next try. */
function unlessBusy(error: unknown): void {
  if ((error as { type?: unknown }).type !== 'Busy') throw error;
}

/** A case of a face that has failed so often. */
async function failed(times: number) {
  world.providers.checks = 'unconfirmed';
  const found = await opened('face');
  for (let n = 1; n <= times; n += 1) {
    await attempt(found.id, newFace());
    await world.settle();
  }
  return found;
}

describe('a case of verification over HTTP (V1, V4)', () => {
  it('passes by a bank card: the account has the credential for a year, and no event has what was given', async () => {
    const { id, accountId } = await opened('bank-card');
    expect(await shown(id)).toMatchObject({ type: 'verification', state: 'open', accountId, method: 'bank-card', attemptsLeft: 4 });
    expect(await attempt(id, card)).toMatchObject({ status: 200, body: { state: 'challenged' } });
    await world.settle();
    const after = await shown(id);
    expect(after).toMatchObject({ state: 'passed', outcome: 'passed', provenTo: 'provider', credential: { method: 'bank-card' } });
    const { credentials } = await credentialsOf(accountId);
    expect(credentials['bank-card']).toMatchObject({ credentialId: after.credential.credentialId, caseId: id });
    expect(Date.parse(after.credential.expiresAt) - Date.parse(after.updatedAt)).toBeCloseTo(365 * day, -4);
    expect(JSON.stringify([await eventsOf(id), after])).not.toMatch(/Canary|6222 ?0212|1101051949/);
  });

  it('passes by an identity card for good, and by a face to level 2', async () => {
    const { id, accountId } = await opened('id-card');
    await attempt(id, { name: 'Zhang Wei', identity: anotherDocument() });
    const other = await open(accountId, 'face');
    await attempt(other.body.id as string, newFace());
    await world.settle();
    expect((await shown(id)).credential).toEqual({ credentialId: expect.any(String) as string, method: 'id-card' });
    expect(await shown(other.body.id as string)).toMatchObject({ state: 'passed', level: 2 });
    expect(await credentialsOf(accountId)).toMatchObject({ credentials: { 'id-card': { caseId: id } }, level: 2 });
  });

  it('is one of a method and an account at a time, also of two that are opened at once', async () => {
    const accountId = await newAccount();
    const answers = await Promise.all([open(accountId, 'face'), open(accountId, 'face')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const [first] = answers.filter(({ status }) => status === 201) as [Answer];
    const id = first.body.id as string;
    expect(await open(accountId, 'face')).toMatchObject(refusedWith(409, 'verification-pending'));
    expect((await open(accountId, 'id-card')).status).toBe(201);
    await withdraw(id);
    expect((await open(accountId, 'face')).status).toBe(201);
  });

  it('is refused with its code where it cannot begin', async () => {
    const accountId = await newAccount();
    expect(await open(accountId, 'palm')).toMatchObject(refusedWith(422, 'method-unknown'));
    expect(await open(randomUUID(), 'face')).toMatchObject(refusedWith(404, 'not-found'));
    expect(await open(accountId, 'face', { companyId: await newCompany() })).toMatchObject(refusedWith(404, 'not-a-member'));
    const foreign = (await created('/v1/accounts', { phone: `+447400${String(number++).slice(-6)}` })).id as string;
    for (const method of ['bank-card', 'id-card'])
      expect(await open(foreign, method)).toMatchObject(refusedWith(422, 'method-not-available'));
    expect((await open(foreign, 'passport')).status).toBe(201);
  });

  it('takes a repeated call once', async () => {
    const accountId = await newAccount();
    const idempotencyKey = randomUUID();
    const [first, again] = [await open(accountId, 'face', {}, { idempotencyKey }), await open(accountId, 'face', {}, { idempotencyKey })];
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
    const id = first.body.id as string;
    const key = randomUUID();
    const recording = newFace();
    await Promise.all([attempt(id, recording, { idempotencyKey: key }), attempt(id, recording, { idempotencyKey: key })]);
    expect(await typesOf(id)).toEqual(['VerificationOpened', 'AttemptMade']);
  });
});

describe('an attempt', () => {
  const passport = { kind: 'passport', mrz: ['A', 'B'] };
  it.each([
    ['bank-card', 'a mistyped card', { ...card, card: '6222 0212 3456 7890 129' }, 'bank-card-invalid'],
    ['bank-card', 'a mistyped number', { ...card, identity: { ...identity, number: '110105194912310021' } }, 'id-number-invalid'],
    ['bank-card', 'a face', face, 'attempt-of-another-method'],
    ['id-card', 'a card too', card, 'attempt-of-another-method'],
    ['id-card', 'a misread passport', { name: 'Zhang Wei', identity: passport }, 'mrz-checksum'],
    ['face', 'a picture', { result: 'data:image/png;base64,AAAA' }, 'raw-biometric-refused'],
    ['face', 'features', { result: 'iVBORw0KGgoAAAANSUhEUgAA' }, 'raw-biometric-refused'],
    ['face', 'a reference that is too long', { result: `faces:${'A'.repeat(201)}` }, 'raw-biometric-refused'],
    ['face', 'a large picture', { result: 'A'.repeat(9_000) }, 'raw-biometric-refused'],
    ['face', 'a name too', { ...face, name: 'Zhang Wei' }, 'invalid-request'],
    ['face', 'nothing', {}, 'invalid-request'],
    ['work-pass', 'a face', face, 'attempt-of-another-method'],
  ])('of %s with %s costs nothing', async (method, _, body, code) => {
    const { id } = await opened(method);
    expect(await attempt(id, body)).toMatchObject(refusedWith(422, code));
    expect(await typesOf(id)).toEqual(['VerificationOpened']);
  });

  it('that fails says so with the attempts that are left; the fourth failure leads to a person, and never to a wall (R18)', async () => {
    const { id, accountId } = await failed(3);
    expect(await shown(id)).toMatchObject({ state: 'open', attemptsLeft: 1, lastAttempt: { code: 'liveness-failed', attemptsLeft: 1 } });
    const last = newFace();
    await attempt(id, last);
    expect(await attempt(id, newFace())).toMatchObject(refusedWith(409, 'case-under-way'));
    await world.settle();
    const review = await shown(id);
    expect(review).toMatchObject({ state: 'manual_review' });
    expect(JSON.stringify(review)).not.toContain('failed-too-often');
    const dossier = await get(`/v1/approvals/${await reviewOf(id)}/dossier`, { key: world.service, person: reviewer });
    expect(dossier.body).toMatchObject({ case: { method: 'face', failures: 4, cause: 'failed-too-often', given: last } });
    expect(await decide(await reviewOf(id), 'approve')).toMatchObject({ status: 200, body: { state: 'approved' } });
    expect(await shown(id)).toMatchObject({ state: 'passed', provenTo: 'reviewer', level: 2 });
    expect(await credentialsOf(accountId)).toMatchObject({ level: 2 });
  });

  it('serves one case with one recording, also of two that send it at once (409 recording-used, R18)', async () => {
    const both = [(await opened('face')).id, (await opened('face')).id];
    const recording = newFace();
    const answers = await Promise.all(both.map((id) => attempt(id, recording)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'recording-used' });
  });

  it('waits while the provider is silent, and somebody may ask for a person meanwhile', async () => {
    world.providers.checks = 'pending';
    const { id } = await opened('face');
    await attempt(id, newFace());
    await begin(id);
    await world.api.advance(9 * day);
    expect(await shown(id)).toMatchObject({ state: 'challenged' });
    expect((await post(`${cases}/${id}/review`)).body).toMatchObject({ state: 'manual_review' });
    const approvalId = await reviewOf(id);
    expect(await decide(approvalId, 'reject')).toMatchObject({ status: 200 });
    expect(await shown(id)).toMatchObject({ state: 'refused', reason: 'identity-not-confirmed' });
  });
});

/** Ends as soon as the registry has confirmed the document. */
async function shownBy(accountId: string, document: object, method = 'id-card') {
  const { id } = (await open(accountId, method)).body as { id: string };
  const body = method === 'bank-card' ? { ...card, identity: document } : { name: 'Zhang Wei', identity: document };
  if ((await attempt(id, body)).status !== 200) throw new Error('no attempt');
  await world.settle();
  return shown(id);
}
const claimsOf = (kind: string, holder: string) =>
  world.api.kernel.database.query<{ id: string }>('SELECT identifier_id AS id FROM es.claims WHERE kind = $1 AND holder = $2', [
    kind,
    holder,
  ]);
const dossierOf = async (approvalId: string) =>
  (await get(`/v1/approvals/${approvalId}/dossier`, { key: world.service, person: reviewer })).body.case as object;

describe('a document that a case proves (R17, V4)', () => {
  it('is the account’s from then on: nobody else proves anything by it, and nobody learns whose it is', async () => {
    const [mine, theirs] = [await newAccount(), await newAccount()];
    const document = anotherDocument();
    expect(await shownBy(mine, document)).toMatchObject({ state: 'passed' });
    expect(await claimsOf('identity', mine)).toHaveLength(1);
    const review = await shownBy(theirs, document);
    expect(review).toMatchObject({ state: 'manual_review' });
    expect(JSON.stringify(review)).not.toMatch(/elsewhere|differs/);
    expect(await dossierOf(await reviewOf(review.id))).toMatchObject({ cause: 'document-elsewhere', document: 'elsewhere' });
    expect(await decide(await reviewOf(review.id), 'approve')).toMatchObject({ status: 200 });
    expect(await shown(review.id as string)).toMatchObject({ state: 'refused', reason: 'identity-not-confirmed' });
    expect([await credentialsOf(theirs), await claimsOf('identity', theirs)]).toEqual([{ credentials: {}, level: 0 }, []]);
    expect(await claimsOf('named-document', review.id as string)).toEqual([]);
  });

  it('proves one of two accounts that show it at once', async () => {
    const document = anotherDocument();
    const both = [await newAccount(), await newAccount()];
    world.providers.registry = 'confirmed';
    const ids = await Promise.all(both.map(async (accountId) => (await open(accountId, 'id-card')).body.id as string));
    await Promise.all(ids.map((id) => attempt(id, { name: 'Zhang Wei', identity: document })));
    const { engine } = world.api.kernel;
    await Promise.all(
      ids.map(async (id) => {
        const [owed] = (await engine.readControl(`verification:${id}`))!.owed;
        await engine.begin(owed!.effectId, owed!.kind);
        await engine.finish(owed!.effectId, { type: 'RecordCheck', attempt: 1, outcome: 'confirmed' } as never);
      }),
    );
    const states = await Promise.all(ids.map(async (id) => (await shown(id)).state));
    expect(states.toSorted()).toEqual(['manual_review', 'passed']);
    const claims = await Promise.all(both.map((accountId) => claimsOf('identity', accountId)));
    expect(claims.flat()).toHaveLength(1);
  });

  it('other than that of the account goes to people, who may add it', async () => {
    const accountId = await newAccount();
    await shownBy(accountId, anotherDocument());
    const review = await shownBy(accountId, anotherDocument(), 'bank-card');
    expect(review).toMatchObject({ state: 'manual_review' });
    expect(await dossierOf(await reviewOf(review.id))).toMatchObject({ cause: 'document-differs', document: 'differs' });
    await decide(await reviewOf(review.id), 'approve');
    expect(await shown(review.id as string)).toMatchObject({ state: 'passed', provenTo: 'reviewer' });
    expect(await claimsOf('identity', accountId)).toHaveLength(2);
  });

  it('that the account has proven before is its own, also of an account that was taken in with it', async () => {
    const document = anotherDocument();
    const accountId = await newAccount({ name: 'Zhang Wei', identity: document });
    expect(await shownBy(accountId, document)).toMatchObject({ state: 'passed', provenTo: 'provider' });
    expect(await shownBy(accountId, document, 'bank-card')).toMatchObject({ state: 'passed', provenTo: 'provider' });
    expect(await claimsOf('identity', accountId)).toHaveLength(1);
  });

  it('is free again once an operator has seen that it is another person’s: then it proves that person (V4)', async () => {
    const [wrong, right] = [await newAccount(), await newAccount()];
    const document = anotherDocument();
    const { credential } = (await shownBy(wrong, document)) as { credential: { credentialId: string } };
    const review = await shownBy(right, document);
    const revoked = await post(`/v1/accounts/${wrong}/credentials/${credential.credentialId}/revocation`, { reason: 'another-person' });
    expect(revoked).toMatchObject({ status: 200 });
    await decide(await reviewOf(review.id), 'approve');
    expect(await shown(review.id as string)).toMatchObject({ state: 'passed', provenTo: 'reviewer' });
    expect([await claimsOf('identity', wrong), (await claimsOf('identity', right)).length]).toEqual([[], 1]);
  });

  it('whose picture nobody can read is shown again, with the field, and costs no failure (R5)', async () => {
    const { id } = await opened('id-card');
    const body = { name: 'Zhang Wei', identity: anotherDocument(), documents: [picture] };
    world.providers.picture = { unreadable: 'number' };
    await attempt(id, body);
    await world.settle();
    const lastAttempt = { code: 'document-unreadable', field: 'number', attemptsLeft: 4 };
    expect(await shown(id)).toMatchObject({ state: 'open', attemptsLeft: 4, lastAttempt });
    world.providers.picture = { fields: { number: anotherDocument().number } };
    await attempt(id, body);
    await world.settle();
    expect(await shown(id)).toMatchObject({ state: 'open', attemptsLeft: 3, lastAttempt: { code: 'identity-unconfirmed' } });
    world.providers.picture = { fields: { number: body.identity.number } };
    await attempt(id, body);
    await world.settle();
    expect(await shown(id)).toMatchObject({ state: 'passed' });
  });

  it.each([
    ['is erased', 'document-erased', { state: 'open', lastAttempt: { code: 'document-unreadable', field: 'document' } }],
    ['is another person’s', 'document-of-another', { state: 'manual_review' }],
  ])('whose picture %s proves nothing by it', async (_, picture, expected) => {
    const { id } = await opened('id-card');
    world.providers.picture = { refused: picture };
    await attempt(id, { name: 'Zhang Wei', identity: anotherDocument(), documents: [{ ...workPass, kind: 'id-card' }] });
    await world.settle();
    expect(await shown(id)).toMatchObject(expected);
  });

  it('is shown by reference alone: a picture itself is refused, and nothing of it kept (V3)', async () => {
    const { id } = await opened('id-card');
    const raw = [{ ...picture, ref: 'data:image/png;base64,AA' }];
    expect(await attempt(id, { name: 'Zhang Wei', identity: anotherDocument(), documents: raw })).toMatchObject(
      refusedWith(422, 'raw-evidence-refused'),
    );
    expect(await attempt(id, { ...face, documents: [picture] })).toMatchObject(refusedWith(422, 'invalid-request'));
    expect(await typesOf(id)).toEqual(['VerificationOpened']);
  });

  it('that nobody has given is nothing that people could look at (409 attempt-missing)', async () => {
    const { id } = await opened('passport');
    expect(await post(`${cases}/${id}/review`)).toMatchObject(refusedWith(409, 'attempt-missing', { unmet: ['document'] }));
  });

  it('is named with a name that a register may have, or costs nothing (R4)', async () => {
    const { id } = await opened('id-card');
    for (const name of ['123', '\u200b', '<script>'])
      expect(await attempt(id, { name, identity: anotherDocument() })).toMatchObject({ status: 422 });
    expect(await typesOf(id)).toEqual(['VerificationOpened']);
  });
});

/** The provider calls back about the newest attempt. */
async function callBack(id: string, body: object, by: 'face-check' | 'bank-card-check' | CallbackSecret = 'face-check') {
  const [owed] = await world.api.kernel.database.query<{ id: string }>(
    `SELECT effect_id AS id FROM es.effects WHERE stream_id = $1 AND kind = 'verifyFace' ORDER BY n DESC LIMIT 1`,
    [`verification:${id}`],
  );
  const text = JSON.stringify({ reference: owed!.id, ...body });
  const secret = typeof by === 'string' ? world.api.kernel.callbackSecrets[by] : by;
  const headers = secret.sign(randomUUID(), new Date(), text);
  return post('/v1/provider-callbacks/face-check', text, { key: null, idempotencyKey: null, headers });
}

describe('a callback of a provider', () => {
  const pending = async () => {
    world.providers.checks = 'pending';
    const found = await opened('face');
    await attempt(found.id, newFace());
    await begin(found.id);
    return found;
  };

  it('counts once, however often it comes', async () => {
    const { id } = await pending();
    expect((await callBack(id, { outcome: 'confirmed' })).body).toEqual({ recorded: true });
    expect((await callBack(id, { outcome: 'confirmed' })).body).toEqual({ recorded: false });
    expect((await callBack(id, { outcome: 'unconfirmed' })).body).toEqual({ recorded: false });
    expect(await shown(id)).toMatchObject({ state: 'passed' });
  });

  it('after the end is kept, and changes nothing', async () => {
    const { id } = await pending();
    await withdraw(id);
    expect((await callBack(id, { outcome: 'confirmed' })).status).toBe(200);
    expect(await shown(id)).toMatchObject({ state: 'withdrawn' });
    expect(await typesOf(id)).toEqual(['VerificationOpened', 'AttemptMade', 'VerificationWithdrawn', 'LateAnswerKept']);
  });

  it('with a key that the provider has no more is 401, and the same answer with its new one counts', async () => {
    const { id } = await pending();
    expect(await callBack(id, { outcome: 'confirmed' }, CallbackSecret.unknown())).toMatchObject(refusedWith(401, 'signature-invalid'));
    expect(await shown(id)).toMatchObject({ state: 'challenged' });
    expect((await callBack(id, { outcome: 'confirmed' })).body).toEqual({ recorded: true });
    expect(await shown(id)).toMatchObject({ state: 'passed' });
  });

  it('with a word that nobody has agreed on is 422, and with a foreign signature 401; the case waits on', async () => {
    const { id } = await pending();
    expect(await callBack(id, { outcome: 'maybe' })).toMatchObject(refusedWith(422, 'invalid-request'));
    expect(await callBack(id, { outcome: 'confirmed' }, 'bank-card-check')).toMatchObject(refusedWith(401, 'signature-invalid'));
    expect(await shown(id)).toMatchObject({ state: 'challenged' });
    expect((await callBack(id, { outcome: 'refused', reason: 'recording-of-another' })).body).toEqual({ recorded: true });
    expect(await shown(id)).toMatchObject({ state: 'open', lastAttempt: { code: 'liveness-failed', attemptsLeft: 3 } });
  });
});

describe('evidence of where somebody works (V1)', () => {
  it('goes to a person at once, who raises the account to level 3', async () => {
    const { id, accountId } = await opened('work-pass');
    const give = (items: object[]) => post(`${cases}/${id}/evidence`, { items });
    expect(await give([{ ...workPass, kind: 'photo' }])).toMatchObject(refusedWith(422, 'work-proof-missing'));
    expect(await give([{ ...workPass, kind: 'selfie' }])).toMatchObject(refusedWith(422, 'evidence-kind-unknown', { unmet: ['selfie'] }));
    expect(await give([{ ...workPass, ref: 'data:image/png;base64,AA' }])).toMatchObject(refusedWith(422, 'raw-evidence-refused'));
    expect(await give([workPass])).toMatchObject({ status: 200, body: { state: 'manual_review' } });
    const approvalId = await reviewOf(id);
    const dossier = await get(`/v1/approvals/${approvalId}/dossier`, { key: world.service, person: reviewer });
    expect(dossier.body.case).toMatchObject({ cause: 'evidence', evidence: [workPass] });
    await decide(approvalId, 'approve');
    expect(await shown(id)).toMatchObject({ state: 'passed', level: 3, credential: { method: 'work-pass' } });
    expect(await credentialsOf(accountId)).toMatchObject({ level: 3 });
  });
});

describe('who sees a case', () => {
  it('is its person and the company that asked for it; for all others it is not there', async () => {
    const companyId = await newCompany();
    const accountId = await newAccount({ companyId });
    const own = (await open(accountId, 'face')).body.id as string;
    const asked = (await open(accountId, 'passport', { companyId })).body.id as string;
    const keyOf = (company: string) =>
      world.api.newKey(['service'], ['verifications:read', 'verifications:write', 'act-for'], { companies: [company], client: company });
    const [ours, theirs] = [await keyOf(companyId), await keyOf(await newCompany())];
    const seen = async (id: string, options: CallOptions) => (await get(`${cases}/${id}`, options)).status;
    expect([await seen(asked, { key: ours }), await seen(own, { key: ours })]).toEqual([200, 404]);
    expect([await seen(asked, { key: theirs }), await seen(own, { key: theirs })]).toEqual([404, 404]);
    for (const id of [own, asked]) expect(await seen(id, { key: world.service, person: accountId })).toBe(200);
    for (const id of [own, asked]) expect(await seen(id, { key: world.service, person: await newAccount() })).toBe(404);
    const listed = (await get(`${cases}?accountId=${accountId}`, { key: ours })).body.items as { id: string }[];
    expect(listed.map(({ id }) => id)).toEqual([asked]);
    for (const what of ['attempts', 'evidence'])
      expect((await post(`${cases}/${own}/${what}`, what === 'attempts' ? face : { items: [workPass] }, { key: theirs })).status).toBe(404);
    expect((await withdraw(own, { key: theirs })).status).toBe(404);
  });

  it('never learns that people look: a case in review and one whose provider is silent are told alike (R17)', async () => {
    const both: { id: string; accountId: string; given: Answer }[] = [];
    const { cursor } = (await get('/v1/events?after=latest', { key: world.service })).body as { cursor: string };
    const document = anotherDocument();
    await newAccount({ name: 'Zhang Wei', identity: document });
    for (const identityOf of [document, anotherDocument()]) {
      const found = await opened('id-card');
      both.push({ ...found, given: await attempt(found.id, { name: 'Zhang Wei', identity: identityOf }, { key: world.service }) });
    }
    const { engine } = world.api.kernel;
    const [owed] = (await engine.readControl(`verification:${both[0]!.id}`))!.owed;
    await engine.begin(owed!.effectId, owed!.kind);
    await engine.finish(owed!.effectId, { type: 'RecordCheck', attempt: 1, outcome: 'confirmed' } as never);
    expect(await shown(both[0]!.id)).toMatchObject({ state: 'manual_review' });

    const { items: feed } = (await get(`/v1/events?after=${encodeURIComponent(cursor)}&pageSize=100`, { key: world.service })).body as {
      items: { type: string; process: { id: string } }[];
    };
    const told = await Promise.all(
      both.map(async ({ id, accountId, given }) => {
        const caller = { key: world.service, person: accountId };
        const answer = await get(`${cases}/${id}`, { key: world.service });
        const { id: _id, accountId: _of, subjectId: _whose, openedAt, updatedAt, links: _links, ...view } = answer.body;
        expect([answer.headers['etag'], updatedAt]).toEqual([given.headers['etag'], given.body.updatedAt]);
        const listed = async (state: string) =>
          (await get(`${cases}?accountId=${accountId}&state=${state}`, caller)).body.items as object[];
        const timeline = (await get(`${cases}/${id}/timeline`, caller)).body.items as { type: string }[];
        const events = feed.filter((each) => each.process.id === id).map(({ type }) => type);
        const reviews = (await get('/v1/approvals?pageSize=100', caller)).body.items as object[];
        const lists = [(await listed('challenged')).length, (await listed('manual_review')).length];
        return { view, lists, types: timeline.map(({ type }) => type), events, reviews, hasOpened: openedAt !== undefined };
      }),
    );
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toMatchObject({ view: { state: 'challenged', attemptsLeft: 4, deadlines: [] }, lists: [1, 0], reviews: [] });
    expect(told[0]!.types).toEqual(['VerificationOpened', 'AttemptMade']);
    const asks = await Promise.all(both.map(({ id }) => post(`${cases}/${id}/review`, undefined, { key: world.service })));
    expect(asks.map(({ status, body }) => [status, body.state as string])).toEqual([
      [200, 'challenged'],
      [200, 'challenged'],
    ]);
    const again = await Promise.all(both.map(({ id }) => post(`${cases}/${id}/review`, undefined, { key: world.service })));
    for (const each of again) expect(each).toMatchObject(refusedWith(409, 'case-under-way'));
  });

  it('never learns who has looked: only operators read that (R17)', async () => {
    const { id, accountId } = await opened('work-pass');
    await post(`${cases}/${id}/evidence`, { items: [workPass] });
    await decide(await reviewOf(id), 'approve');
    const whose = async (options: CallOptions) =>
      (await get(`${cases}/${id}/timeline`, options)).body.items as { type: string; actor?: string }[];
    const [all, own] = [await whose({}), await whose({ key: world.service, person: accountId })];
    expect([all.at(-1)!.type, typeof all.at(-1)!.actor]).toEqual(['VerificationPassed', 'string']);
    expect(own.at(-1)).not.toHaveProperty('actor');
    expect(own.map(({ actor }) => actor)).not.toContain(all.at(-1)!.actor);
    expect(own[0]).toHaveProperty('actor');
  });

  it('that another client has opened for itself is told apart, with a cure: the person goes on with it or withdraws it', async () => {
    const companyId = await newCompany();
    const accountId = await newAccount({ companyId });
    const own = (await open(accountId, 'passport')).body.id as string;
    const scope = ['verifications:read', 'verifications:write', 'accounts:read'] as const;
    const theirs = await world.api.newKey(['service'], [...scope], { companies: [companyId], client: 'another' });
    const asking = { accountId, method: 'passport', companyId };
    const idempotencyKey = randomUUID();
    for (let times = 1; times <= 2; times += 1)
      expect(await post(cases, asking, { key: theirs, idempotencyKey })).toMatchObject(refusedWith(409, 'verification-pending-elsewhere'));
    expect(await post(cases, asking)).toMatchObject(refusedWith(409, 'verification-pending'));
    await withdraw(own, { key: world.service, person: accountId });
    expect((await post(cases, asking, { key: theirs })).status).toBe(201);
  });

  it('learns from its timeline what happened; only operators read why', async () => {
    const { id, accountId } = await failed(1);
    const person = { key: world.service, person: accountId };
    const types = (items: { type: string }[]) => items.map(({ type }) => type);
    const [all, own] = [(await get(`${cases}/${id}/timeline`)).body, (await get(`${cases}/${id}/timeline`, person)).body];
    expect(types(own.items as { type: string }[])).toEqual(['VerificationOpened', 'AttemptMade', 'AttemptChecked']);
    expect(all.items.at(-1)).toMatchObject({ outcome: 'unconfirmed' });
    expect(JSON.stringify(own)).not.toContain('unconfirmed');
  });
});

describe('the end of a case', () => {
  it('closes its review, and erases what was given some days later', async () => {
    const { id } = await opened('work-pass');
    await post(`${cases}/${id}/evidence`, { items: [workPass] });
    const { subjectId } = await shown(id);
    const approvalId = await reviewOf(id);
    expect(await withdraw(id)).toMatchObject({ status: 200, body: { state: 'withdrawn', outcome: 'withdrawn' } });
    expect((await get(`/v1/approvals/${approvalId}`)).body).toMatchObject({ state: 'withdrawn' });
    expect(await attempt(id, face)).toMatchObject(refusedWith(409, 'case-closed'));
    const sealed = () =>
      world.api.kernel.database.query(`SELECT 1 FROM vault.subject_keys WHERE subject_id = $1 AND data_class = 'verification'`, [
        subjectId,
      ]);
    expect(await sealed()).toHaveLength(1);
    await world.pass(7 * day);
    expect((await shown(id)).erasedAt).toEqual(expect.any(String));
    expect(await sealed()).toHaveLength(0);
  });

  it('comes to an untouched one after 7 days', async () => {
    const { id } = await opened('face');
    await world.pass(7 * day);
    expect(await shown(id)).toMatchObject({ state: 'expired', reason: 'untouched' });
  });

  it('comes with the purge of the account, with all that was given (D4)', async () => {
    const { id, accountId } = await opened('work-pass');
    await post(`${cases}/${id}/evidence`, { items: [workPass] });
    const { body } = await world.api.leave(accountId);
    expect(await withdraw(id)).toMatchObject(refusedWith(403, 'account-frozen'));
    await world.pass(14 * day).catch(unlessBusy);
    // One try ends the case, and the next one finds it erased.
    for (let tries = 1; tries <= 2; tries += 1) await settleAgain(body.id as string);
    expect(await shown(id)).toMatchObject({ state: 'withdrawn', reason: 'account-purged', erasedAt: expect.any(String) as string });
    expect((await get(`/v1/deregistrations/${body.id as string}`)).body).toMatchObject({ state: 'retained' });
  });
});
