import type { Client } from '@temporalio/client';
import { day } from '#domain';
import {
  eventually,
  frontDesk,
  install,
  lawbreakers,
  simulatedWorld,
  tcpProxy,
  temporalAddress,
  witness,
  workflowStatus,
  type FrontDesk,
  type Installation,
  type Proxy,
  type Registrant,
  type SimulatedWorld,
  type Witness,
} from '#testing';

let site: Installation;
let desk: FrontDesk;
let world: SimulatedWorld;
let seen: Witness;
let temporal: Client;
let toTemporal: Proxy;

/** The API and the worker reach Temporal through a proxy. */
beforeAll(async () => {
  site = await install();
  const [host, port] = temporalAddress().split(':');
  toTemporal = await tcpProxy({ host: host!, port: Number(port) });
  Object.assign(site.environment, { TEMPORAL_ADDRESS: `127.0.0.1:${toTemporal.port}`, TEMPORAL_UI_URL: 'http://temporal.test' });
  world = simulatedWorld(site.simulatorUrl);
  await site.start('simulator', 'api', 'worker');
  [desk, seen] = await Promise.all([frontDesk(site), witness(site)]);
  temporal = seen.client;
});
afterAll(async () => {
  await seen?.close();
  await site?.close();
  await toTemporal?.close();
});
beforeEach(() => world.heals());

let numbers = 0;
const newPhone = () => `+86137${String((numbers += 1)).padStart(8, '0')}`;
const streamOf = ({ id }: Registrant) => `registration:${id}`;
const theCall = async (kind: string, who: Registrant) => {
  await world.isCalled(kind, streamOf(who));
  return (await world.calls(kind, streamOf(who)))[0]!;
};
const accountOf = async (who: Registrant) =>
  (
    await seen.sql<{ id: string }>(`SELECT data->>'accountId' AS id FROM es.events WHERE stream_id = $1 AND version = 1`, [streamOf(who)])
  )[0]!.id;
const wakes = async () => (await seen.sql<{ it: string }>('SELECT stream_id AS it FROM es.wakes ORDER BY 1')).map(({ it }) => it);
const account = async (id: string) => (await site.call('GET', `/v1/accounts/${id}`)).body;
const withdraw = (who: Registrant) => desk.call('POST', `/v1/registrations/${who.id}/withdrawal`);
/** How many notices manager, IT admin and applicant got about an approval. */
const notices = async (approvalId: string, who: Registrant) => {
  const told = await Promise.all([desk.manager, desk.admin, await accountOf(who)].map((person) => world.notices(person, approvalId)));
  return told.map(({ length }) => length);
};
/** The answer about the workflow of a process once both agree: Temporal about the run, the run about the process. */
const workflow = (streamId: string, run: string, status: string) => {
  const [type, id] = streamId.split(':');
  return eventually(
    `the workflow of ${streamId} is ${run}, and knows that it is ${status}`,
    () => site.call('GET', `/v1/${type}s/${id}/workflow`),
    ({ body }) => body.status === run && (body.inspect as { status: string } | undefined)?.status === status,
  );
};
/** The expected answer. */
const told = (workflowId: string, status: string, inspected: string) => ({
  status: 200,
  body: {
    workflowId,
    runId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    status,
    inspect: expect.objectContaining({ status: inspected }) as unknown,
    temporalUi: `http://temporal.test/namespaces/${site.namespace}/workflows/${workflowId}`,
  },
});

const welcome = 'Your registration is complete. You can sign in now.';

