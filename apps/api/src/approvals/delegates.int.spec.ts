import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, sentBy } from '#testing';
import type { Answer, TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';
import { ActingForOthers } from './acting-for-others';

const day = 86_400_000;
const people = (count: number) => Array.from({ length: count }, () => randomUUID());

let api: TestApi;
let service: string;
let companyId: string;
/** Anew for each test: what was delegated in another one lends nothing here. */
let [boss, second, deputy, other] = people(4) as [string, string, string, string];
const [admin, requester, stranger] = people(3) as [string, string, string];

withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => {
  service = await api.newKey(['service'], scopes);
  companyId = await newCompany(api, { itAdmins: [admin], companyAdmins: [requester] });
  await newCompany(api, { companyAdmins: [stranger] });
});
beforeEach(async () => {
  [boss, second, deputy, other] = people(4) as [string, string, string, string];
  for (const userId of [boss, second, deputy, other]) await grant(userId);
});
const grant = (userId: string) => api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'company-admin', userId } });

const as = (person: string, body?: object) => ({ key: service, person, ...(body && { body }) });
const inDays = async (days: number) => new Date((await api.kernel.engine.now()) + days * day).toISOString();
const created = ({ status, body }: Answer) => {
  if (status >= 300) throw new Error(JSON.stringify(body));
  return body;
};
const delegate = async (from: string, to: string, fields: object = {}) => {
  const body = { delegate: `user:${to}`, companyId, until: await inDays(2), ...fields };
  return created(await api.call('POST', '/v1/delegations', as(from, body))) as { id: string; delegator: string; delegate: string };
};
const end = async (id: string, person: string) => created(await api.call('POST', `/v1/delegations/${id}/ending`, as(person)));
const ask = async (managers: string[] = [boss], by = requester): Promise<string> =>
  created(await askForApproval(api, { companyId, managers: managers.map((id) => (id.includes(':') ? id : `user:${id}`)) }, as(by))).id;
const decide = (id: string, person: string, body: object = { decision: 'approve' }) =>
  api.call('POST', `/v1/approvals/${id}/decisions`, as(person, body));
const show = (id: string, person: string) => api.call('GET', `/v1/approvals/${id}`, as(person));
const dossier = (id: string, person: string) => api.call('GET', `/v1/approvals/${id}/dossier`, as(person));
const onTask = (id: string, person: string, what: string, taskId = '1.1.1.1', body?: object) =>
  api.call('POST', `/v1/approvals/${id}/tasks/${taskId}/${what}`, as(person, body));
const refused = (code: string, status: number) => ({ status, body: { code } });

const delegated = async (person: string, query = '') =>
  (await api.call('GET', `/v1/approvals?view=delegated${query}`, as(person))).body.items.map(({ id }: { id: string }) => id) as string[];
const counts = async (person: string) => (await api.call('GET', '/v1/approvals/counts', as(person))).body;

