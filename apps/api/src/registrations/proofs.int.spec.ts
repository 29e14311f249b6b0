import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import type { Command } from '#domain';
import { otherThan } from '#journey';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import {
  applicant,
  approved,
  checked,
  invited,
  inviting,
  member,
  newestCode,
  open,
  performed,
  post,
  profile,
  proven,
  put,
  scanned,
  shown,
  verified,
  type Inviting,
} from '../testing/registrations';

let api: TestApi;
let service: string;
let number = 13_800_147_000;
const nextPhone = () => `+86${number++}`;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const refused = (status: number, code: string, more: object = {}) => ({ status, body: { code, ...more } });
let recordings = 0;
const recording = () => `face-store:recording-${recordings++}`;
const demandFace = ({ companyId }: Inviting) =>
  api.call('PUT', `/v1/companies/${companyId}/verification-profile`, { body: { profile: 'standard', faceRequired: true } });
const seenFace = (id: string, outcome: 'confirmed' | 'unconfirmed' = 'confirmed', meanwhile?: () => Promise<unknown>) =>
  performed(api, id, 'checkLiveness', (n) => ({ type: 'RecordLivenessCheck', attempt: n, outcome }) as Command, meanwhile);
const drawn = (id: string, drawPpm: number) =>
  performed(api, id, 'drawApplicantRisk', (n) => ({ type: 'RecordRiskDraw', n, drawPpm }) as Command);
const stepsOf = (body: { steps: { step: string; state: string }[] }) => body.steps.map(({ step, state }) => `${step} ${state}`);

/** A member of a company that demands the face, with a confirmed document. */
const memberOf = (company: Inviting, n: number) => verified(api, applicant(nextPhone(), n), company);

/** Without a company, with phone and sign-in. */
async function alone(): Promise<string> {
  const id = await proven(api, applicant(nextPhone()));
  await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
  return id;
}

describe('what a company demands of its applicants (X16, X18)', () => {
  it('counts for registrations that are opened from then on', async () => {
    const company = await inviting(api);
    const before = await memberOf(company, 21);
    expect(await demandFace(company)).toMatchObject({ status: 200 });
    expect(await post(api, before, 'submission')).toMatchObject({ status: 200, body: { state: 'awaiting_approval' } });
    const id = await memberOf(company, 22);
    expect(stepsOf(await shown(api, id))).toEqual(['phone done', 'profile done', 'liveness open']);
    expect(await post(api, id, 'submission')).toMatchObject(refused(409, 'step-out-of-order', { unmet: ['liveness'] }));
    expect(await put(api, id, 'steps/liveness', { result: recording() })).toMatchObject({ status: 200, body: { state: 'verifying' } });
    await seenFace(id);
    expect(await post(api, id, 'submission')).toMatchObject({ status: 200, body: { state: 'awaiting_approval' } });
  });
});

describe('a number that is used with two outside messengers (R8)', () => {
  const oneMessenger = ({ companyId }: Inviting) =>
    api.call('PUT', `/v1/companies/${companyId}/verification-profile`, { body: { profile: 'standard', oneMessenger: true } });
  const told = (id: string, outcome: 'one-at-most' | 'both' | 'untold') =>
    performed(api, id, 'checkMessengers', () => ({ type: 'RecordMessengerCheck', outcome }));

  it('is asked about where the company asks, and the submission waits for the answer, however long', async () => {
    const company = await inviting(api);
    expect(await oneMessenger(company)).toMatchObject({ status: 200, body: { verification: { oneMessenger: true } } });
    const id = await memberOf(company, 61);
    expect(await post(api, id, 'submission')).toMatchObject(refused(409, 'check-under-way'));
    await told(id, 'one-at-most');
    expect(await post(api, id, 'submission')).toMatchObject({ status: 200, body: { state: 'awaiting_approval' } });
  });

  it('is refused with its own code, and the same invite takes another number once the applicant has withdrawn', async () => {
    const company = await inviting(api);
    await oneMessenger(company);
    const id = await memberOf(company, 62);
    await told(id, 'both');
    expect(await post(api, id, 'submission')).toMatchObject(refused(409, 'phone-used-elsewhere'));
    expect(await shown(api, id)).toMatchObject({ state: 'draft', steps: [{ state: 'done' }, { state: 'done' }] });
    expect(await post(api, id, 'withdrawal')).toMatchObject({ status: 200 });
    const again = await memberOf(company, 62);
    await told(again, 'untold');
    expect(await post(api, again, 'submission')).toMatchObject({ status: 200 });
  });
});