describe('a member', () => {
  it('joins, gets the message only when it is true, and their workflow ends', async () => {
    const who = await desk.ready(newPhone());
    const approvalId = await desk.submit(who);
    await eventually(
      'both approvers are told that it waits for them',
      () => notices(approvalId, who),
      (seenBy) => seenBy.join() === '1,1,0',
    );
    await world.breaks('directory-entries', { mode: 'unavailable' });
    expect((await desk.decide(approvalId, desk.manager)).body).toMatchObject({ state: 'pending' });
    expect((await desk.decide(approvalId, desk.admin)).body).toMatchObject({ state: 'approved' });
    await eventually(
      'the directory is asked a second time',
      () => world.calls('directory-entries', streamOf(who)),
      ([call]) => (call?.seen ?? 0) >= 2,
    );
    expect(await world.texts(who.phone)).toEqual([]);
    await world.heals();
    const { accountId } = await desk.reaches(who, 'active');
    expect(await account(accountId as string)).toMatchObject({
      state: 'active',
      tier: 0,
      memberships: [{ companyId: desk.companyId, state: 'active' }],
    });
    expect(await world.entries(accountId as string)).toMatchObject([{ companyId: desk.companyId, removed: false }]);
    await seen.quiet(30_000, streamOf(who));
    expect(await world.texts(who.phone)).toEqual([welcome]);
    expect(await notices(approvalId, who)).toEqual([1, 1, 0]);
    expect(await temporal.workflow.getHandle(streamOf(who)).result()).toBe('active');
    expect(await lawbreakers(site.database)).toEqual([]);
  });

  it('has workflows that report their state while they run, and at their end', async () => {
    const tells = async (streamId: string, run: string, status: string) =>
      expect(await workflow(streamId, run, status)).toMatchObject(told(streamId, run, status));
    const who = await desk.open(newPhone(), await desk.invite());
    await tells(streamOf(who), 'running', 'draft');
    await desk.provePhone(who);
    const approvalId = await desk.submit(await desk.identified(who));
    await tells(`approval:${approvalId}`, 'running', 'pending');
    for (const person of [desk.manager, desk.admin]) await desk.decide(approvalId, person);
    await tells(`approval:${approvalId}`, 'completed', 'approved');
    await tells(streamOf(who), 'completed', 'active');
    const accountId = await accountOf(who);
    await tells(`account:${accountId}`, 'running', 'active');
    const { id } = (await site.leave(accountId)).body;
    await tells(`deregistration:${id as string}`, 'running', 'cooling_off');
  });

  it('costs Temporal the expected amount, and no workflow task failed', async () => {
    const who = await desk.approved(newPhone());
    // The first tries were faster than the signals: until these are sent, its workflow need not have begun.
    await seen.quiet(30_000, streamOf(who));
    await temporal.workflow.getHandle(streamOf(who)).result();
    const { historyLength, raw } = await temporal.workflow.getHandle(streamOf(who)).describe();
    expect(Number(raw.workflowExecutionInfo?.stateTransitionCount)).toBeLessThanOrEqual(24);
    expect(historyLength).toBeLessThanOrEqual(60);
    const { events } = await temporal.workflow.getHandle(streamOf(who)).fetchHistory();
    const failures = (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failure }) => (failure ? [Number(failure.cause)] : []));
    expect(failures.filter((cause) => ![1, 17].includes(cause))).toEqual([]);
  });

  it('who may decide for others cannot decide for themselves', async () => {
    const who = await desk.ready(newPhone());
    const approvalId = await desk.submit(who);
    const self = await desk.decide(approvalId, await accountOf(who));
    expect(self).toMatchObject({ status: 403, body: { code: 'self-approval' } });
    await withdraw(who);
  });
});

