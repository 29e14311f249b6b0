import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { Answer, TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { applicant, entered, inviting, post, shown, verified } from '../testing/registrations';
import { withApi } from '../testing/with-api';

const hour = 3_600_000;

let api: TestApi;
let service: string;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const as = (person: string) => ({ key: service, person });
const view = (name: string, person: string, more = '') => api.call('GET', `/v1/approvals?view=${name}${more}`, as(person));
const idsIn = ({ body }: Answer) => (body.items as { id: string }[]).map(({ id }) => id);
const counts = async (person: string, more = '') => {
  const { body } = await api.call('GET', `/v1/approvals/counts?${more}`, as(person));
  return body as Record<string, { count: number; more: boolean }>;
};
const decide = (id: string, person: string, decision = 'approve') =>
  api.call('POST', `/v1/approvals/${id}/decisions`, {
    ...as(person),
    body: { decision, ...(decision === 'reject' && { reason: { code: 'no' } }) },
  });

/** A company, and what its requester has asked of one manager. */
async function asked(many: number) {
  const [manager, admin, requester] = [randomUUID(), randomUUID(), randomUUID()];
  const companyId = await newCompany(api, { itAdmins: [admin], companyAdmins: [requester] });
  const ids: string[] = [];
  for (let n = 0; n < many; n += 1)
    ids.push((await askForApproval(api, { companyId, managers: [manager] }, as(requester))).body.id as string);
  return { manager, admin, requester, companyId, ids };
}

describe('the inbox', () => {
  it('has what waits for me, what I have decided, and what I have asked for; each approval once', async () => {
    const { manager, admin, requester, ids } = await asked(3);
    expect(idsIn(await view('mine', manager)).sort()).toEqual([...ids].sort());
    expect(idsIn(await view('started', requester)).sort()).toEqual([...ids].sort());
    await decide(ids[0]!, manager);
    await decide(ids[1]!, manager, 'reject');
    expect(idsIn(await view('mine', manager))).toEqual([ids[2]]);
    // Newest first.
    expect(idsIn(await view('done', manager))).toEqual([ids[1], ids[0]]);
    expect(idsIn(await view('done', manager, '&state=rejected'))).toEqual([ids[1]]);
    expect(idsIn(await view('started', requester, '&state=pending')).sort()).toEqual([ids[0], ids[2]].sort());
    expect(idsIn(await view('mine', admin)).sort()).toEqual([ids[0], ids[2]].sort());
    expect(idsIn(await view('delegated', manager))).toEqual([]);
    expect(idsIn(await view('mine', manager, '&state=approved'))).toEqual([]);
  });

  it('counts every view in one call', async () => {
    const { manager, requester, companyId, ids } = await asked(3);
    await decide(ids[0]!, manager);
    const none = { count: 0, more: false };
    expect(await counts(manager)).toEqual({
      mine: { count: 2, more: false },
      mineOverdue: none,
      delegated: none,
      delegatedOverdue: none,
      started: none,
      teamOverdue: none,
      countedMax: 100,
    });
    expect((await counts(requester)).started).toEqual({ count: 3, more: false });
    expect((await counts(manager, `companyId=${companyId}&matterType=document-export`)).mine).toEqual({ count: 2, more: false });
    expect((await counts(manager, `companyId=${randomUUID()}`)).mine).toEqual(none);
    expect((await counts(manager, 'matterType=registration')).mine).toEqual(none);
  });

  it('is filtered by company, matter, due and overdue', async () => {
    const { manager, requester, companyId, ids } = await asked(2);
    const all = [...ids].sort();
    expect(idsIn(await view('mine', manager, `&companyId=${companyId}`)).sort()).toEqual(all);
    expect(idsIn(await view('mine', manager, `&companyId=${randomUUID()}`))).toEqual([]);
    expect(idsIn(await view('mine', manager, '&matterType=registration'))).toEqual([]);
    expect(idsIn(await view('started', requester, '&matterType=document-export')).sort()).toEqual(all);
    const { body } = await api.call('GET', `/v1/approvals/${ids[0]}`, as(manager));
    expect(idsIn(await view('mine', manager, `&matterId=${body.matter.id}`))).toEqual([ids[0]]);
    expect(idsIn(await view('mine', manager, `&dueBefore=${body.openedAt}`))).toEqual([]);
    const list = (more: string) => api.call('GET', `/v1/approvals?assignee=me${more}`, as(manager));
    expect(idsIn(await list(`&companyId=${companyId}&overdue=true`))).toEqual([]);
    await api.advance(24 * hour);
    expect(idsIn(await view('mine', manager, '&overdue=true')).sort()).toEqual(all);
    expect(idsIn(await list(`&companyId=${companyId}&overdue=true`)).sort()).toEqual(all);
    expect((await counts(manager)).mineOverdue).toEqual({ count: 2, more: false });
  });

  it.each(['mine', 'done', 'started'])('has pages, in the view %s', async (name) => {
    const { manager, requester, ids } = await asked(5);
    if (name === 'done') for (const id of ids) await decide(id, manager);
    const person = name === 'started' ? requester : manager;
    const found: string[] = [];
    for (let token: string | undefined = ''; token !== undefined;) {
      const page: Answer = await view(name, person, `&pageSize=2${token && `&pageToken=${token}`}`);
      found.push(...idsIn(page));
      token = page.body.nextPageToken as string | undefined;
    }
    expect(found).toHaveLength(5);
    expect([...found].sort()).toEqual([...ids].sort());
  });

  it('takes no token of another view, and no view together with an assignee', async () => {
    const { manager } = await asked(2);
    const token = (await view('mine', manager, '&pageSize=1')).body.nextPageToken as string;
    expect(await view('done', manager, `&pageSize=1&pageToken=${token}`)).toMatchObject({
      status: 422,
      body: { code: 'page-token-of-another-list' },
    });
    expect(await view('mine', manager, `&pageSize=1&companyId=${randomUUID()}&pageToken=${token}`)).toMatchObject({ status: 422 });
    expect(await view('mine', manager, '&assignee=me')).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect(await view('everything', manager)).toMatchObject({ status: 422 });
  });

  it('is one for a person with several ids', async () => {
    const { requester, companyId, ids } = await asked(1);
    const [suite, account] = [randomUUID(), await api.newAccount('+8613800139911')];
    const former = (await askForApproval(api, { companyId, managers: [suite] }, as(requester))).body.id as string;
    const now = (await askForApproval(api, { companyId, managers: [account.id] }, as(requester))).body.id as string;
    await api.kernel.database.query(
      `INSERT INTO iam.aliases (alias, person) SELECT a.principal_id, p.principal_id FROM iam.principals a, iam.principals p
       WHERE a.external_id = $1 AND p.external_id = $2`,
      [`user:${suite}`, `user:${account.id}`],
    );
    expect(idsIn(await view('mine', account.id)).sort()).toEqual([former, now].sort());
    expect((await counts(account.id)).mine).toEqual({ count: 2, more: false });
    await decide(former, account.id);
    expect(idsIn(await view('done', account.id))).toEqual([former]);
    expect(ids).toHaveLength(1);
  });

  it('shows nobody what a company keeps from them: who has left sees nothing of it', async () => {
    const { requester, companyId } = await asked(1);
    const { body } = await api.call('POST', '/v1/accounts', { body: { phone: '+8613800139912', companyId } });
    const member = body.id as string;
    const id = (await askForApproval(api, { companyId, managers: [`user:${member}`] }, as(requester))).body.id as string;
    expect(idsIn(await view('mine', member))).toEqual([id]);
    await api.call('POST', `/v1/accounts/${member}/memberships/${companyId}/end`, { body: { reason: 'removed' } });
    expect(idsIn(await view('mine', member))).toEqual([]);
    expect((await counts(member)).mine).toEqual({ count: 0, more: false });
    const elsewhere = await api.newKey(['service'], ['approvals:read', 'act-for'], { companies: [await newCompany(api)] });
    expect((await api.call('GET', '/v1/approvals?view=mine', { key: elsewhere, person: member })).status).toBe(403);
  });
});

describe('what somebody may decide for others', () => {
  it('waits in a view of its own, as far as the delegation goes', async () => {
    const [requester, delegator, delegate, admin] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [admin], companyAdmins: [requester, delegator, delegate] });
    const ask = async () => (await askForApproval(api, { companyId, managers: [`user:${delegator}`] }, as(requester))).body.id as string;
    const id = await ask();
    expect(idsIn(await view('delegated', delegate))).toEqual([]);
    const until = new Date((await api.kernel.engine.now()) + 24 * hour).toISOString();
    const given = await api.call('POST', '/v1/delegations', { ...as(delegator), body: { delegate: `user:${delegate}`, companyId, until } });
    expect(given.status).toBe(201);
    expect(idsIn(await view('delegated', delegate))).toEqual([id]);
    expect((await counts(delegate)).delegated).toEqual({ count: 1, more: false });
    expect(idsIn(await view('mine', delegate))).toEqual([]);
    expect(idsIn(await view('delegated', delegate, '&matterType=registration'))).toEqual([]);
    await decide(id, delegate);
    expect(idsIn(await view('delegated', delegate))).toEqual([]);
    const next = await ask();
    expect(idsIn(await view('delegated', delegate))).toEqual([next]);
    await api.advance(24 * hour);
    expect(idsIn(await view('delegated', delegate))).toEqual([]);
  });
});