describe('the face of an applicant (R18)', () => {
  it('comes by reference alone: a recording itself is refused, and nothing of it is kept (V3)', async () => {
    const id = await memberOf(await inviting(api), 23);
    for (const result of [
      'data:image/png;base64,AAAA',
      'A'.repeat(4_000),
      'face-store:',
      'face-store:a b c d e f g h',
      '/9j/4AAQSkZJRgABAQ',
    ])
      expect(await put(api, id, 'steps/liveness', { result })).toMatchObject(refused(422, 'raw-biometric-refused'));
    expect(await put(api, id, 'steps/liveness', {})).toMatchObject(refused(422, 'invalid-request'));
    expect(await shown(api, id)).toMatchObject({ state: 'draft' });
  });

  it('that is not seen alive is shown again: lastCheck tells the tries that are left, and the call itself is no error', async () => {
    const id = await memberOf(await inviting(api), 24);
    const giving = put(api, id, 'steps/liveness', { result: recording() }, { headers: { prefer: 'wait=20' } });
    while ((await shown(api, id)).state !== 'verifying') await new Promise(setImmediate);
    expect(await put(api, id, 'steps/liveness', { result: recording() })).toMatchObject(refused(409, 'check-under-way'));
    await seenFace(id, 'unconfirmed');
    expect(await giving).toMatchObject({
      status: 200,
      body: { state: 'draft', lastCheck: { code: 'liveness-failed', attemptsLeft: 3 } },
    });
  });

  it('the fourth time is left to a reviewer, and the applicant goes on when they approve', async () => {
    const reviewer = randomUUID();
    await api.call('POST', '/v1/identity-reviewers', { body: { userId: reviewer } });
    const company = await inviting(api);
    await demandFace(company);
    const id = await memberOf(company, 25);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await put(api, id, 'steps/liveness', { result: recording() });
      await seenFace(id, 'unconfirmed');
    }
    expect(await shown(api, id)).toMatchObject({ state: 'manual_review' });
    const [review] = (await api.call('GET', `/v1/approvals?assignee=user:${reviewer}`)).body.items as { id: string }[];
    const dossier = await api.call('GET', `/v1/approvals/${review!.id}/dossier`, { key: service, person: reviewer });
    expect(dossier).toMatchObject({ status: 200, body: { verification: { cause: 'liveness-failed' } } });
    await approved(api, service, review!.id, [reviewer]);
    expect(await shown(api, id)).toMatchObject({ state: 'draft' });
    expect(await post(api, id, 'submission')).toMatchObject({ status: 200, body: { state: 'awaiting_approval' } });
  });

  it('is never the only way: the applicant asks for a reviewer instead', async () => {
    const reviewer = randomUUID();
    await api.call('POST', '/v1/identity-reviewers', { body: { userId: reviewer } });
    const id = await memberOf(await inviting(api), 26);
    expect(await post(api, id, 'steps/liveness/review')).toMatchObject({ status: 200, body: { state: 'manual_review' } });
    const [review] = (await api.call('GET', `/v1/approvals?assignee=user:${reviewer}`)).body.items as { id: string }[];
    await approved(api, service, review!.id, [reviewer]);
    expect(stepsOf(await shown(api, id))).toEqual(['phone done', 'profile done', 'liveness done']);
    expect(await put(api, id, 'steps/liveness', { result: recording() })).toMatchObject(refused(409, 'liveness-settled'));
  });

  it('serves once: the same recording uses no try, and the same call gets the same answer', async () => {
    const id = await memberOf(await inviting(api), 27);
    const result = recording();
    const options = { idempotencyKey: randomUUID() };
    const first = await put(api, id, 'steps/liveness', { result }, options);
    await seenFace(id, 'unconfirmed');
    expect((await put(api, id, 'steps/liveness', { result }, options)).body).toEqual(first.body);
    expect(await put(api, id, 'steps/liveness', { result })).toMatchObject(refused(409, 'recording-used'));
  });

  it('serves once over all registrations, also where two send the same one at once', async () => {
    const company = await inviting(api);
    const [first, second] = [await memberOf(company, 41), await memberOf(company, 42)];
    const result = recording();
    const answers = await Promise.all([first, second].map((id) => put(api, id, 'steps/liveness', { result })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)).toMatchObject(refused(409, 'recording-used'));
    const other = answers[0]!.status === 409 ? first : second;
    expect(await put(api, other, 'steps/liveness', { result: recording() })).toMatchObject({ status: 200 });
  });

  it('is looked at by a person where its check has not answered for half an hour, and the late answer changes nothing', async () => {
    const company = await inviting(api);
    await demandFace(company);
    const id = await memberOf(company, 43);
    await put(api, id, 'steps/liveness', { result: recording() });
    const early = await post(api, id, 'steps/liveness/review');
    expect(early).toMatchObject(refused(409, 'check-under-way', { availableAt: expect.any(String) as string }));
    await seenFace(id, 'unconfirmed', async () => {
      await api.advance(30 * 60_000);
      expect((await shown(api, id)).allowed).toContain('AskForReview');
      expect(await post(api, id, 'steps/liveness/review')).toMatchObject({ status: 200 });
    });
    expect(await shown(api, id)).not.toHaveProperty('lastCheck');
  });

  it('moves to a phone where the registration began on Windows (R14)', async () => {
    const company = await inviting(api);
    const phone = nextPhone();
    const onWindows = { ...member(phone, await invited(company)), platform: 'windows', scanProof: await scanned(api) };
    const id = (await open(api, onWindows)).body.id as string;
    await put(api, id, 'steps/phone', { code: newestCode(api) });
    await put(api, id, 'steps/profile', profile(28));
    await checked(api, id);
    expect(await put(api, id, 'steps/liveness', { result: recording() })).toMatchObject(
      refused(409, 'factor-not-available', { unmet: ['face'] }),
    );
    expect(await put(api, id, 'steps/liveness', { result: recording(), platform: 'ios' })).toMatchObject({ status: 200 });
  });

  it('is of an own registration: of another, or after the end, there is none', async () => {
    const id = await memberOf(await inviting(api), 29);
    const stranger = await api.newKey(['service'], [...scopes], { companies: [(await inviting(api)).companyId] });
    expect(await put(api, id, 'steps/liveness', { result: recording() }, { key: stranger })).toMatchObject(refused(404, 'not-found'));
    expect(await put(api, randomUUID(), 'steps/liveness', { result: recording() })).toMatchObject(refused(404, 'not-found'));
    await put(api, id, 'steps/liveness', { result: recording() });
    await seenFace(id, 'confirmed', () => post(api, id, 'withdrawal'));
    expect(await put(api, id, 'steps/liveness', { result: recording() })).toMatchObject(refused(409, 'registration-closed'));
    expect(await shown(api, id)).toMatchObject({ state: 'withdrawn' });
  });
});

