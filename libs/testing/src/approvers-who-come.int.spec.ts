import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from './database';
import type { TestApi } from '../../../apps/api/src/testing/api';
import { askForApproval, newCompany } from '../../../apps/api/src/testing/approvals';
import { withApi } from '../../../apps/api/src/testing/with-api';
import { resolveApprovers } from '../../../apps/worker/src/approvers';

let api: TestApi;
let service: string;
let number = 13_800_170_000;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const running = new AbortController().signal;
/** Rounds until nothing is left that is due. */
async function settle(): Promise<number> {
  let resolved = 0;
  for (let more = true; more;) {
    const round = await resolveApprovers(api.kernel, running);
    resolved += round.resolved;
    ({ more } = round);
  }
  return resolved;
}
const role = (companyId: string, name: string, userId: string, path = '') =>
  api.call('POST', `/v1/companies/${companyId}/roles${path}`, { body: { role: name, userId } });
const account = async (companyId?: string): Promise<string> => {
  number += 1;
  const { body } = await api.call('POST', '/v1/accounts', { body: { phone: `+86${number}`, ...(companyId && { companyId }) } });
  return body.id as string;
};
const decide = (approval: string, person: string, body: object = { decision: 'approve' }) =>
  api.call('POST', `/v1/approvals/${approval}/decisions`, { key: service, person, body });
const inbox = async (person: string) =>
  ((await api.call('GET', '/v1/approvals?assignee=me', { key: service, person })).body.items as { id: string }[]).map(({ id }) => id);
const shown = async (approval: string) => (await api.call('GET', `/v1/approvals/${approval}`)).body;
const principalOf = async (userId: string) =>
  (
    await api.kernel.database.query<{ id: string }>('SELECT principal_id AS id FROM iam.principals WHERE external_id = $1', [
      `user:${userId}`,
    ])
  )[0]!.id;

/** An approval under a policy of its company. */
async function open(companyId: string, stages: readonly object[]): Promise<string> {
  const policy = { stages, expiryHours: 72 };
  const stored = await api.call('POST', '/v1/approval-policies', { body: { companyId, matterType: 'document-export', policy } });
  expect(stored).toMatchObject({ status: 201 });
  const opened = await askForApproval(api, { companyId });
  expect(opened).toMatchObject({ status: 201 });
  return opened.body.id as string;
}

describe('a pending approval that somebody comes to', () => {
  it('asks a new holder of the role beside the others, who finds it in their inbox; one that is filled asks nobody', async () => {
    const [manager, first, second, third] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [first] });
    const id = (await askForApproval(api, { companyId, managers: [manager] })).body.id as string;
    await settle();
    await role(companyId, 'it-admin', second);
    expect([await settle(), await inbox(second)]).toEqual([1, [id]]);
    expect(await decide(id, second)).toMatchObject({ status: 200 });
    await role(companyId, 'it-admin', third);
    expect([await settle(), await inbox(third)]).toEqual([0, []]);
  });

  it('is looked at again when a manager whom it names joins the company again', async () => {
    const admin = randomUUID();
    const companyId = await newCompany(api, { itAdmins: [admin] });
    const [manager, other] = [await account(companyId), randomUUID()];
    const id = (await askForApproval(api, { companyId, managers: [manager, other] })).body.id as string;
    await api.call('POST', `/v1/accounts/${manager}/memberships/${companyId}/end`, { body: { reason: 'removed' } });
    await settle();
    expect((await shown(id)).stages[0].slots[0].tasks).toHaveLength(1);
    const { database } = api.kernel;
    await database.query('DELETE FROM es.approver_changes');
    await database.query('UPDATE rm.process SET companies = companies || $2::uuid WHERE stream_id = $1', [`account:${manager}`, companyId]);
    expect(await database.query('SELECT about FROM es.approver_changes')).toEqual([{ about: await principalOf(manager) }]);
  });

  it('closes one of two tasks whose people turn out to be one, and waits for somebody else', async () => {
    const [manager, admin] = [randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [admin] });
    const id = (await askForApproval(api, { companyId, managers: [manager] })).body.id as string;
    await settle();
    const [alias, person] = [await principalOf(manager), await principalOf(admin)];
    await api.kernel.database.query('INSERT INTO iam.aliases (alias, person) VALUES ($1, $2)', [alias, person]);
    expect(await settle()).toBe(1);
    const { stages } = await shown(id);
    expect(stages[0].slots.map(({ tasks }: { tasks: { assignee: string }[] }) => tasks.map(({ assignee }) => assignee))).toEqual([
      [person],
      [person],
    ]);
    const tasks = await api.call('GET', `/v1/operator-tasks?kind=approvers-missing&process=approval:${id}`);
    expect((tasks.body.items as { ref: string }[]).map(({ ref }) => ref).sort()).toEqual(['it-admin', 'manager']);
  });
});