describe('a person without a company', () => {
  it('gives a way to sign in, is active at the submission, and gets a message; no approver and no directory is asked', async () => {
    const who = await desk.readyAlone(newPhone());
    const submitted = await desk.call('POST', `/v1/registrations/${who.id}/submission`);
    expect(submitted).toMatchObject({ status: 200, body: { state: 'active', accountId: await accountOf(who) } });
    await seen.quiet(30_000, streamOf(who));
    expect(await world.texts(who.phone)).toEqual([welcome]);
    expect(await account(await accountOf(who))).toMatchObject({ state: 'active', memberships: [] });
    expect(await world.calls('directory-entries', streamOf(who))).toEqual([]);
    expect(await temporal.workflow.getHandle(streamOf(who)).result()).toBe('active');
    expect(await lawbreakers(site.database)).toEqual([]);
  });

  it('joins a company with their account, and the second copy of their data is erased at once', async () => {
    const before = await desk.readyAlone(newPhone());
    await desk.call('POST', `/v1/registrations/${before.id}/submission`);
    await seen.quiet(30_000, streamOf(before));
    const accountId = await accountOf(before);
    const opened = await desk.open(before.phone, await desk.invite());
    const who = { ...opened, fullName: before.fullName, document: before.document };
    await desk.provePhone(who);
    const approvalId = await desk.submit(await desk.identified(who));
    for (const person of [desk.manager, desk.admin]) await desk.decide(approvalId, person);
    expect(await desk.reaches(who, 'active')).toMatchObject({ accountId });
    await seen.quiet(30_000, streamOf(who));
    expect(await account(accountId)).toMatchObject({ memberships: [{ companyId: desk.companyId, state: 'active' }] });
    expect((await site.call('GET', `/v1/accounts/${await accountOf(who)}`)).status).toBe(404);
    expect(await world.entries(accountId)).toMatchObject([{ companyId: desk.companyId, removed: false }]);
    expect(await world.texts(who.phone)).toEqual([welcome, expect.stringContaining('sign in with the account that you have')]);
    expect(await desk.show(who)).toMatchObject({ erasedAt: expect.any(String) as string });
    expect(await seen.classes('subject_keys', streamOf(who))).toEqual([]);
    expect(await seen.classes('subject_keys', streamOf(before))).toEqual(['contact', 'profile']);
    expect(await temporal.workflow.getHandle(streamOf(who)).result()).toBe('active');
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});

describe('a provider that is silent for a day', () => {
  it('answers by a signed callback, twice, and is recorded once', async () => {
    await world.breaks('identity-checks', { mode: 'pending' });
    const who = await desk.open(newPhone(), await desk.invite());
    await desk.provePhone(who);
    await desk.profile(who);
    const call = await theCall('identity-checks', who);
    await seen.moveClock(day);
    expect(await desk.show(who)).toMatchObject({ state: 'verifying' });
    expect(await world.decides(call.key, { outcome: 'confirmed', times: 2 })).toEqual([200, 200]);
    expect(await desk.show(who)).toMatchObject({ state: 'draft', allowed: expect.arrayContaining(['SubmitRegistration']) as unknown });
    expect(
      await seen.sql(`SELECT count(*)::int AS n FROM es.events WHERE stream_id = $1 AND type = 'IdentityChecked'`, [streamOf(who)]),
    ).toEqual([{ n: 1 }]);
    await withdraw(who);
  });

  it('is asked again with the same key if its callback was lost', async () => {
    await world.breaks('identity-checks', { mode: 'pending' });
    const who = await desk.open(newPhone(), await desk.invite());
    await desk.provePhone(who);
    await desk.profile(who);
    const { key } = await theCall('identity-checks', who);
    await site.stop('api');
    expect(await world.decides(key, { outcome: 'unconfirmed' })).toBeUndefined();
    await site.start('api');
    expect(await desk.reaches(who, 'draft')).toMatchObject({ lastCheck: { attemptsLeft: 3 } });
    // A later, different answer does not count.
    expect(await world.decides(key, { outcome: 'confirmed' })).toEqual([200]);
    expect(await desk.show(who)).toMatchObject({ state: 'draft', lastCheck: { attemptsLeft: 3 } });
    await withdraw(who);
  });

  it('with an answer after the withdrawal: the entry that was made meanwhile is removed', async () => {
    await world.breaks('directory-entries', { mode: 'pending' });
    const who = await desk.approved(newPhone());
    const call = await theCall('directory-entries', who);
    const accountId = await accountOf(who);
    expect(await withdraw(who)).toMatchObject({ status: 200, body: { state: 'withdrawn' } });
    expect(await account(accountId)).toMatchObject({ state: 'undone' });
    expect(await world.decides(call.key, { outcome: 'made' })).toEqual([200]);
    await eventually(
      'the entry is gone',
      () => world.entries(accountId),
      (entries) => entries.length === 1 && entries[0]!.removed,
    );
    await seen.quiet(30_000, streamOf(who));
    expect(await world.texts(who.phone)).toEqual([]);
  });
});

describe('a directory that refuses', () => {
  it('undoes the opening and says so; the invite and the number are free again', async () => {
    await world.breaks('directory-entries', { mode: 'refuse', reason: 'name-unreadable', times: 1 });
    const code = await desk.invite();
    const who = await desk.open(newPhone(), code);
    await desk.provePhone(who);
    await desk.profile(who);
    await desk.reaches(who, 'draft');
    const approvalId = await desk.submit(who);
    for (const person of [desk.manager, desk.admin]) await desk.decide(approvalId, person);
    expect(await desk.reaches(who, 'rejected')).toMatchObject({ reason: 'directory-refused', outcome: 'rejected' });
    expect(await account(await accountOf(who))).toMatchObject({ state: 'undone' });
    await eventually(
      'the applicant gets a message',
      () => world.texts(who.phone),
      (texts) => texts.length === 1,
    );
    const again = await desk.open(who.phone, code);
    await desk.provePhone(again);
    await desk.profile({ ...again, document: who.document });
    await desk.reaches(again, 'draft');
    await withdraw(again);
  });
});

describe.each([
  { away: 'refuses every connection', take: () => toTemporal.cut() },
  { away: 'answers nothing at all', take: () => toTemporal.silence() },
])('Temporal, from the submission to the decision, $away', ({ take }) => {
  it('every command is decided all the same, what is owed is tried once, and nothing is left over afterwards', async () => {
    const who = await desk.ready(newPhone());
    await seen.quiet();
    take();
    const approvalId = await desk.submit(who);
    const approval = `approval:${approvalId}`;
    await eventually(
      'both approvers are told that it waits for them',
      () => notices(approvalId, who),
      (seenBy) => seenBy.join() === '1,1,0',
    );
    expect((await desk.decide(approvalId, desk.manager)).status).toBe(200);
    await world.breaks('directory-entries', { mode: 'unavailable', times: 1 });
    expect((await desk.decide(approvalId, desk.admin)).body).toMatchObject({ state: 'approved' });
    await eventually(
      'the directory is asked once',
      () => world.calls('directory-entries', streamOf(who)),
      ([call]) => call?.seen === 1,
    );
    // Only Temporal tries again.
    expect(await desk.show(who)).toMatchObject({ state: 'activating' });
    expect(await workflowStatus(temporal, approval)).toBe('none');
    expect(await wakes()).toEqual([approval, streamOf(who)].sort());
    toTemporal.heal();
    await seen.quiet(60_000);
    expect(await desk.show(who)).toMatchObject({ state: 'active' });
    expect(await world.texts(who.phone)).toEqual([welcome]);
    expect(await notices(approvalId, who)).toEqual([1, 1, 0]);
    expect(await temporal.workflow.getHandle(streamOf(who)).result()).toBe('active');
    // The approval was over before Temporal heard of it: without a workflow, or with one that ended at once, where a
    // start call that was held back still arrived.
    expect(['none', 'COMPLETED']).toContain(await workflowStatus(temporal, approval));
    expect(await wakes()).toEqual([]);
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});

describe('four live checks that fail', () => {
  it('lead to a reviewer, whose decision counts', async () => {
    await world.breaks('identity-checks', { mode: 'unconfirmed' });
    const who = await desk.open(newPhone(), await desk.invite());
    await desk.provePhone(who);
    for (const attemptsLeft of [3, 2, 1]) {
      await desk.profile(who);
      expect(await desk.reaches(who, 'draft')).toMatchObject({ lastCheck: { code: 'identity-unconfirmed', attemptsLeft } });
    }
    await desk.profile(who);
    // Only operators and auditors read that a person looks; a service reads that it is verified.
    await eventually(
      'a reviewer looks',
      async () => (await site.call('GET', `/v1/registrations/${who.id}`)).body['state'],
      (state) => state === 'manual_review',
    );
    const reviewed = await desk.reaches(who, 'verifying');
    expect(JSON.stringify(reviewed)).not.toContain('identity-unconfirmed');
    const inbox = await desk.call('GET', '/v1/approvals?assignee=me', { actingFor: desk.reviewer });
    const [review] = inbox.body.items as [{ id: string; matter: { type: string; id: string } }];
    expect(review.matter).toEqual({ type: 'identity-review', id: who.id });
    expect((await desk.decide(review.id, desk.reviewer)).body).toMatchObject({ state: 'approved' });
    const approvalId = await desk.submit(who);
    await desk.decide(approvalId, desk.manager, { decision: 'reject', reason: { code: 'not-known', text: 'Canary was never here' } });
    expect(await desk.show(who)).toMatchObject({ state: 'rejected', reason: 'not-known' });
  });
});
