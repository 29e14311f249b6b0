import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import { People } from '../authority/people';
import type { TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
let service: string;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const revoke = (companyId: string, userId: string) =>
  api.call('POST', `/v1/companies/${companyId}/roles/revocation`, { body: { role: 'it-admin', userId } });
const decide = (approval: string, person: string) =>
  api.call('POST', `/v1/approvals/${approval}/decisions`, { key: service, person, body: { decision: 'approve' } });

async function asked() {
  const [manager, admin] = [randomUUID(), randomUUID()];
  const companyId = await newCompany(api, { itAdmins: [admin, randomUUID()] });
  const { body } = await askForApproval(api, { companyId, managers: [manager] });
  return { manager, admin, companyId, approval: body.id as string };
}

describe('an approver who loses their role', () => {
  it('between the check of the person and the lock decides nothing any more', async () => {
    const { admin, companyId, approval } = await asked();
    const people = api.app.get(People);
    const find = people.findPerson.bind(people);
    jest.spyOn(people, 'findPerson').mockImplementationOnce(async (...who) => {
      const person = await find(...who);
      await revoke(companyId, admin);
      return person;
    });
    expect(await decide(approval, admin)).toMatchObject({ status: 403, body: { code: 'not-an-approver' } });
    expect((await api.call('GET', `/v1/approvals/${approval}`)).body).toMatchObject({ state: 'pending', version: 1 });
  });

  it('while the decision is in flight has decided before the loss, or not at all', async () => {
    for (let n = 0; n < 10; n += 1) {
      const { admin, companyId, approval } = await asked();
      const [decided, revoked] = await Promise.all([decide(approval, admin), revoke(companyId, admin)]);
      expect(revoked.status).toBe(200);
      const events = await api.kernel.database.query<{ type: string }>(
        `SELECT type FROM es.events WHERE type IN ('TaskDecided', 'RoleTakenBack') ORDER BY global_pos DESC LIMIT 2`,
      );
      if (decided.status === 200) expect(events.map(({ type }) => type)).toEqual(['RoleTakenBack', 'TaskDecided']);
      else expect(decided).toMatchObject({ status: 403, body: { code: 'not-an-approver' } });
    }
  });

  it('has decided what they decided before', async () => {
    const { manager, admin, companyId, approval } = await asked();
    expect(await decide(approval, admin)).toMatchObject({ status: 200, body: { state: 'pending' } });
    await revoke(companyId, admin);
    expect(await decide(approval, manager)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });
});