describe('what the team of a manager is late with', () => {
  it('is told to the manager whom the invite of the membership named, and to nobody else', async () => {
    const company = await inviting(api, { autoApprove: true });
    const { manager, companyId } = company;
    const registration = await verified(api, applicant('+8613800139913', 3), company);
    await post(api, registration, 'submission');
    await entered(api, registration);
    const accountId = (await shown(api, registration)).accountId as string;
    const id = (await askForApproval(api, { companyId, managers: [`user:${accountId}`] })).body.id as string;
    expect(idsIn(await view('team-overdue', manager))).toEqual([]);
    await api.advance(24 * hour);
    const { body } = await view('team-overdue', manager);
    expect(body.items).toEqual([
      {
        id,
        type: 'overdue-approval',
        matterType: 'document-export',
        companyId,
        openedAt: expect.any(String) as string,
        overdueSince: expect.any(String) as string,
        dueAt: expect.any(String) as string,
        accountIds: [accountId],
      },
    ]);
    expect((await counts(manager)).teamOverdue).toEqual({ count: 1, more: false });
    // The manager is no party of it.
    expect((await api.call('GET', `/v1/approvals/${id}`, as(manager))).status).toBe(404);
    expect(idsIn(await view('team-overdue', accountId))).toEqual([]);
    expect(idsIn(await view('team-overdue', manager, '&matterType=registration'))).toEqual([]);
    expect(idsIn(await view('team-overdue', manager, '&state=approved'))).toEqual([]);
    await api.call('POST', `/v1/accounts/${accountId}/memberships/${companyId}/end`, { body: { reason: 'removed' } });
    expect(idsIn(await view('team-overdue', manager))).toEqual([]);
  });
});
