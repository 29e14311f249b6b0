import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { challengePolicy } from '#domain';
import { freshDatabase, type TestIssuer, withIssuer } from '#testing';
import type { CallOptions, TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { newestCode } from '../testing/registrations';

const checklist = { appsUnbound: true, groupsLeft: true };
const hour = 3_600_000;

let api: TestApi;
let issuer: TestIssuer;
/** The backend of the owner's company, and that of somebody else. */
let service: string;
let stranger: string;
let number = 13_800_170_000;

withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own), 'prove'),
);
beforeAll(async () => {
  service = await api.newKey(['service'], [...scopes]);
  stranger = await api.newKey(['service'], ['deregistrations:write', 'accounts:read']);
});

const newAccount = async () => (await api.newAccount(`+86${number++}`)).id;
const owner = async (id: string): Promise<CallOptions> => ({ key: service, assertion: await issuer.sign(`user:${id}`) });
const leave = (accountId: string, options: CallOptions, proof?: object) =>
  api.call('POST', '/v1/deregistrations', { ...options, body: { accountId, checklist, ...(proof && { proof }) } });
const ask = (accountId: string, options: CallOptions) =>
  api.call('POST', `/v1/accounts/${accountId}/challenges`, { ...options, body: { purpose: 'deregistration-request' } });
const codeToLeave = async (accountId: string, options: CallOptions) => {
  const { status, body } = await ask(accountId, options);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { challengeId: body.challengeId as string, code: newestCode(api) };
};
const codeIn = ({ text }: { text: string }) => /\b\d{6}\b/.exec(text)![0];
/** A code that is none of these. */
const wrongFor = (...codes: string[]) => ['000000', '000001', '000002'].find((code) => !codes.includes(code))!;
const refused = (code: string, status = 403) => ({ status, body: { code } });
const stateOf = async (accountId: string) => (await api.call('GET', `/v1/accounts/${accountId}`)).body.state as string;

/** An account that its owner is leaving, and the ways to undo that. */
async function leaving() {
  const id = await newAccount();
  const { body } = await leave(id, await owner(id));
  const path = `/v1/deregistrations/${body.id}`;
  return {
    id,
    deregistrationId: body.id as string,
    send: (options: CallOptions) => api.call('POST', `${path}/challenges`, options),
    undo: (proof: object, options: CallOptions) => api.call('POST', `${path}/revocation`, { ...options, body: proof }),
  };
}

