import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { hour } from '#domain';
import { streamIdOf } from '#engine';
import { freshDatabase } from '#testing';
import { People } from '../authority/people';
import type { TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
let service: string;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const grant = (companyId: string, role: string, userId: string) =>
  api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role, userId } });
const decide = (approval: string, person: string) =>
  api.call('POST', `/v1/approvals/${approval}/decisions`, { key: service, person, body: { decision: 'approve' } });
const show = async (approval: string) => (await api.call('GET', `/v1/approvals/${approval}`)).body;
const ring = (approval: string, command: 'EscalateStage' | 'ExpireApproval') =>
  api.kernel.engine.fireDeadline(streamIdOf('approval', approval), command);

async function asked() {
  const [manager, admin, chief] = [randomUUID(), randomUUID(), randomUUID()];
  const companyId = await newCompany(api, { itAdmins: [admin] });
  await grant(companyId, 'super-admin', chief);
  const { body } = await askForApproval(api, { companyId, managers: [manager] });
  return { manager, admin, chief, companyId, approval: body.id as string, openedAt: Date.parse(body.openedAt as string) };
}
/** Business time stands at this instant, or a little later. */
const moveTo = async (instant: number) => api.advance(Math.ceil(Math.max(0, instant - (await api.kernel.engine.now()))));

describe('an approval that nobody decides (X1)', () => {
  it('asks the super admin from the 60th hour on: before it they see no task, after it they decide one slot', async () => {
    const { manager, chief, approval, openedAt } = await asked();
    await moveTo(openedAt + 60 * hour - 60_000);
    await ring(approval, 'EscalateStage');
    expect(await decide(approval, chief)).toMatchObject({ status: 404 });
    await moveTo(openedAt + 60 * hour);
    await ring(approval, 'EscalateStage');
    await ring(approval, 'EscalateStage');
    const events = await api.kernel.database.query<{ type: string }>('SELECT type FROM es.events WHERE stream_id = $1 ORDER BY version', [
      streamIdOf('approval', approval),
    ]);
    expect(events.map(({ type }) => type)).toEqual(['ApprovalOpened', 'StageEscalated']);
    expect(await decide(approval, chief)).toMatchObject({ status: 200, body: { state: 'pending' } });
    // One person fills one slot: the first of the two, which was the manager's.
    expect(await decide(approval, manager)).toMatchObject({ status: 409, body: { code: 'already-decided' } });
    expect(await decide(approval, chief)).toMatchObject({ status: 409, body: { code: 'already-decided' } });
  });

  it('takes no decision at its 72nd hour that was on its way before: whatever was checked, the lock decides', async () => {
    const { manager, admin, approval, openedAt } = await asked();
    expect(await decide(approval, manager)).toMatchObject({ status: 200 });
    await moveTo(openedAt + 72 * hour - 60_000);
    const people = api.app.get(People);
    const find = people.findPerson.bind(people);
    jest.spyOn(people, 'findPerson').mockImplementationOnce(async (...who) => {
      const person = await find(...who);
      await moveTo(openedAt + 72 * hour);
      return person;
    });
    expect(await decide(approval, admin)).toMatchObject({ status: 409, body: { code: 'approval-expired' } });
    expect(await show(approval)).toMatchObject({ state: 'pending' });
    await ring(approval, 'ExpireApproval');
    expect(await show(approval)).toMatchObject({ state: 'expired', decidedBy: { kind: 'timer', id: 'ExpireApproval' } });
  });

  it('ends one way where the last decision and its alarm meet before and at the 72nd hour', async () => {
    const { manager, admin, approval, openedAt } = await asked();
    expect(await decide(approval, manager)).toMatchObject({ status: 200 });
    await moveTo(openedAt + 72 * hour - 60_000);
    const [decided] = await Promise.all([decide(approval, admin), ring(approval, 'ExpireApproval')]);
    expect(decided).toMatchObject({ status: 200, body: { state: 'approved' } });
    const late = await asked();
    await moveTo(late.openedAt + 72 * hour);
    const [refused] = await Promise.all([decide(late.approval, late.admin), ring(late.approval, 'ExpireApproval')]);
    expect(refused).toMatchObject({ status: 409, body: { code: 'approval-expired' } });
    expect(await show(late.approval)).toMatchObject({ state: 'expired' });
  });

  it('asks the super admin at once where the company has no IT admin', async () => {
    const [manager, chief] = [randomUUID(), randomUUID()];
    const companyId = await newCompany(api);
    expect(await askForApproval(api, { companyId, managers: [manager] })).toMatchObject({
      status: 409,
      body: { code: 'approvers-missing' },
    });
    await grant(companyId, 'super-admin', chief);
    const { body } = await askForApproval(api, { companyId, managers: [manager] });
    expect(body.stages[0].slots[1]).toMatchObject({ selector: { role: 'it-admin' }, fallback: { kind: 'superAdmin' } });
    expect(await decide(body.id as string, chief)).toMatchObject({ status: 200 });
    expect(await decide(body.id as string, manager)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });
});