describe('what was seen of an applicant (V5, V6, R13)', () => {
  it('demands proofs by one recorded draw, which repeated steps go by', async () => {
    const id = await memberOf(await inviting(api), 31);
    expect(await put(api, id, 'steps/security', { signals: { newDevice: true } })).toMatchObject({
      status: 200,
      body: { state: 'verifying' },
    });
    expect(await put(api, id, 'steps/security', { signals: {} })).toMatchObject(refused(409, 'check-under-way'));
    await drawn(id, 200_000);
    expect((await shown(api, id)).demands).toEqual([
      { demand: 'basic', met: true },
      { demand: 'mid', met: false },
    ]);
    expect(await post(api, id, 'submission')).toMatchObject(refused(409, 'step-out-of-order', { unmet: ['liveness'] }));
    const again = await put(api, id, 'steps/security', { signals: { proxy: true } });
    expect(again).toMatchObject({ status: 200, body: { state: 'draft' } });
    expect((again.body.demands as { demand: string }[]).map(({ demand: each }) => each)).toEqual(['basic', 'mid', 'high']);
    await put(api, id, 'steps/liveness', { result: recording() });
    await seenFace(id);
    expect(await post(api, id, 'submission')).toMatchObject({ status: 200 });
  });

  it('must be well-formed, and of no later time', async () => {
    const id = await memberOf(await inviting(api), 32);
    for (const signals of [{ ipRegion: 'far' }, { fingerprintMatch: 101 }, { tries: -1 }, { drawPpm: 1 }, 'many'])
      expect(await put(api, id, 'steps/security', { signals })).toMatchObject(refused(422, 'signal-malformed'));
    const later = new Date(Date.now() + 400 * 86_400_000).toISOString();
    expect(await put(api, id, 'steps/security', { signals: {}, at: later })).toMatchObject(refused(422, 'signal-in-future'));
    expect(await shown(api, id)).toMatchObject({ state: 'draft' });
    expect(await put(api, randomUUID(), 'steps/security', { signals: {} })).toMatchObject(refused(404, 'not-found'));
  });

  it('asks for a fresh code where that of the phone step is too old', async () => {
    const phone = nextPhone();
    const id = await verified(api, applicant(phone, 33), await inviting(api));
    await api.advance(31 * 60_000);
    await put(api, id, 'steps/security', { signals: { newDevice: true } });
    await drawn(id, 999_999);
    expect(await post(api, id, 'submission')).toMatchObject(refused(409, 'step-out-of-order', { unmet: ['code'] }));
    expect(await post(api, id, 'codes')).toMatchObject({ status: 201 });
    const code = newestCode(api);
    expect(await put(api, id, 'steps/code', { code: otherThan(code) })).toMatchObject(refused(422, 'code-invalid', { attemptsLeft: 4 }));
    expect(await put(api, id, 'steps/code', { code })).toMatchObject({ status: 200 });
    expect(await put(api, id, 'steps/code', { code })).toMatchObject(refused(409, 'phone-proven'));
    expect(await post(api, id, 'submission')).toMatchObject({ status: 200 });
  });

  it('enrols security questions, of which the vault has keyed hashes alone (R24)', async () => {
    const id = await memberOf(await inviting(api), 34);
    const questions = ['first-school', 'first-street', 'first-pet'].map((question) => ({ question, answer: `Canary ${question}` }));
    expect(await put(api, id, 'steps/security', { signals: {}, questions })).toMatchObject({ status: 200 });
    const { subjectId } = await shown(api, id);
    const request = { subjectId, dataClass: 'profile', fields: ['securityAnswers'], actor: randomUUID(), purpose: 'test' };
    const kept = (await api.kernel.vault.open(api.kernel.database, request))?.['securityAnswers'] as string;
    expect((JSON.parse(kept) as { question: string }[]).map(({ question }) => question)).toEqual(questions.map(({ question }) => question));
    expect(kept).not.toContain('Canary');
    expect(await put(api, id, 'steps/security', { signals: {}, questions: questions.slice(1) })).toMatchObject(
      refused(422, 'invalid-request'),
    );
  });
});