describe('a delegate', () => {
  it('sees what the delegator is asked, and decides it in their place; the record names both, the reason is theirs', async () => {
    const id = await ask();
    expect(await show(id, deputy)).toMatchObject({ status: 404 });
    const given = await delegate(boss, deputy);
    const seen = await show(id, deputy);
    expect(seen).toMatchObject({
      status: 200,
      body: { state: 'pending', allowed: ['DecideTask', 'TakeTask', 'RequestEvidence', 'AddComment'] },
    });
    expect(await dossier(id, deputy)).toMatchObject({ status: 200, body: { id } });
    const asked = await api.call('POST', `/v1/approvals/${id}/evidence-requests`, as(deputy, { items: [{ kind: 'photo' }] }));
    expect(asked).toMatchObject({ status: 200, body: { state: 'evidence_requested' } });
    const { requestId } = asked.body.evidence[0];
    const cancelled = await api.call('POST', `/v1/approvals/${id}/evidence-requests/${requestId}/cancellation`, as(deputy));
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await onTask(id, deputy, 'take')).toMatchObject({ status: 200 });
    expect(await onTask(id, deputy, 'release')).toMatchObject({ status: 200 });
    const no = { decision: 'reject', reason: { code: 'not-needed', text: 'Canary of the deputy' } };
    const answer = await decide(id, deputy, no);
    expect(answer).toMatchObject({
      status: 200,
      body: { state: 'rejected', decidedBy: { kind: 'delegate', id: given.delegate, for: given.delegator } },
    });
    const [task] = answer.body.stages[0].slots[0].tasks;
    expect(task).toMatchObject({ assignee: given.delegator, decidedBy: given.delegate, decision: 'reject' });
    const reasons = await api.kernel.database.query<{ field: string }>('SELECT field FROM vault.subject_data WHERE field LIKE $1', [
      `reason:${id}:%`,
    ]);
    expect(reasons).toEqual([{ field: `reason:${id}:${given.delegate}` }]);
    await end(given.id, boss);
    // What they have decided they go on seeing, without what the dossier tells of the applicant.
    expect([(await show(id, deputy)).status, (await dossier(id, deputy)).status]).toEqual([200, 403]);
    expect((await show(await ask(), deputy)).status).toBe(404);
  });

  it('and the delegator may both act: the first wins, and the other is told so; all at once, one decision counts', async () => {
    const { id: first } = await delegate(boss, deputy);
    const { id: next } = await delegate(boss, other);
    const one = await ask();
    expect(await decide(one, deputy)).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await decide(one, boss)).toMatchObject(refused('already-decided', 409));
    expect(await decide(one, other)).toMatchObject(refused('already-decided', 409));
    for (let round = 0; round < 5; round += 1) {
      const id = await ask();
      const answers = await Promise.all([boss, deputy, other].map((person) => decide(id, person)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual(['already-decided', 'already-decided']);
    }
    await Promise.all([end(first, boss), end(next, boss)]);
  });

  it('acts from the first instant to, not at, the last; an end and a decision at once leave one of two orders', async () => {
    const { id: given } = await delegate(boss, deputy, { from: await inDays(1), until: await inDays(2) });
    const id = await ask();
    expect(await decide(id, deputy)).toMatchObject({ status: 404 });
    await api.advance(day + 1_000);
    expect(await show(id, deputy)).toMatchObject({ status: 200 });
    const late = await ask([second]);
    await api.advance(day);
    for (const each of [id, late]) expect(await decide(each, deputy)).toMatchObject({ status: 404 });
    expect(given).toBeDefined();
    for (let round = 0; round < 5; round += 1) {
      const { id: delegationId } = await delegate(boss, deputy);
      const asked = await ask();
      const [decided] = await Promise.all([decide(asked, deputy), end(delegationId, boss)]);
      expect(['pending', 'not-an-approver', 'not-found']).toContain(decided.status === 200 ? decided.body.state : decided.body.code);
      // Who has decided it sees it, and decides it no more.
      expect(await decide(asked, deputy)).toMatchObject({ status: decided.status === 200 ? 403 : 404 });
    }
  });

  it('is let in under lock: a delegation that ends between the look and the lock lends nothing', async () => {
    const { id: delegationId } = await delegate(boss, deputy);
    const id = await ask();
    const others = api.app.get(ActingForOthers);
    const find = others.find.bind(others);
    jest.spyOn(others, 'find').mockImplementationOnce(async (...asked) => {
      const found = await find(...asked);
      await end(delegationId, boss);
      return found;
    });
    expect(await decide(id, deputy)).toMatchObject(refused('not-an-approver', 403));
  });

  it('of a delegate never is one: what is delegated goes to one person and no further', async () => {
    const ofBoss = await delegate(boss, deputy);
    const ofDeputy = await delegate(deputy, other);
    const id = await ask();
    for (const call of [show(id, other), decide(id, other)]) expect(await call).toMatchObject({ status: 404 });
    // Who is asked beside sees the approval, and learns why.
    const both = await ask([boss, deputy]);
    expect(await decide(both, other, { decision: 'approve', taskId: '1.1.1.1' })).toMatchObject(refused('delegation-chain', 403));
    expect(await onTask(id, deputy, 'delegate', '1.1.1.1', { to: `user:${other}` })).toMatchObject(refused('delegation-chain', 403));
    await Promise.all([end(ofBoss.id, boss), end(ofDeputy.id, deputy)]);
  });

  it('of the requester is asked for nothing of theirs, hands nothing on and is handed nothing', async () => {
    const before = await ask([boss, second]);
    const ofRequester = await delegate(requester, boss);
    const because = { delegationId: ofRequester.id };
    const id = await ask([boss, second]);
    expect(await show(id, boss)).toMatchObject({ status: 404 });
    const [slot] = (await show(id, second)).body.stages[0].slots;
    expect(slot.tasks).toHaveLength(1);
    for (const what of ['reassign', 'add', 'delegate']) {
      const by = await onTask(before, boss, what, '1.1.1.1', { to: `user:${other}` });
      expect(by).toMatchObject({ status: 403, body: { code: 'self-approval', ...because } });
      const to = await onTask(id, second, what, '1.1.1.1', { to: `user:${boss}` });
      expect(to).toMatchObject({ status: 409, body: { code: 'approver-acts-for-requester', ...because } });
    }
    await end(ofRequester.id, boss);
    expect(await onTask(id, second, 'add', '1.1.1.1', { to: `user:${boss}` })).toMatchObject({ status: 200 });
  });

  it('writes comments in the place of the delegator, and sees what was asked of the requester, while the delegation lasts', async () => {
    const id = await ask();
    const requests = (person: string) => api.call('GET', `/v1/approvals/${id}/evidence-requests`, as(person));
    const comment = () => api.call('POST', `/v1/approvals/${id}/comments`, as(deputy, { text: 'Canary of a delegate' }));
    expect([await comment(), await requests(deputy)]).toMatchObject([{ status: 404 }, { status: 404 }]);
    const given = await delegate(boss, deputy);
    expect([await comment(), await requests(deputy)]).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect((await dossier(id, deputy)).body.comments).toMatchObject([{ text: 'Canary of a delegate' }]);
    await end(given.id, boss);
    expect([await comment(), await requests(deputy)]).toMatchObject([{ status: 404 }, { status: 404 }]);
  });

  it('of the requester decides nothing of theirs, also not as themself, and lends nobody what they may not do', async () => {
    const id = await ask([boss, second]);
    const ofRequester = await delegate(requester, boss);
    expect(await decide(id, boss)).toMatchObject({ status: 403, body: { code: 'self-approval', delegationId: ofRequester.id } });
    const ofBoss = await delegate(boss, deputy);
    expect(await decide(id, deputy)).toMatchObject({ status: 404 });
    // Who has been given it may end it, and is free.
    await end(ofRequester.id, boss);
    expect(await decide(id, boss)).toMatchObject({ status: 200 });
    await end(ofBoss.id, boss);
  });

  it('who asks for something themself decides it in nobody’s place', async () => {
    const { id: delegationId } = await delegate(boss, requester);
    const id = await ask();
    expect(await decide(id, requester)).toMatchObject(refused('self-approval', 403));
    expect(await onTask(id, boss, 'delegate', '1.1.1.1', { to: `user:${requester}` })).toMatchObject(refused('delegate-is-requester', 422));
    await end(delegationId, boss);
  });

  it('loses the power with the delegator: a role that is taken back lends nothing from that commit on', async () => {
    const given = await delegate(admin, deputy);
    const id = await ask();
    expect(await show(id, deputy)).toMatchObject({ status: 200 });
    const [next] = people(1) as [string];
    const role = (what: string, userId: string) =>
      api.call('POST', `/v1/companies/${companyId}/roles${what}`, { body: { role: 'it-admin', userId } });
    await role('', next);
    await role('/revocation', admin);
    expect(await decide(id, deputy)).toMatchObject({ status: 404 });
    await role('', admin);
    await end(given.id, deputy);
  });

  it('loses it when the delegator is frozen, and when they are gone; a frozen delegate acts not at all', async () => {
    const account = await api.newAccount('+8613800171001');
    const away = await api.newAccount('+8613800171002');
    await Promise.all([grant(account.id), grant(away.id)]);
    await delegate(account.id, deputy);
    const id = await ask([`outside:${account.id}`, second]);
    expect(await show(id, deputy)).toMatchObject({ status: 200 });
    await api.leave(account.id);
    expect(await decide(id, deputy)).toMatchObject({ status: 404 });
    await delegate(boss, away.id);
    await api.leave(away.id);
    expect(await decide(await ask(), away.id)).toMatchObject(refused('account-frozen', 403));
  });

  it('decides many approvals in one call, each in the place of its approver', async () => {
    const { id: delegationId } = await delegate(boss, deputy);
    const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => ask([n % 3 === 2 ? second : boss])));
    const items = ids.map((approvalId) => ({ approvalId, decision: 'approve' }));
    const { body } = await api.call('POST', '/v1/approvals/decisions', as(deputy, { items }));
    expect(body.items.map(({ status }: { status: number }) => status)).toEqual(ids.map((_, n) => (n % 3 === 2 ? 404 : 200)));
    const done = async (person: string) =>
      (await api.call('GET', '/v1/approvals?view=done', as(person))).body.items.map(({ id }: { id: string }) => id) as string[];
    const decided = ids.filter((_, n) => n % 3 !== 2).toSorted();
    expect([(await done(deputy)).toSorted(), await done(boss)]).toEqual([decided, []]);
    await end(delegationId, boss);
    expect((await done(deputy)).toSorted()).toEqual(decided);
  });

  it('costs those who act for nobody no statement', async () => {
    const id = await ask([boss, second]);
    const { statements } = await sentBy(() => decide(id, boss));
    const looks = statements.filter((text) => text.includes('FROM iam.delegates'));
    expect(looks).toHaveLength(1);
    expect(looks[0]).toMatch(/FROM rm\.process WHERE stream_id = \$1$/);
    expect(statements.filter((text) => text.includes('iam.aliases WHERE alias = d.delegator'))).toEqual([]);
  });
});

