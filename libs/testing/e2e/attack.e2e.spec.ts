import { createHash, randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { openDatabase, verifyChain } from '#event-store';
import { taskQueues } from '#temporal';
import { eventually, install, temporalAddress, witness, type Installation, type Story, type Witness } from '#testing';
import type { Assault, assault } from './attack.workflows';

const day = 86_400_000;
const queueOfAttacker = 'attacker';

type Person = Awaited<ReturnType<Witness['leaving']>>;

let site: Installation;
let world: Witness;
let client: Client;
let native: NativeConnection;
let attacker: Worker;
let attacking: Promise<void>;
let victim: Person;
let unreadable: Person;
let squatted: Person;
let revoked: Person;

beforeAll(async () => {
  // The foreign workers fail on purpose.
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter: 'off', forward: {} } },
  });
  site = await install({ SWEEP_SECONDS: '1' });
  await site.start('simulator', 'api', 'worker');
  world = await witness(site);
  ({ client } = world);
  native = await NativeConnection.connect({ address: temporalAddress() });
  attacker = await foreignWorker(queueOfAttacker);
  attacking = attacker.run();
  victim = await world.leaving('+8613900000001');
  unreadable = await world.leaving('+8613900000002');
  squatted = await world.leaving('+8613900000004');
  revoked = await world.leaving('+8613900000003');
  await revoke(revoked);
});
afterAll(async () => {
  attacker?.shutdown();
  await attacking;
  await native?.close();
  await world?.close();
  await site?.close();
});

const foreignWorker = (taskQueue: string, activities: Record<string, () => Promise<unknown>> = {}) =>
  Worker.create({
    connection: native,
    namespace: site.namespace,
    taskQueue,
    workflowsPath: require.resolve('./attack.workflows'),
    activities,
  });

async function revoke({ deregistrationId }: Person): Promise<void> {
  const path = `/v1/deregistrations/${deregistrationId}`;
  const { body } = await site.call('POST', `${path}/challenges`);
  const { items } = (await site.call('GET', `/dev/messages?to=${encodeURIComponent('+8613900000003')}`)).body as {
    items: { text: string }[];
  };
  const code = items.map(({ text }) => /\b\d{6}\b/.exec(text)?.[0]).find(Boolean);
  expect(await site.call('POST', `${path}/revocation`, { body: { challengeId: body.challengeId, code } })).toMatchObject({ status: 200 });
  await world.quiet();
  expect(await client.workflow.getHandle(`deregistration:${deregistrationId}`).result()).toBe('revoked');
}

/** Runs the plan by activities of a foreign worker's workflow; returns how each ended. */
const carryOut = (plan: Assault[]) =>
  client.workflow.execute<typeof assault>('assault', { workflowId: `assault:${randomUUID()}`, taskQueue: queueOfAttacker, args: [plan] });

/** The victim's workflow has handled everything before, and waits. */
async function settled({ streamId }: Person = victim): Promise<void> {
  const idle = async () => (await client.workflow.getHandle(streamId).describe()).raw.pendingWorkflowTask == null;
  await eventually(`${streamId} waits`, idle);
}

/** Nothing recorded or done has changed; nothing was added. */
async function changesNothing(attack: () => Promise<unknown>): Promise<void> {
  const before = await world.facts();
  await attack();
  await world.quiet();
  expect(await world.facts()).toEqual(before);
}

const effect = (n: number, kind: string, person = victim) => `${person.streamId}:${n}:${kind}:1`;