describe('a person who begins without a document (V10)', () => {
  it('gets an account that is unverified for 30 days', async () => {
    const id = await alone();
    expect(await put(api, id, 'steps/profile', { name: 'Canary Liu' })).toMatchObject({ status: 200, body: { state: 'draft' } });
    const { body } = await post(api, id, 'submission');
    expect(body).toMatchObject({ state: 'active' });
    const { body: shownOf } = await api.call('GET', `/v1/accounts/${body.accountId as string}/credentials`);
    expect(shownOf).toMatchObject({ level: 1, items: [{ method: 'unverified' }] });
  });

  it('says who they are before they join a company', async () => {
    const id = await proven(api, applicant(nextPhone()), await inviting(api));
    expect(await put(api, id, 'steps/profile', { name: 'Canary Liu' })).toMatchObject(
      refused(409, 'real-name-required', { unmet: ['profile'] }),
    );
    expect(await put(api, id, 'steps/profile', profile(41))).toMatchObject({ status: 200 });
  });
});

describe('the answers to security questions (R24)', () => {
  const questions = ['first-school', 'first-street', 'first-pet'].map((question) => ({ question, answer: `The ${question}` }));
  const answer = (accountId: string, answers: object[], options: object = {}) =>
    api.call('POST', `/v1/accounts/${accountId}/security-answers`, { key: service, body: { answers }, ...options });
  const right = questions.slice(0, 2).map(({ question, answer: said }) => ({ question, answer: `  ${said.toUpperCase()} ` }));
  const wrong = [right[0]!, { question: 'first-street', answer: 'another' }];

  async function enrolled(): Promise<string> {
    const id = await alone();
    await put(api, id, 'steps/profile', { name: 'Canary Liu' });
    await put(api, id, 'steps/security', { signals: {}, questions });
    await drawn(id, 999_999);
    return (await post(api, id, 'submission')).body.accountId as string;
  }

  it('prove the owner of an account, however they are written, and no other answers do', async () => {
    const accountId = await enrolled();
    expect(await answer(accountId, right)).toMatchObject({ status: 200, body: { proven: true } });
    expect(await answer(accountId, wrong)).toMatchObject(refused(422, 'proof-invalid', { attemptsLeft: 4 }));
    expect(await answer(accountId, right.slice(1))).toMatchObject(refused(422, 'proof-invalid', { attemptsLeft: 3 }));
    const stranger = await api.newAccount(nextPhone());
    expect(await answer(stranger.id, right)).toMatchObject(refused(409, 'security-questions-missing'));
  });

  it('are guessed five times a day at most, also at once; a repeated call is one try', async () => {
    const accountId = await enrolled();
    const options = { idempotencyKey: randomUUID() };
    for (let again = 0; again < 3; again += 1)
      expect(await answer(accountId, wrong, options)).toMatchObject(refused(422, 'proof-invalid', { attemptsLeft: 4 }));
    const guessed = await Promise.all([1, 2, 3, 4].map(() => answer(accountId, wrong)));
    expect(guessed.map(({ body }) => body.attemptsLeft as number).toSorted()).toEqual([0, 1, 2, 3]);
    expect(await answer(accountId, right)).toMatchObject(refused(422, 'proof-invalid', { attemptsLeft: 0 }));
    await api.advance(25 * 3_600_000);
    expect(await answer(accountId, right)).toMatchObject({ status: 200 });
  });

  it('that one service has used up are left to another one, and to two of them in all', async () => {
    const accountId = await enrolled();
    const [second, third] = [await api.newKey(['service'], [...scopes]), await api.newKey(['service'], [...scopes])];
    for (const key of [service, second]) for (let n = 0; n < 5; n += 1) await answer(accountId, wrong, { key });
    for (const key of [service, second, third])
      expect(await answer(accountId, right, { key })).toMatchObject(refused(422, 'proof-invalid', { attemptsLeft: 0 }));
  });

  /** The one caller that has missed once has missed so often. */
  const missed = (purpose: string, misses: number) =>
    api.kernel.database.query('UPDATE vault.challenges SET failures = $2 WHERE purpose = $1 AND failures = 1', [purpose, misses]);

  it('are guessed from one address so often a day over all accounts, and its neighbours at that service go on', async () => {
    const [first, second] = [await enrolled(), await enrolled()];
    const key = await api.newKey(['service'], [...scopes]);
    const from = (accountId: string, answers: object[], address: string, by = key) =>
      answer(accountId, answers, { key: by, body: { answers, addressHash: address.repeat(64) } });
    await from(first, wrong, 'a');
    await missed('security-answers-from-address', 20);
    expect(await from(second, right, 'a')).toMatchObject(refused(422, 'proof-invalid', { attemptsLeft: 0 }));
    expect(await from(second, right, 'b')).toMatchObject({ status: 200 });
    expect(await from(second, right, 'a', service)).toMatchObject({ status: 200 });
    expect(await from(second, right, 'x')).toMatchObject(refused(422, 'invalid-request'));
  });

  it('are guessed by one service that tells no addresses so often a day, until an operator releases it', async () => {
    const [first, second] = [await enrolled(), await enrolled()];
    const client = `guessing-${randomUUID()}`;
    const guessing = await api.newKey(['service'], [...scopes], { client });
    await answer(first, wrong, { key: guessing });
    await missed('security-answers-of-caller', 199);
    expect(await answer(second, wrong, { key: guessing })).toMatchObject(refused(422, 'proof-invalid', { attemptsLeft: 0 }));
    expect(await answer(second, right, { key: guessing })).toMatchObject(refused(422, 'proof-invalid', { attemptsLeft: 0 }));
    expect(await answer(second, right)).toMatchObject({ status: 200 });
    const release = (body: object) => api.call('POST', '/v1/challenges/release', { body: { reason: 'attack-over', ...body } });
    expect(await release({ client, process: { type: 'account', id: second } })).toMatchObject(refused(422, 'invalid-request'));
    expect(await release({ client })).toMatchObject({ status: 200, body: { client, codes: 1 } });
    expect(await answer(second, right, { key: guessing })).toMatchObject({ status: 200 });
  });

  it('have no midnight: misses before it count on after it, and each goes a day after its own hour', async () => {
    const accountId = await enrolled();
    const key = await api.newKey(['service'], [...scopes]);
    const hour = 3_600_000;
    await answer(accountId, wrong, { key });
    await missed('security-answers-of-caller', 200);
    for (const hours of [12, 11]) {
      await api.advance(hours * hour);
      expect(await answer(await enrolled(), right, { key })).toMatchObject(refused(422, 'proof-invalid', { attemptsLeft: 0 }));
    }
    await api.advance(2 * hour);
    expect(await answer(await enrolled(), right, { key })).toMatchObject({ status: 200 });
  });
});