describe('the end of an account', () => {
  it('is asked for by no key alone, whosever it is: the refusal names the cure', async () => {
    const id = await newAccount();
    for (const key of [stranger, service, api.operator])
      expect(await leave(id, { key })).toMatchObject({
        ...refused('owner-proof-required'),
        body: { goesOn: `POST /v1/accounts/${id}/challenges` },
      });
    expect(await leave(id, { key: service, person: id })).toMatchObject(refused('owner-proof-required'));
    expect(await stateOf(id)).toBe('active');
  });

  it('leaves the key of a refused call unused: the owner goes on with it', async () => {
    const [id, idempotencyKey] = [await newAccount(), randomUUID()];
    expect((await leave(id, { key: service, idempotencyKey })).status).toBe(403);
    const proof = await codeToLeave(id, { key: service });
    expect(await leave(id, { key: service, idempotencyKey }, proof)).toMatchObject({ status: 201, body: { state: 'cooling_off' } });
  });

  it('is asked for by a service with a code to the phone, which serves once, and the same call gets its answer again', async () => {
    const id = await newAccount();
    const proof = await codeToLeave(id, { key: service });
    const idempotencyKey = randomUUID();
    const first = await leave(id, { key: service, idempotencyKey }, proof);
    expect(first).toMatchObject({ status: 201, body: { state: 'cooling_off', accountId: id } });
    expect(await leave(id, { key: service, idempotencyKey }, proof)).toMatchObject({ status: 201, body: first.body });
    const [spent] = await api.kernel.database.query(
      'SELECT consumed_at IS NOT NULL AS spent FROM vault.challenges WHERE challenge_id = $1',
      [proof.challengeId],
    );
    expect(spent).toEqual({ spent: true });
    expect(api.sent.at(-1)!.text).toContain('to end your account');
    const [event] = await api.kernel.database.query(`SELECT meta ->> 'authn' AS authn FROM es.events WHERE stream_id = $1`, [
      `deregistration:${first.body.id}`,
    ]);
    expect(event).toEqual({ authn: 'phone-code' });
  });

  it('takes no code of another account, of another purpose or with another digit; a miss counts', async () => {
    const [id, other] = [await newAccount(), await newAccount()];
    const theirs = await codeToLeave(other, { key: service });
    expect(await leave(id, { key: service }, theirs)).toMatchObject(refused('proof-not-owners-phone', 422));
    const value = `+86${number - 2}`;
    const { body } = await api.call('POST', '/v1/challenges', { body: { kind: 'phone', value, purpose: 'identifier-check' } });
    const check = { challengeId: body.challengeId as string, code: newestCode(api) };
    expect(await leave(id, { key: service }, check)).toMatchObject(refused('proof-not-owners-phone', 422));
    const mine = await codeToLeave(id, { key: service });
    const wrong = { ...mine, code: wrongFor(mine.code) };
    expect(await leave(id, { key: service }, wrong)).toMatchObject({ ...refused('code-invalid', 422), body: { attemptsLeft: 4 } });
    expect(await stateOf(id)).toBe('active');
    expect((await leave(id, { key: service }, mine)).status).toBe(201);
  });

  it('spends no code where something must be done first', async () => {
    const id = await newAccount();
    const proof = await codeToLeave(id, { key: service });
    const body = { accountId: id, checklist: { ...checklist, groupsLeft: false }, proof };
    expect(await api.call('POST', '/v1/deregistrations', { key: service, body })).toMatchObject(refused('preconditions-unmet', 409));
    expect((await leave(id, { key: service }, proof)).status).toBe(201);
  });

  it('is one act where one code comes twice at once', async () => {
    const id = await newAccount();
    const proof = await codeToLeave(id, { key: service });
    const answers = await Promise.all([1, 2, 3].map(() => leave(id, { key: service }, proof)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });

  it('gets no code where nobody could use it, nor by another company or person', async () => {
    const { id } = await leaving();
    expect(await ask(id, { key: service })).toMatchObject(refused('deregistration-pending', 409));
    const [mine, theirs] = [await newAccount(), await newAccount()];
    expect(await ask(theirs, await owner(mine))).toMatchObject(refused('not-found', 404));
    expect(await leave(theirs, await owner(mine))).toMatchObject(refused('not-found', 404));
  });
});

describe('what strangers use up', () => {
  it('is not the undo codes of an owner in a session of their own', async () => {
    const { id, send, undo } = await leaving();
    for (let n = 0; n < challengePolicy.sendsPerHour; n += 1) expect((await send({ key: service })).status).toBe(201);
    expect(await send({ key: service })).toMatchObject(refused('too-many-codes', 429));
    const { status, body } = await send(await owner(id));
    expect(status).toBe(201);
    expect((await undo({ challengeId: body.challengeId, code: newestCode(api) }, await owner(id))).status).toBe(200);
  });

  it('leaves the owner their reserve, whatever all clients together have sent', async () => {
    const { id, send, undo } = await leaving();
    const { sendsPerHour } = challengePolicy.ofAllClients;
    for (let n = 0; n < sendsPerHour; n += 1) {
      const key = await api.newKey(['service'], ['deregistrations:write']);
      expect((await send({ key })).status).toBe(201);
    }
    expect(await send({ key: await api.newKey(['service'], ['deregistrations:write']) })).toMatchObject(refused('too-many-codes', 429));
    const { status, body } = await send(await owner(id));
    expect(status).toBe(201);
    expect((await undo({ challengeId: body.challengeId, code: newestCode(api) }, await owner(id))).status).toBe(200);
  });

  it('closes the number to the client that missed, and to no other', async () => {
    const { id, send, undo } = await leaving();
    for (let misses = 0; misses < challengePolicy.failuresPerDay; misses += challengePolicy.triesPerCode) {
      const { body } = await send({ key: stranger });
      const wrong = { challengeId: body.challengeId, code: wrongFor(newestCode(api)) };
      for (let n = 0; n < challengePolicy.triesPerCode; n += 1) await undo(wrong, { key: stranger });
      await api.advance(hour / 2);
    }
    expect(await send({ key: stranger })).toMatchObject(refused('too-many-codes', 429));
    for (const options of [{ key: service }, await owner(id)]) expect((await send(options)).status).toBe(201);
    const { body } = await send({ key: service });
    expect((await undo({ challengeId: body.challengeId, code: newestCode(api) }, { key: service })).status).toBe(200);
  });

  it('does not make the code of the owner void: any unexpired code of this deregistration undoes it, the oldest too', async () => {
    const { id, send, undo } = await leaving();
    const { body: first } = await send(await owner(id));
    const code = newestCode(api);
    const { body: newest } = await send({ key: stranger });
    for (let n = 0; n < challengePolicy.triesPerCode; n += 1)
      await undo({ challengeId: newest.challengeId, code: wrongFor(newestCode(api), code) }, { key: stranger });
    // The owner types the code that they have received, beside the id of another one.
    expect((await undo({ challengeId: newest.challengeId, code }, await owner(id))).status).toBe(200);
    expect(first.challengeId).not.toBe(newest.challengeId);
  });

  it('is no way to guess: each miss beside a spent code counts, too', async () => {
    const { send, undo } = await leaving();
    const { body: spent } = await send({ key: stranger });
    const { body: live } = await send({ key: service });
    const wrong = { challengeId: spent.challengeId as string, code: wrongFor(...api.sent.slice(-2).map(codeIn)) };
    const codes = [];
    for (let n = 0; n <= challengePolicy.failuresPerDay; n += 1) codes.push((await undo(wrong, { key: stranger })).body.code as string);
    expect(codes).toEqual([...Array<string>(challengePolicy.failuresPerDay).fill('code-invalid'), 'too-many-codes']);
    expect((await undo({ challengeId: live.challengeId, code: newestCode(api) }, { key: service })).status).toBe(200);
  });

  it('does not hinder an undo that comes at the same time', async () => {
    const { id, send, undo } = await leaving();
    const { body: mine } = await send(await owner(id));
    const code = newestCode(api);
    const { body: theirs } = await send({ key: stranger });
    const wrong = { challengeId: theirs.challengeId, code: wrongFor(code, newestCode(api)) };
    const owners = await owner(id);
    const [undone] = await Promise.all([
      undo({ challengeId: mine.challengeId, code }, owners),
      ...[1, 2, 3, 4].flatMap(() => [undo(wrong, { key: stranger }), send({ key: stranger })]),
    ]);
    expect(undone).toMatchObject({ status: 200, body: { state: 'revoked' } });
  });

  it('is not the code of an applicant who comes by another client', async () => {
    const phone = `+86${number++}`;
    const device = () => ({ fingerprint: randomUUID(), integrity: 'genuine' });
    const opening = { variant: 'personal', phone, platform: 'ios', consentVersion: '2025-06' };
    const thief = await api.newKey(['service'], [...scopes]);
    const open = (key: string) => api.call('POST', '/v1/registrations', { key, body: { ...opening, device: device() } });
    for (let n = 0; n < 4; n += 1) expect((await open(thief)).status).toBe(201);
    const sent = api.sent.length;
    const { body } = await open(service);
    expect(api.sent).toHaveLength(sent + 1);
    const proven = await api.call('PUT', `/v1/registrations/${body.id}/steps/phone`, { key: service, body: { code: newestCode(api) } });
    expect(proven.status).toBe(200);
  });
});

describe('an operator', () => {
  it('lets codes go to a number again, with a record of who and why', async () => {
    const { deregistrationId, send, undo } = await leaving();
    const { body: spent } = await send({ key: service });
    const code = newestCode(api);
    for (let n = 0; n < challengePolicy.triesPerCode; n += 1)
      await undo({ challengeId: spent.challengeId, code: wrongFor(code) }, { key: service });
    while ((await send({ key: service })).status === 201);
    const release = { process: { type: 'deregistration', id: deregistrationId }, reason: 'owner-called' };
    const idempotencyKey = randomUUID();
    const released = await api.call('POST', '/v1/challenges/release', { body: release, idempotencyKey });
    expect(released).toMatchObject({ status: 200, body: { process: release.process, codes: 3 } });
    expect((await api.call('POST', '/v1/challenges/release', { body: release, idempotencyKey })).body).toEqual(released.body);
    expect((await send({ key: service })).status).toBe(201);
    // The code that strangers had spent is good again.
    expect((await undo({ challengeId: spent.challengeId, code }, { key: service })).status).toBe(200);
    const log = await api.kernel.database.query(`SELECT what, target FROM iam.security_log WHERE what = 'codes-released'`);
    expect(log).toEqual([{ what: 'codes-released', target: `deregistration:${deregistrationId} owner-called` }]);
  });

  it('lets codes go again also to a number without a process, by the id of any code that was sent', async () => {
    const check = () =>
      api.call('POST', '/v1/challenges', { key: service, body: { kind: 'phone', value: '+8613800179999', purpose: 'identifier-check' } });
    const { challengeId } = (await check()).body;
    while ((await check()).status === 201);
    const body = { process: { type: 'challenge', id: challengeId as string }, reason: 'user-called' };
    expect(await api.call('POST', '/v1/challenges/release', { body })).toMatchObject({ status: 200, body: { codes: 3 } });
    expect((await check()).status).toBe(201);
    const unknown = { ...body, process: { type: 'challenge', id: randomUUID() } };
    expect(await api.call('POST', '/v1/challenges/release', { body: unknown })).toMatchObject(refused('not-found', 404));
    const log = await api.kernel.database.query(
      `SELECT target FROM iam.security_log WHERE what = 'codes-released' ORDER BY at DESC LIMIT 1`,
    );
    expect(log).toEqual([{ target: `challenge:${challengeId} user-called` }]);
  });

  it('is the only one who may, for a process that there is', async () => {
    const body = { process: { type: 'account', id: randomUUID() }, reason: 'owner-called' };
    expect(await api.call('POST', '/v1/challenges/release', { body })).toMatchObject(refused('not-found', 404));
    expect(await api.call('POST', '/v1/challenges/release', { key: service, body })).toMatchObject(refused('forbidden'));
  });
});