describe('the inbox of a delegate', () => {
  it('holds what waits for those who have delegated, and is counted, while that lasts and where it holds', async () => {
    const [first, next, own] = [await ask([boss]), await ask([boss, second]), await ask([deputy])];
    expect(await delegated(deputy)).toEqual([]);
    const given = await delegate(boss, deputy);
    const later = await delegate(second, deputy, { from: await inDays(1) });
    const elsewhere = await newCompany(api, { companyAdmins: [boss, requester], itAdmins: [admin] });
    const there = created(await askForApproval(api, { companyId: elsewhere, managers: [`user:${boss}`] }, as(requester))).id as string;
    expect((await delegated(deputy)).toSorted()).toEqual([first, next].toSorted());
    expect(await delegated(deputy)).not.toContain(there);
    expect(await delegated(deputy)).not.toContain(own);
    expect(await delegated(deputy, '&matterType=registration')).toEqual([]);
    expect(await delegated(other)).toEqual([]);
    expect(await counts(deputy)).toMatchObject({ delegated: { count: 2, more: false }, mine: { count: 1 } });
    const page = (await api.call('GET', '/v1/approvals?view=delegated&pageSize=1', as(deputy))).body;
    expect([page.items[0].id, await delegated(deputy, `&pageToken=${page.nextPageToken}&pageSize=1`)]).toEqual([first, [next]]);
    await decide(first, deputy);
    expect(await delegated(deputy)).toEqual([next]);
    await Promise.all([end(given.id, boss), end(later.id, second)]);
    expect([await delegated(deputy), (await counts(deputy)).delegated]).toEqual([[], { count: 0, more: false }]);
  });

  it('holds of some types of matter nothing else', async () => {
    await ask([boss]);
    await delegate(boss, deputy, { matterTypes: ['registration'] });
    expect(await delegated(deputy)).toEqual([]);
  });
});

