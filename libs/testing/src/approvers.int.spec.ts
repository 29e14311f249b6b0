import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from './database';
import type { TestApi } from '../../../apps/api/src/testing/api';
import { askForApproval, newCompany } from '../../../apps/api/src/testing/approvals';
import { withApi } from '../../../apps/api/src/testing/with-api';
import { resolveApprovers } from '../../../apps/worker/src/approvers';

let api: TestApi;
let service: string;
let number = 13_800_150_000;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const running = new AbortController().signal;
/** Rounds until nothing is left that is due. */
async function settle(): Promise<{ looked: number; resolved: number }> {
  const done = { looked: 0, resolved: 0 };
  for (let more = true; more;) {
    const round = await resolveApprovers(api.kernel, running);
    done.looked += round.looked;
    done.resolved += round.resolved;
    ({ more } = round);
  }
  return done;
}
/** What is due a minute later is due now. */
const aMinuteLater = () => api.kernel.database.query(`UPDATE es.approver_changes SET look_at = look_at - interval '61 seconds'`);

const account = async (companyId?: string): Promise<string> => {
  number += 1;
  const { body } = await api.call('POST', '/v1/accounts', { body: { phone: `+86${number}`, ...(companyId && { companyId }) } });
  return body.id as string;
};
const role = (companyId: string, userId: string, path = '') =>
  api.call('POST', `/v1/companies/${companyId}/roles${path}`, { body: { role: 'it-admin', userId } });
const ask = async (companyId: string, manager: string) => (await askForApproval(api, { companyId, managers: [manager] })).body.id as string;
const decide = (approval: string, person: string) =>
  api.call('POST', `/v1/approvals/${approval}/decisions`, { key: service, person, body: { decision: 'approve' } });
const inbox = async (person: string) =>
  ((await api.call('GET', '/v1/approvals?assignee=me', { key: service, person })).body.items as { id: string }[]).map(({ id }) => id);
const missing = async (approval: string) => {
  const { body } = await api.call('GET', `/v1/operator-tasks?kind=approvers-missing&process=approval:${approval}`);
  return (body.items as { ref: string }[]).map(({ ref }) => ref);
};
const slots = async (approval: string) =>
  ((await api.call('GET', `/v1/approvals/${approval}`)).body.stages[0].slots as { tasks: { taskId: string; state: string }[] }[]).map(
    ({ tasks }) => tasks.map(({ taskId, state }) => `${taskId} ${state}`),
  );
const freeze = async (id: string) => (await api.leave(id)).body.id as string;