describe('in the cooling-off, an attacker with every right on Temporal changes nothing by', () => {
  it('signals of any name and payload', () =>
    changesNothing(async () => {
      const handle = client.workflow.getHandle(victim.streamId);
      const payloads = [
        [],
        [victim.streamId],
        [{ command: { type: 'EndCoolingOff' }, origin: 'clock' }],
        ['x'.repeat(100_000)],
        [null, 1, []],
      ];
      for (const name of ['EndCoolingOff', 'CoolingOffEnded', 'DeregistrationRevoked', 'look', 'inspect', 'DROP TABLE es.events', '姓名'])
        for (const payload of payloads) await handle.signal(name, ...payload);
      await settled();
      expect(await handle.query('inspect')).toMatchObject({ status: 'cooling_off' });
    }));

  it('starts of our workflows, of any id and with any input', () =>
    changesNothing(async () => {
      const unknown = randomUUID();
      const start = (type: string, workflowId: string, args: unknown[] = [victim.streamId, { finished: true }]) =>
        client.workflow.execute(type, { workflowId, taskQueue: taskQueues.processes, args });
      expect(await start('deregistration', `deregistration:${unknown}`)).toBe('unknown');
      expect(await start('account', `account:${unknown}`)).toBe('unknown');
      expect(await start('deregistration', unknown)).toBe('unknown');
      expect(await start('deregistration', `registration:${victim.deregistrationId}`)).toBe('unknown');
      // Of a finished process: it reads its stream, and ends with the same outcome.
      expect(await start('deregistration', revoked.streamId)).toBe('revoked');
      expect(await start('account', revoked.streamId)).toBe('unknown');
      await expect(start('deregistration', victim.streamId)).rejects.toThrow(/already started/i);
      await expect(start('squatter', victim.streamId)).rejects.toThrow(/already started/i);
    }));

  it('a start in place of the running workflow', () =>
    changesNothing(async () => {
      await client.workflow.start('deregistration', {
        workflowId: victim.streamId,
        taskQueue: taskQueues.processes,
        args: [{ status: 'closed' }],
        workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      });
      await settled();
      expect(await client.workflow.getHandle(victim.streamId).query('inspect')).toMatchObject({ status: 'cooling_off' });
    }));

  it('workflows of other ids and types that follow the victim', () =>
    changesNothing(async () => {
      const follow = (type: string, workflowId: string) =>
        client.workflow.execute(type, { workflowId, taskQueue: taskQueues.processes, args: [victim.streamId] });
      expect(await follow('account', `account:${victim.deregistrationId}`)).toBe('unknown');
      expect(await follow('deregistration', `deregistration:${victim.accountId}`)).toBe('unknown');
      expect(await follow('deregistration', `${victim.streamId}:`)).toBe('unknown');
      expect(await follow('deregistration', ` ${victim.streamId}`)).toBe('unknown');
      expect(await follow('deregistration', victim.streamId.toUpperCase())).toBe('unknown');
    }));

  it('resets to the first task, to one in the middle and to the last', () =>
    changesNothing(async () => {
      const handle = client.workflow.getHandle(victim.streamId);
      for (const point of [0, 0.5, 1]) {
        const { events } = await handle.fetchHistory();
        const tasks = events!.filter(({ workflowTaskCompletedEventAttributes: completed }) => completed);
        const { eventId } = tasks[Math.round(point * (tasks.length - 1))]!;
        const workflowExecution = { workflowId: victim.streamId };
        await client.workflowService.resetWorkflowExecution({
          namespace: site.namespace,
          workflowExecution,
          workflowTaskFinishEventId: eventId!,
          requestId: randomUUID(),
          reason: 'an attack',
        });
        await settled();
        expect(await handle.query('inspect')).toMatchObject({ status: 'cooling_off' });
      }
    }));

  it('effects that are not owed yet, done, unknown, or requested under another name', () =>
    changesNothing(async () => {
      const queue = taskQueues.effects;
      const guesses = [
        'revokeSessions',
        'refundWallet',
        'endRegistrations',
        'cutCompanyTies',
        'eraseProfile',
        'eraseDirectoryEntry',
        'destroyKeys',
        'confirmPurge',
      ];
      const plan: Assault[] = [
        ...guesses.flatMap((kind) => [1, 2, 3, 4].map((n) => ({ queue, activity: kind, argument: effect(n, kind) }))),
        { queue, activity: 'endSessions', argument: effect(1, 'endSessions') },
        { queue, activity: 'confirmDeregistration', argument: effect(1, 'confirmDeregistration') },
        { queue, activity: 'destroyKeys', argument: effect(1, 'endSessions') },
        { queue, activity: 'eraseProfile', argument: effect(1, 'confirmDeregistration') },
        { queue, activity: 'eraseProfile', argument: victim.streamId },
        { queue, activity: 'eraseProfile', argument: '' },
        { queue, activity: 'eraseProfile' },
      ];
      const answers = await carryOut(plan);
      expect(new Set(answers)).toEqual(new Set(plan.map(({ activity }) => `${activity} answered undefined`)));
    }));

  it('the local activities of a workflow, requested on either queue', () =>
    changesNothing(async () => {
      const plan = Object.values(taskQueues).flatMap((queue) =>
        ['look', 'elapse', 'raise'].map((activity) => ({ queue, activity, argument: 'EndCoolingOff', startWithinMs: 1_000 })),
      );
      for (const answer of await carryOut(plan)) expect(answer).toMatch(/failed: .*(timed out|timeout|not registered)/i);
    }));

  it('activities without a workflow', () =>
    changesNothing(async () => {
      const start = (activity: string, taskQueue: string, argument: string, limits: { scheduleToStartTimeout?: number } = {}) =>
        client.activity.execute(activity, {
          id: randomUUID(),
          taskQueue,
          args: [argument],
          startToCloseTimeout: '20 s',
          retry: { maximumAttempts: 1 },
          ...limits,
        });
      const outcomes = await Promise.allSettled([
        start('eraseProfile', taskQueues.effects, effect(1, 'eraseProfile')),
        start('endSessions', taskQueues.effects, effect(1, 'endSessions')),
        start('elapse', taskQueues.effects, 'EndCoolingOff'),
        // No worker takes it: the timeout decides only how long this spec takes.
        start('elapse', taskQueues.processes, 'EndCoolingOff', { scheduleToStartTimeout: 1_000 }),
      ]);
      const [notOwed, done, ...unknown] = outcomes;
      expect([notOwed, done].map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled']);
      expect(unknown.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    }));
});

const asked = () => ({ namespace: site.namespace, identity: 'foreign' });
const patiently = <T>(ask: () => Promise<T>) => client.withDeadline(Date.now() + 60_000, ask);
const takeWorkflowTask = () =>
  patiently(() => client.workflowService.pollWorkflowTaskQueue({ ...asked(), taskQueue: { name: taskQueues.processes } }));
const takeActivityTask = () =>
  patiently(() => client.workflowService.pollActivityTaskQueue({ ...asked(), taskQueue: { name: taskQueues.effects } }));

const fault = (endpoint: string, how: object) =>
  fetch(`${site.simulatorUrl}/faults/${endpoint}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(how),
  });

/** A command in an answer to a workflow task: an activity of this name, as if the workflow itself had scheduled it. */
const forged = (name: string, argument: string) => ({
  commandType: 1 as const,
  scheduleActivityTaskCommandAttributes: {
    activityId: `forged-${randomUUID()}`,
    activityType: { name },
    taskQueue: { name: taskQueues.effects },
    input: { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(argument)) }] },
    // No limit to the wait for a worker: a busy one answers late.
    startToCloseTimeout: { seconds: 20 as never },
    retryPolicy: { maximumAttempts: 1 },
  },
});
const isForged = ({
  activityTaskScheduledEventAttributes: scheduled,
}: {
  activityTaskScheduledEventAttributes?: { activityId?: string | null } | null;
}) => scheduled?.activityId?.startsWith('forged-') === true;

async function completeByHand({ streamId }: Person, kind: string): Promise<void> {
  const { raw } = await client.workflow.getHandle(streamId).describe();
  const { activityId } = raw.pendingActivities!.find(({ activityType }) => activityType?.name === kind)!;
  await client.activity.complete({ workflowId: streamId, activityId: activityId! }, { done: true, items: 999 });
}

/** One to nine items of each step, as the simulator decides. */
const heldBySimulator = (step: string, accountId: string) => 1 + (createHash('sha256').update(`${step} ${accountId}`).digest()[0]! % 9);

const countOf = async (type: string, { streamId }: Person) =>
  (await world.sql('SELECT 1 FROM es.events WHERE stream_id = $1 AND type = $2', [streamId, type])).length;
const everybody = () => [victim, unreadable, squatted];
const all = async (type: string, times: number, withinMs = 90_000) => {
  for (const person of everybody())
    await eventually(
      `${person.streamId} ${type}`,
      () => countOf(type, person),
      (n) => n === times,
      withinMs,
    );
  await world.quiet(60_000);
  // A process that is woken again before a sweep saw it well waits for the end of its back-off.
  await eventually(
    'the sweeper has seen that all is well',
    () => world.sql('SELECT 1 FROM es.sweeps'),
    (rows) => rows.length === 0,
  );
};
const overdue = 61_000;

/** Data of other systems, and our own. */
const held = ['cutCompanyTies', 'deleteChats', 'deleteEvidence', 'refundWallet', 'revokeSessions', 'unbindDevices'];
const steps = [...held, 'endRegistrations', 'eraseProfile'];
const wholeLife: Story = {
  account: ['AccountTakenIn', 'AccountFrozen', 'TierRaised', 'AccountPurged'],
  deregistration: [
    ...['CoolingOffEnded', 'CoolingOffReminderFellDue 1', 'CoolingOffReminderFellDue 2', 'DeregistrationClosed', 'DeregistrationRequested'],
    ...['DirectoryRetentionEnded', 'PhoneReleased', 'PurgeCompleted'],
    ...[...steps, 'destroyKeys', 'eraseDirectoryEntry'].map((step) => `PurgeStepCompleted ${step}`),
  ].sort(),
  effects: [
    ...['confirmDeregistration 1', 'confirmPurge 1', 'destroyKeys 1', 'endSessions 1', 'eraseDirectoryEntry 1'],
    ...['remindOfCoolingOff 1', 'remindOfCoolingOff 2'],
    ...steps.map((step) => `${step} 1`),
  ]
    .map((effect) => `${effect} done`)
    .sort(),
  calls: [
    ...['confirmDeregistration 1', 'confirmPurge 1', 'remindOfCoolingOff 1', 'remindOfCoolingOff 2'].map((kind) => `messages ${kind}`),
    ...['endSessions', ...held].map((step) => `${step} ${step} 1`),
  ].sort(),
  phone: [],
};

const failing = ({ streamId }: Person) =>
  eventually(
    `${streamId} fails its tasks`,
    async () => (await client.workflow.getHandle(streamId).describe()).raw.pendingWorkflowTask?.attempt ?? 0,
    (attempt) => attempt > 2,
  );

describe('a workflow that no signal reaches is replaced when its process is overdue: after', () => {
  it('signals that no workflow can read, and a foreign workflow in its place', async () => {
    await changesNothing(async () => {
      await client.workflow.getHandle(victim.streamId).signal('__temporal_poison');
      await client.workflowService.signalWorkflowExecution({
        namespace: site.namespace,
        workflowExecution: { workflowId: unreadable.streamId },
        signalName: 'Poison',
        input: { payloads: [{ metadata: { encoding: Buffer.from('binary/nonsense') }, data: Buffer.from([1, 2, 3]) }] },
      });
      await client.workflow.start('squatter', {
        workflowId: squatted.streamId,
        taskQueue: queueOfAttacker,
        workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      });
      await Promise.all([failing(victim), failing(unreadable)]);
    });
    await world.moveClock(7 * day + overdue);
    await all('CoolingOffReminderFellDue', 1);
    expect((await client.workflow.getHandle(squatted.streamId).describe()).type).toBe('deregistration');
  });
});

describe('a foreign poller', () => {
  it('that answers for a workflow with its own commands changes nothing', async () => {
    await changesNothing(async () => {
      await site.stop('worker');
      const handle = client.workflow.getHandle(victim.streamId);
      await handle.signal('Look');
      const { taskToken, workflowExecution } = await takeWorkflowTask();
      expect(workflowExecution?.workflowId).toBe(victim.streamId);
      const guesses = [1, 2, 3, 4].flatMap((n) => [
        forged('eraseProfile', effect(n, 'eraseProfile')),
        forged('destroyKeys', effect(n, 'destroyKeys')),
      ]);
      const commands = [forged('elapse', 'EndCoolingOff'), forged('raise', 'EndCoolingOff'), forged('look', ''), ...guesses];
      await client.workflowService.respondWorkflowTaskCompleted({ ...asked(), taskToken, commands });
      await site.start('worker');
      const answers = async () => {
        const { events } = await handle.fetchHistory();
        const first = Number(events!.find(isForged)?.eventId);
        const answered = events!.filter((event) => event.activityTaskCompletedEventAttributes ?? event.activityTaskFailedEventAttributes);
        return answered.filter(({ eventId }) => Number(eventId) > first).length;
      };
      await eventually('the forged activities are answered', answers, (n) => n === commands.length);
      // The history that the forger wrote cannot be replayed.
      await failing(victim);
    });
    await world.moveClock(6 * day);
    await all('CoolingOffReminderFellDue', 2);
  });

  it('that ends workflows, and answers or swallows effects, has recorded and done nothing', async () => {
    await fault('data-holders', { mode: 'unavailable' });
    await world.moveClock(day);
    for (const person of everybody())
      await eventually(
        'the purge begins, and the step that asks nobody else is done',
        () => countOf('PurgeStepCompleted', person),
        (n) => n === 1,
        90_000,
      );
    await site.stop('worker');
    const before = await world.facts();
    const swallowed = await takeActivityTask();
    expect(['revokeSessions', 'refundWallet']).toContain(swallowed.activityType?.name);

    const invented = Object.fromEntries(['revokeSessions', 'refundWallet'].map((kind) => [kind, async () => ({ done: true, items: 999 })]));
    const liars = await Promise.all([foreignWorker(taskQueues.processes), foreignWorker(taskQueues.effects, invented)]);
    const lying = liars.map((liar) => liar.run());
    const ended = await client.workflow.start('deregistration', {
      workflowId: squatted.streamId,
      taskQueue: taskQueues.processes,
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    });
    expect(await ended.result()).toBe('closed');
    const believed = async () => {
      const { events } = await client.workflow.getHandle(victim.streamId).fetchHistory();
      return events!.filter((event) => event.activityTaskCompletedEventAttributes).length;
    };
    await eventually('the liar has answered', believed, (n) => n >= 1);
    for (const liar of liars) liar.shutdown();
    await Promise.all(lying);
    expect(await world.facts()).toEqual(before);
    await site.start('worker');
  });
});

describe('in the purge, no step counts as done, and none is done twice, because of', () => {
  let effectId: string;
  const step = () => world.sql<{ state: string }>('SELECT state FROM es.effects WHERE effect_id = $1', [effectId]);

  it('a completion by hand with an invented result, and a thousand copies', async () => {
    await fetch(`${site.simulatorUrl}/faults`, { method: 'DELETE' });
    await fault('refundWallet', { mode: 'slow', delayMs: 4_000 });
    const [owed] = await world.sql<{ effect_id: string }>(
      `SELECT effect_id FROM es.effects WHERE stream_id = $1 AND kind = 'refundWallet' AND state IN ('owed', 'begun')`,
      [victim.streamId],
    );
    effectId = owed!.effect_id;
    const inHand = `SELECT 1 FROM es.effects WHERE effect_id = $1 AND state = 'begun' AND lease_until > clock_timestamp()`;
    await eventually(
      'the step is in hand',
      () => world.sql(inHand, [effectId]),
      (rows) => rows.length === 1,
      120_000,
    );
    const copies = carryOut([{ queue: taskQueues.effects, activity: 'refundWallet', argument: effectId, copies: 1_000 }]);
    await completeByHand(victim, 'refundWallet');
    const answers = await copies;
    expect(answers).toHaveLength(1_000);
    for (const answer of answers) expect(answer).toMatch(/answered undefined|is being performed/);
    await eventually('the step is done', step, ([row]) => row?.state === 'done', 60_000);
  });

  it('and each step is recorded once, with the result of whichever worker did it, under one key', async () => {
    await fetch(`${site.simulatorUrl}/faults`, { method: 'DELETE' });
    await all('PurgeCompleted', 1, 150_000);
    const receipts = await world.sql<{ items: number }>(
      `SELECT (data->>'items')::int AS items FROM es.events WHERE stream_id = $1 AND data->>'step' = 'refundWallet'`,
      [victim.streamId],
    );
    expect(receipts).toEqual([{ items: heldBySimulator('refundWallet', victim.accountId) }]);
    const { items: calls } = (await (
      await fetch(`${site.simulatorUrl}/calls?kind=refundWallet&keyPrefix=${encodeURIComponent(victim.streamId)}`)
    ).json()) as {
      items: { key: string; status: number }[];
    };
    expect(calls).toMatchObject([{ key: effectId, status: 200 }]);
  });
});

describe('afterwards', () => {
  it('a swallowed task delays, and every life still ends correctly', async () => {
    await site.stop('worker');
    await client.workflow.getHandle(victim.streamId).signal('Look');
    expect((await takeWorkflowTask()).workflowExecution?.workflowId).toBe(victim.streamId);
    await site.start('worker');
    await world.moveClock(30 * day + overdue);
    await all('DirectoryRetentionEnded', 1);
    await world.moveClock(day + overdue);
    await all('DeregistrationClosed', 1);
    for (const person of everybody()) expect(await world.story(person)).toEqual(wholeLife);
    expect(await world.story(revoked)).toMatchObject({ account: expect.arrayContaining(['AccountUnfrozen']) as string[], phone: ['held'] });
  });

  it('no chain is broken, and no operator gets a task for a deadline that was kept', async () => {
    const database = await openDatabase({ url: site.database.ownerUrl, applicationName: 'test', poolSize: 1 });
    expect(await verifyChain(database)).toMatchObject({ faults: [] });
    await database.close();
    expect(await world.sql('SELECT stream_id, kind FROM es.operator_tasks WHERE resolved_at IS NULL')).toEqual([]);
  });
});
