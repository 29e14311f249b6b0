import { Client, Connection } from '@temporalio/client';
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
  site.environment.TEMPORAL_ADDRESS = `127.0.0.1:${toTemporal.port}`;
  world = simulatedWorld(site.simulatorUrl);
  await site.start('simulator', 'api', 'worker');
  [desk, seen] = await Promise.all([frontDesk(site), witness(site)]);
  temporal = new Client({ connection: await Connection.connect({ address: temporalAddress() }), namespace: site.namespace });
});
afterAll(async () => {
  await temporal?.connection.close();
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
const withdraw = (who: Registrant) => desk.call('POST', `/v1/registrations/${who.id}/withdrawal`);

describe('a member', () => {
  it('comes in, is told so only when it is true, and his workflow ends', async () => {
    const who = await desk.ready(newPhone());
    const approvalId = await desk.submit(who);
    await world.breaks('directory-entries', { mode: 'unavailable', times: 2 });
    expect((await desk.decide(approvalId, desk.manager)).body).toMatchObject({ state: 'pending' });
    expect((await desk.decide(approvalId, desk.admin)).body).toMatchObject({ state: 'approved' });
    expect(await world.texts(who.phone)).toEqual([]);
    const { accountId } = await desk.reaches(who, 'active');
    expect((await site.call('GET', `/v1/accounts/${accountId as string}`)).body).toMatchObject({
      state: 'active',
      tier: 0,
      memberships: [{ companyId: desk.companyId, state: 'active' }],
    });
    expect(await world.entries(accountId as string)).toMatchObject([{ companyId: desk.companyId, removed: false }]);
    await seen.quiet(30_000, streamOf(who));
    expect(await world.texts(who.phone)).toEqual(['Your registration is complete. You can sign in now.']);
    expect(await temporal.workflow.getHandle(streamOf(who)).result()).toBe('active');
    expect(await lawbreakers(site.database)).toEqual([]);
  });

  it('costs Temporal what it did, and no workflow task failed', async () => {
    const who = await desk.approved(newPhone());
    await temporal.workflow.getHandle(streamOf(who)).result();
    const { historyLength, raw } = await temporal.workflow.getHandle(streamOf(who)).describe();
    expect(Number(raw.workflowExecutionInfo?.stateTransitionCount)).toBeLessThanOrEqual(40);
    expect(historyLength).toBeLessThanOrEqual(90);
    const { events } = await temporal.workflow.getHandle(streamOf(who)).fetchHistory();
    const failures = (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failure }) => (failure ? [Number(failure.cause)] : []));
    expect(failures.filter((cause) => ![1, 17].includes(cause))).toEqual([]);
  });

  it('who may decide for others does not decide for himself', async () => {
    const who = await desk.ready(newPhone());
    const approvalId = await desk.submit(who);
    const himself = await desk.decide(approvalId, await accountOf(who));
    expect(himself).toMatchObject({ status: 403, body: { code: 'self-approval' } });
    await withdraw(who);
  });
});

describe('a provider that is silent for a day', () => {
  it('answers by a signed callback, twice, and is believed once', async () => {
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

  it('is asked again with the same key where its callback was lost', async () => {
    await world.breaks('identity-checks', { mode: 'pending' });
    const who = await desk.open(newPhone(), await desk.invite());
    await desk.provePhone(who);
    await desk.profile(who);
    const { key } = await theCall('identity-checks', who);
    await site.stop('api');
    expect(await world.decides(key, { outcome: 'unconfirmed' })).toBeUndefined();
    await site.start('api');
    expect(await desk.reaches(who, 'draft')).toMatchObject({ lastCheck: { attemptsLeft: 3 } });
    // Said otherwise later, it does not count.
    expect(await world.decides(key, { outcome: 'confirmed' })).toEqual([200]);
    expect(await desk.show(who)).toMatchObject({ state: 'draft', lastCheck: { attemptsLeft: 3 } });
    await withdraw(who);
  });

  it('whose answer comes after the withdrawal: the entry that was made meanwhile is taken back', async () => {
    await world.breaks('directory-entries', { mode: 'pending' });
    const who = await desk.approved(newPhone());
    const call = await theCall('directory-entries', who);
    const accountId = await accountOf(who);
    expect(await withdraw(who)).toMatchObject({ status: 200, body: { state: 'withdrawn' } });
    expect((await site.call('GET', `/v1/accounts/${accountId}`)).body).toMatchObject({ state: 'undone' });
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
  it('undoes what was opened, says so, and the invite and the number are free again', async () => {
    await world.breaks('directory-entries', { mode: 'refuse', reason: 'name-unreadable', times: 1 });
    const code = await desk.invite();
    const who = await desk.open(newPhone(), code);
    await desk.provePhone(who);
    await desk.profile(who);
    await desk.reaches(who, 'draft');
    const approvalId = await desk.submit(who);
    for (const person of [desk.manager, desk.admin]) await desk.decide(approvalId, person);
    expect(await desk.reaches(who, 'rejected')).toMatchObject({ reason: 'directory-refused', outcome: 'rejected' });
    expect((await site.call('GET', `/v1/accounts/${await accountOf(who)}`)).body).toMatchObject({ state: 'undone' });
    await eventually(
      'he is told',
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

describe('Temporal away from the submission to the decision', () => {
  it('every command is decided all the same; what is owed is made up for afterwards', async () => {
    const who = await desk.ready(newPhone());
    const told = await world.texts(`user:${desk.manager}`);
    toTemporal.cut();
    const approvalId = await desk.submit(who);
    expect((await desk.decide(approvalId, desk.manager)).status).toBe(200);
    expect((await desk.decide(approvalId, desk.admin)).body).toMatchObject({ state: 'approved' });
    expect(await desk.show(who)).toMatchObject({ state: 'activating' });
    expect(await world.texts(`user:${desk.manager}`)).toEqual(told);
    toTemporal.heal();
    await seen.quiet(60_000, streamOf(who));
    expect(await desk.show(who)).toMatchObject({ state: 'active' });
    expect(await world.texts(who.phone)).toHaveLength(1);
    expect(await world.texts(`user:${desk.manager}`)).toEqual(told);
  }, 120_000);
});

describe('four live checks that fail', () => {
  it('lead to a person, whose word counts', async () => {
    await world.breaks('identity-checks', { mode: 'unconfirmed' });
    const who = await desk.open(newPhone(), await desk.invite());
    await desk.provePhone(who);
    for (const attemptsLeft of [3, 2, 1]) {
      await desk.profile(who);
      expect(await desk.reaches(who, 'draft')).toMatchObject({ lastCheck: { code: 'identity-unconfirmed', attemptsLeft } });
    }
    await desk.profile(who);
    const reviewed = await desk.reaches(who, 'manual_review');
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