describe('a pending approval whose approver may decide no more', () => {
  it('asks those who have the role by now, and them alone', async () => {
    const [manager, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [first] });
    const id = await ask(companyId, manager);
    await role(companyId, second);
    await role(companyId, first, '/revocation');
    expect(await settle()).toMatchObject({ resolved: 1 });
    expect(await slots(id)).toEqual([['1.1.1.1 open'], ['1.1.2.2 open']]);
    expect([await inbox(second), await missing(id)]).toEqual([[id], []]);
    expect(await decide(id, first)).toMatchObject({ status: 404 });
    await decide(id, manager);
    expect(await decide(id, second)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });

  it('is an operator’s task where nobody is left, stays in the lists, and goes on when somebody gets the role', async () => {
    const [manager, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [first] });
    const id = await ask(companyId, manager);
    await decide(id, manager);
    await role(companyId, first, '/revocation');
    await settle();
    expect([await slots(id), await missing(id)]).toEqual([[['1.1.1.1 decided'], []], ['it-admin']]);
    const pending = (await api.call('GET', '/v1/approvals')).body.items as { id: string }[];
    expect(pending.map((each) => each.id)).toContain(id);
    await role(companyId, second);
    await settle();
    expect([await slots(id), await missing(id)]).toEqual([[['1.1.1.1 decided'], ['1.1.2.2 open']], []]);
    expect(await decide(id, second)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });

  it('waits for a frozen approver, who decides again after an undo', async () => {
    const [manager, admin] = [await account(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [admin] });
    const id = await ask(companyId, manager);
    const deregistration = await freeze(manager);
    await settle();
    expect([await slots(id), await missing(id)]).toEqual([[[], ['1.1.2.1 open']], ['manager']]);
    const { challengeId } = (await api.call('POST', `/v1/deregistrations/${deregistration}/challenges`, { key: service, person: manager }))
      .body;
    const code = /\d{6}/.exec(api.sent.at(-1)!.text)![0];
    const undone = await api.call('POST', `/v1/deregistrations/${deregistration}/revocation`, {
      key: service,
      person: manager,
      body: { challengeId, code },
    });
    expect(undone.status).toBe(200);
    await settle();
    expect([await slots(id), await missing(id)]).toEqual([[['1.1.1.2 open'], ['1.1.2.1 open']], []]);
  });

  it('that was opened while a person whom it asks was frozen, asks them no more', async () => {
    const [manager, other, admin] = [await account(), randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [admin] });
    await ask(companyId, manager);
    await freeze(manager);
    await settle();
    const { body } = await askForApproval(api, { companyId, managers: [manager, other] });
    await settle();
    expect(await slots(body.id as string)).toEqual([['1.1.1.2 open'], ['1.1.2.1 open']]);
  });

  it('does not ask a person who is purged, also where they were named by an approval that came later', async () => {
    const [manager, first, second] = [randomUUID(), await account(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [first] });
    await role(companyId, second);
    const id = await ask(companyId, manager);
    const { database } = api.kernel;
    await database.query(`UPDATE rm.process SET status = 'purged' WHERE stream_id = $1`, [`account:${first}`]);
    await database.query(`DELETE FROM iam.principals WHERE external_id = $1`, [`user:${first}`]);
    await settle();
    const later = await ask(companyId, manager);
    await settle();
    expect([await slots(id), await slots(later)]).toEqual([
      [['1.1.1.1 open'], ['1.1.2.2 open']],
      [['1.1.1.1 open'], ['1.1.2.2 open']],
    ]);
  });

  it('does not ask a manager who has left the company', async () => {
    const admin = randomUUID();
    const companyId = await newCompany(api, { itAdmins: [admin] });
    const manager = await account(companyId);
    const id = await ask(companyId, manager);
    await api.call('POST', `/v1/accounts/${manager}/memberships/${companyId}/end`, { body: { reason: 'removed' } });
    expect(await decide(id, manager)).toMatchObject({ status: 404 });
    expect(await inbox(manager)).toEqual([]);
    await settle();
    expect([await slots(id), await missing(id)]).toEqual([[[], ['1.1.2.1 open']], ['manager']]);
    const later = await ask(companyId, manager);
    await settle();
    expect(await missing(later)).toEqual(['manager']);
  });
});

describe('a person whom a thousand approvals ask', () => {
  const many = 1_000;
  it('is asked by none of them after the loss, whoever stops half-way; a minute later nothing is left to look at', async () => {
    const [manager, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [first, second] });
    const ids: string[] = [];
    for (let made = 0; made < many; made += 20) ids.push(...(await Promise.all(Array.from({ length: 20 }, () => ask(companyId, manager)))));
    await settle();
    await aMinuteLater();
    await settle();
    await role(companyId, first, '/revocation');
    const stopped = new AbortController();
    const { read } = api.kernel.engine;
    const reading = jest.spyOn(api.kernel.engine, 'read').mockImplementation(async (streamId) => {
      if (reading.mock.calls.length === 250) stopped.abort();
      return read.call(api.kernel.engine, streamId);
    });
    const begun = await resolveApprovers(api.kernel, stopped.signal);
    reading.mockRestore();
    expect([begun.resolved > 0, begun.resolved < many]).toEqual([true, true]);
    await aMinuteLater();
    const rest = await settle();
    expect(begun.resolved + rest.resolved).toBe(many);
    const asked = await api.kernel.database.query<{ assignee: string; tasks: number }>(
      `SELECT assignee, count(*)::int AS tasks FROM rm.pending_approvals WHERE approval_id = ANY ($1) GROUP BY assignee`,
      [ids],
    );
    expect(asked.map(({ tasks }) => tasks)).toEqual([many, many]);
    await aMinuteLater();
    await settle();
    expect(await api.kernel.database.query('SELECT FROM es.approver_changes')).toEqual([]);
  }, 180_000);
});
