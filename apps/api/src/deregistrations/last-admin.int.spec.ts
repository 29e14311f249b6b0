import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, type TestIssuer, withIssuer } from '#testing';
import { nameOperator } from '../operator-acts/name-operators';
import type { CallOptions, TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { newCompany } from '../testing/approvals';
import { newestCode } from '../testing/registrations';

const checklist = { appsUnbound: true, groupsLeft: true };
const transfer = { status: 409, body: { code: 'admin-transfer-required' } };

let api: TestApi;
let issuer: TestIssuer;
let service: string;
const [ann, bea] = [randomUUID(), randomUUID()];
let number = 13_800_157_000;

withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own), 'prove'),
);
beforeAll(async () => {
  service = await api.newKey(['service'], [...scopes]);
  for (const person of [ann, bea]) await nameOperator(api.kernel, person);
});
afterEach(() => jest.restoreAllMocks());

const token = async (person: string): Promise<CallOptions> => ({
  key: await issuer.sign(`user:${person}`, { claims: { azp: 'console' } }),
});
const leave = async (accountId: string, options: CallOptions = {}) =>
  api.call('POST', '/v1/deregistrations', { ...(await token(accountId)), body: { accountId, checklist }, ...options });
const roles = (companyId: string, userId: string, path = '') =>
  api.call('POST', `/v1/companies/${companyId}/roles${path}`, { body: { role: 'super-admin', userId } });

/** Lets something commit between what a call has read and its transaction. */
function meanwhile(happens: () => Promise<unknown>): void {
  const { engine } = api.kernel;
  const execute = engine.execute.bind(engine) as (...asked: unknown[]) => Promise<never>;
  jest.spyOn(engine, 'execute').mockImplementationOnce(async (...asked: unknown[]) => {
    await happens();
    return execute(...asked);
  });
}

/** A company with so many super admins, each with an account. */
async function administered(admins: number) {
  const companyId = await newCompany(api);
  const people: string[] = [];
  for (let n = 0; n < admins; n += 1) {
    const { body } = await api.call('POST', '/v1/accounts', { body: { phone: `+86${number++}`, companyId } });
    people.push(body.id as string);
    await roles(companyId, body.id as string);
  }
  return { companyId, people };
}

describe('the account of the last super admin of a company (D10)', () => {
  it('is not ended by its owner until another one is named', async () => {
    const { companyId, people } = await administered(1);
    expect(await leave(people[0]!)).toMatchObject(transfer);
    await roles(companyId, (await administered(1)).people[0]!);
    expect(await leave(people[0]!)).toMatchObject({ status: 201, body: { state: 'cooling_off' } });
  });

  it('is not ended by a service with a code to the phone, and the code is not spent', async () => {
    const { companyId, people } = await administered(1);
    const [accountId] = people as [string];
    const path = `/v1/accounts/${accountId}/challenges`;
    const { body } = await api.call('POST', path, { key: service, body: { purpose: 'deregistration-request' } });
    const proof = { challengeId: body.challengeId as string, code: newestCode(api) };
    const asked = { key: service, body: { accountId, checklist, proof } };
    expect(await leave(accountId, asked)).toMatchObject(transfer);
    await roles(companyId, randomUUID());
    expect(await leave(accountId, asked)).toMatchObject({ status: 201 });
  });

  it('is not ended while the only other one is leaving; of two who leave at once one stays', async () => {
    const { people } = await administered(2);
    const answers = await Promise.all(people.map((person) => leave(person)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)).toMatchObject(transfer);
  });

  it.each(['freezes', 'loses the role'])('is not ended where the other one %s between the check and the lock', async (what) => {
    const { companyId, people } = await administered(2);
    const [me, other] = people as [string, string];
    meanwhile(() => (what === 'freezes' ? leave(other) : roles(companyId, other, '/revocation')));
    expect(await leave(me)).toMatchObject(transfer);
  });

  it('is not ended by two operators either, who name another one and go on', async () => {
    const { companyId, people } = await administered(2);
    const [me, other] = people as [string, string];
    const force = async (accountId: string) =>
      api.call('POST', '/v1/forced-deregistrations', { ...(await token(ann)), body: { accountId, reason: { code: 'court-order' } } });
    const asked = await force(me);
    expect(asked.status).toBe(201);
    await roles(companyId, other, '/revocation');
    expect(await force(me)).toMatchObject(transfer);
    const decide = async () =>
      api.call('POST', `/v1/approvals/${asked.body.id}/decisions`, { ...(await token(bea)), body: { decision: 'approve' } });
    expect(await decide()).toMatchObject(transfer);
    await roles(companyId, other);
    expect(await decide()).toMatchObject({ status: 200, body: { state: 'approved' } });
    expect((await api.call('GET', `/v1/accounts/${me}`)).body.state).toBe('frozen');
  });

  it.each(['/revocation', 'end'])('keeps the role and the membership while the other one freezes in that moment: %s', async (how) => {
    const { companyId, people } = await administered(2);
    const [me, other] = people as [string, string];
    meanwhile(() => leave(other));
    const answer =
      how === 'end'
        ? await api.call('POST', `/v1/accounts/${me}/memberships/${companyId}/end`, { body: { reason: 'removed' } })
        : await roles(companyId, me, how);
    expect(answer).toMatchObject(transfer);
  });
});