describe('one task', () => {
  it('is delegated to somebody of the company, who sees and decides it, until it is taken back', async () => {
    const id = await ask();
    const answer = await onTask(id, boss, 'delegate', '1.1.1.1', { to: `user:${other}`, until: await inDays(1) });
    expect(answer).toMatchObject({ status: 200, body: { allowed: expect.arrayContaining(['DecideTask', 'TakeTaskBack']) as string[] } });
    const [task] = answer.body.stages[0].slots[0].tasks;
    expect(task).toMatchObject({ state: 'open', delegatedTo: { until: expect.stringMatching(/Z$/) as string } });
    expect(await show(id, other)).toMatchObject({
      status: 200,
      body: { allowed: expect.arrayContaining(['DecideTask', 'TakeTask']) as string[] },
    });
    expect(await dossier(id, other)).toMatchObject({ status: 200 });
    expect(await onTask(id, other, 'delegate', '1.1.1.1', { to: `user:${deputy}` })).toMatchObject(refused('delegation-chain', 403));
    expect(await onTask(id, boss, 'take-back')).toMatchObject({ status: 200 });
    expect(await decide(id, other)).toMatchObject({ status: 404 });
    expect(await onTask(id, boss, 'take-back')).toMatchObject(refused('task-not-delegated', 409));
    await onTask(id, boss, 'delegate', '1.1.1.1', { to: `user:${other}` });
    expect(await decide(id, other)).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await decide(id, boss)).toMatchObject(refused('already-decided', 409));
  });

  it('stands in the list of its delegate, once, and is counted there, until it is taken back, decided or over', async () => {
    const [kept, back, over] = [await ask([boss]), await ask([boss]), await ask([boss])];
    expect(await delegated(other)).toEqual([]);
    for (const id of [kept, back]) await onTask(id, boss, 'delegate', '1.1.1.1', { to: `user:${other}` });
    await onTask(over, boss, 'delegate', '1.1.1.1', { to: `user:${other}`, until: await inDays(1) });
    expect([await delegated(other), (await counts(other)).delegated.count]).toEqual([[kept, back, over], 3]);
    expect((await counts(other)).mine.count).toBe(0);
    // Also where the same person decides in the place of their delegator for a time.
    const given = await delegate(boss, other);
    expect([await delegated(other), (await counts(other)).delegated.count]).toEqual([[kept, back, over], 3]);
    await end(given.id, boss);
    expect([await delegated(other, '&matterType=registration'), await delegated(deputy)]).toEqual([[], []]);
    await onTask(back, boss, 'take-back');
    expect(await delegated(other)).toEqual([kept, over]);
    await api.advance(day + 1_000);
    expect([await delegated(other), (await counts(other)).delegated.count]).toEqual([[kept], 1]);
    await decide(kept, other);
    expect(await delegated(other)).toEqual([]);
  });

  it('is delegated to nobody of another company, and to nobody who is known nowhere', async () => {
    const id = await ask();
    for (const to of [stranger, randomUUID()])
      expect(await onTask(id, boss, 'delegate', '1.1.1.1', { to: `user:${to}` })).toMatchObject(refused('delegate-not-a-member', 422));
    expect(await onTask(id, stranger, 'delegate', '1.1.1.1', { to: `user:${other}` })).toMatchObject({ status: 404 });
    expect(await onTask(id, boss, 'delegate', '1.1.2.1', { to: `user:${other}` })).toMatchObject(refused('task-unknown', 422));
  });

  it('is over at its end: the delegate decides no more', async () => {
    const id = await ask();
    await onTask(id, boss, 'delegate', '1.1.1.1', { to: `user:${other}`, until: await inDays(1) });
    await api.advance(day + 1_000);
    expect(await decide(id, other)).toMatchObject(refused('not-an-approver', 403));
    expect(await dossier(id, other)).toMatchObject(refused('not-an-approver', 403));
  });
});