describe('a group of a company', () => {
  it('is granted and taken back like a role, by a word of its own, and gives no rights', async () => {
    const companyId = await newCompany(api);
    const member = randomUUID();
    expect(await role(companyId, 'group:buyers', member)).toMatchObject({ status: 201, body: { role: 'group:buyers' } });
    expect(await role(companyId, 'group:buyers', member)).toMatchObject({ status: 409, body: { code: 'role-held-already' } });
    const listed = (await api.call('GET', `/v1/companies/${companyId}/roles`)).body.items as { role: string }[];
    expect(listed.map((each) => each.role)).toEqual(['group:buyers']);
    const asked = await askForApproval(api, { companyId, managers: [randomUUID()] }, { key: service, person: member });
    expect(asked).toMatchObject({ status: 404 });
    expect((await role(companyId, 'group:buyers', member, '/revocation')).status).toBe(200);
    for (const name of ['group:', 'group:Buyers', 'group:a b', `group:${'a'.repeat(41)}`, 'group:123456789', 'buyers'])
      expect((await role(companyId, name, member)).status).toBe(422);
  });

  it('is asked by an approval in stages: who leaves it decides no more, who comes is asked', async () => {
    const [first, second, chief] = [randomUUID(), randomUUID(), randomUUID()];
    const companyId = await newCompany(api);
    for (const userId of [first, second]) await role(companyId, 'group:buyers', userId);
    await role(companyId, 'super-admin', chief);
    await settle();
    const stage = { rule: 'all', distinct: true, selfApproval: 'forbid', ifNone: 'reject', onReject: 'reject', chain: [] } as const;
    const buyers = { ...stage, slots: [{ selector: { kind: 'group', group: 'buyers' } as const, need: 'any' as const }] };
    const chiefs = { ...stage, slots: [{ selector: { kind: 'superAdmin' } as const, need: 'any' as const }] };
    const id = await open(companyId, [buyers, chiefs]);
    await role(companyId, 'group:buyers', first, '/revocation');
    expect(await decide(id, first)).toMatchObject({ status: 403, body: { code: 'not-an-approver' } });
    await settle();
    expect([await inbox(first), await inbox(second), await inbox(chief)]).toEqual([[], [id], []]);
    const back = { decision: 'return', reason: { code: 'figures-missing' } };
    expect(await decide(id, second)).toMatchObject({
      status: 200,
      body: { stageCount: 2, stages: [{ state: 'approved' }, { state: 'open' }] },
    });
    expect([await inbox(second), await inbox(chief)]).toEqual([[], [id]]);
    expect(await decide(id, chief, back)).toMatchObject({
      status: 200,
      body: { round: 2, voided: [{ decision: 'approve' }, { decision: 'return' }] },
    });
    expect([await inbox(second), await inbox(chief)]).toEqual([[id], []]);
    await decide(id, second);
    expect(await decide(id, chief)).toMatchObject({
      status: 200,
      body: { state: 'approved', decidedBy: { kind: 'user', id: await principalOf(chief) } },
    });
  });
});
