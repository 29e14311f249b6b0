import {
  eventually,
  install,
  lawbreakers,
  simulatedWorld,
  tcpProxy,
  temporalAddress,
  witness,
  workflowStatus,
  type Installation,
  type Proxy,
  type SimulatedWorld,
  type Witness,
} from '#testing';

let site: Installation;
let seen: Witness;
let world: SimulatedWorld;
let toTemporal: Proxy;

/** The API and the worker reach Temporal through a proxy. */
beforeAll(async () => {
  site = await install();
  seen = await witness(site);
  world = simulatedWorld(site.simulatorUrl);
  const [host, port] = temporalAddress().split(':');
  toTemporal = await tcpProxy({ host: host!, port: Number(port) });
  site.environment.TEMPORAL_ADDRESS = `127.0.0.1:${toTemporal.port}`;
  await site.start('simulator', 'api', 'worker');
});
afterAll(async () => {
  await site?.close();
  await toTemporal?.close();
  await seen?.close();
});

const post = (path: string, body?: unknown) => site.call('POST', path, { body });
const takenIn = async (phone: string) => {
  const { status, body } = await post('/v1/accounts', { phone });
  expect(status).toBe(201);
  await seen.quiet();
  return body.id as string;
};
const leave = async (accountId: string) => {
  const { status, body } = await site.leave(accountId);
  expect([status, body.state]).toEqual([201, 'cooling_off']);
  return body.id as string;
};
const undo = async (id: string, phone: string) => {
  const challenge = await post(`/v1/deregistrations/${id}/challenges`);
  expect(challenge.status).toBe(201);
  const { status, body } = await post(`/v1/deregistrations/${id}/revocation`, {
    challengeId: challenge.body.challengeId,
    code: await world.code(phone),
  });
  expect([status, body.state]).toEqual([200, 'revoked']);
};
const effects = (id: string) => seen.sql('SELECT kind, state FROM es.effects WHERE stream_id = $1 ORDER BY kind', [`deregistration:${id}`]);
const asked = expect.stringContaining('You asked us to delete your account') as string;
const undone = expect.stringContaining('has been undone') as string;
const got = (phone: string, messages: number) =>
  eventually(
    `${phone} has ${messages} messages`,
    () => world.texts(phone),
    (texts) => texts.length === messages,
  );

describe.each([
  { away: 'refuses every connection', take: () => toTemporal.cut(), phones: ['+8613500000001', '+8613500000002'] as const },
  { away: 'answers nothing at all', take: () => toTemporal.silence(), phones: ['+8613500000003', '+8613500000004'] as const },
])('while Temporal $away', ({ take, phones: [staying, leaving] }) => {
  let stays: string;
  let leaves: string;

  it('a deregistration is opened, another is opened and undone: all are answered', async () => {
    const [stayer, leaver] = [await takenIn(staying), await takenIn(leaving)];
    take();
    leaves = await leave(leaver);
    stays = await leave(stayer);
    // A first try follows the commit, and needs no signal.
    await Promise.all([got(staying, 1), got(leaving, 1)]);
    await undo(stays, staying);
    await got(staying, 2);
    expect((await site.call('GET', `/v1/accounts/${stayer}`)).body).toMatchObject({ state: 'active' });
    expect((await site.call('GET', `/v1/accounts/${leaver}`)).body).toMatchObject({ state: 'frozen' });
    for (const id of [leaves, stays]) {
      const workflowId = `deregistration:${id}`;
      expect(await workflowStatus(seen.client, workflowId)).toBe('none');
      expect(await seen.sql('SELECT 1 FROM es.wakes WHERE stream_id = $1', [workflowId])).toHaveLength(1);
    }
    await eventually(
      'all that was owed is recorded as done',
      () => effects(stays),
      (found) => found.every(({ state }) => state === 'done'),
    );
    expect((await fetch(`${site.apiUrl}/readyz`)).status).toBe(200);
  });

  it('and when it is back, the open one has its workflow, the undone one has none left, and nobody got a message twice', async () => {
    toTemporal.heal();
    await seen.quiet(60_000);
    expect(await workflowStatus(seen.client, `deregistration:${leaves}`)).toBe('RUNNING');
    // It was over before Temporal heard of it; a signal that was under way may still have started one, which ends.
    await eventually(
      'it has no workflow that runs',
      () => workflowStatus(seen.client, `deregistration:${stays}`),
      (status) => status === 'none' || status === 'COMPLETED',
    );
    expect(await world.texts(leaving)).toEqual([asked]);
    expect(await world.texts(staying)).toEqual([asked, undone]);
    expect(await effects(leaves)).toEqual([
      { kind: 'confirmDeregistration', state: 'done' },
      { kind: 'endSessions', state: 'done' },
    ]);
    expect([site.isRunning('api'), site.isRunning('worker')]).toEqual([true, true]);
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});

describe('while Temporal is away', () => {
  it('a process that ends without it needs no workflow afterwards', async () => {
    const [phone, accountId] = ['+8613500000005', await takenIn('+8613500000005')];
    const id = await leave(accountId);
    await seen.quiet();
    toTemporal.cut();
    await undo(id, phone);
    expect(await workflowStatus(seen.client, `deregistration:${id}`)).toBe('RUNNING');
    toTemporal.heal();
    await seen.quiet(60_000);
    await eventually(
      'its workflow ends',
      () => workflowStatus(seen.client, `deregistration:${id}`),
      (status) => status === 'COMPLETED',
    );
    expect(await world.texts(phone)).toEqual([asked, undone]);
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});
