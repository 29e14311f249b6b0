import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ProviderRefused } from '#providers';
import { eventually, workflowWorld, type WorkflowWorld } from '#testing';

type ScriptedProcess = ReturnType<WorkflowWorld['process']>;

const day = 86_400_000;
/** As Temporal numbers the cause of a failed task: a signal came before the end. */
const unhandledCommand = 1;
let world: WorkflowWorld;

beforeAll(async () => void (world = await workflowWorld()));
afterAll(() => world.close());

/** A promise that the test resolves. */
function gate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

describe('a workflow that follows its process', () => {
  it('handles every deadline in order, and ends with the outcome', async () => {
    const process = world.process('deregistration', {
      status: 'retained',
      deadlines: [
        { command: 'Third', inMs: 400 },
        { command: 'First', inMs: -20 },
        { command: 'Second', inMs: -10 },
      ],
      elapsed: (it, command) => command === 'Third' && it.end('closed'),
    });
    const handle = await world.wake(process, 'PurgeCompleted');
    expect(await handle.result()).toBe('closed');
    expect(process.elapsed).toEqual(['First', 'Second', 'Third']);
    expect(await world.taskFailures(handle)).toEqual([]);
  });

  it('sleeps 14 days on a real timer, which does not fire a day before', async () => {
    const process = world.process('deregistration', {
      status: 'cooling_off',
      deadlines: [{ command: 'EndCoolingOff', inMs: 14 * day }],
      elapsed: (it) => it.end('closed'),
    });
    const handle = await world.wake(process, 'DeregistrationRequested');
    await process.until((it) => it.looks === 1);
    await world.skip(process, 13 * day);
    expect(process.asked).toBe(0);
    await world.skip(process, day);
    expect(await handle.result()).toBe('closed');
    expect(process.elapsed).toEqual(['EndCoolingOff']);
    const { events } = await handle.fetchHistory();
    expect(events!.filter(({ timerFiredEventAttributes }) => timerFiredEventAttributes)).toHaveLength(1);
  });

  it('notices a commit during its read', async () => {
    const process = world.process('deregistration', { status: 'cooling_off', deadlines: [{ command: 'EndCoolingOff', inMs: 14 * day }] });
    const { reading, release } = process.holdNextLook();
    const handle = await world.wake(process);
    await reading;
    process.commit((it) => it.end('revoked'));
    await handle.signal('DeregistrationRevoked');
    release();
    expect(await handle.result()).toBe('revoked');
    expect(await world.taskFailures(handle)).toEqual([]);
  });

  it('loses no wake while it closes', async () => {
    const process = world.process('deregistration', { status: 'revoked', outcome: 'revoked', finished: true });
    const handles = await Promise.all(Array.from({ length: 20 }, () => world.wake(process)));
    for (const handle of handles) expect(await handle.result()).toBe('revoked');
    for (const handle of handles) expect(await world.taskFailures(handle)).toEqual([]);
    await expect(world.client.workflow.getHandle(process.streamId).signal('Late')).rejects.toThrow(/completed|not found/);
  });

  it('sets an alarm again that fired 3 ms early: the deadline is neither lost nor handled twice', async () => {
    const process = world.process('deregistration', {
      status: 'cooling_off',
      deadlines: [{ command: 'EndCoolingOff', inMs: 100 }],
      elapsed: (it) => it.end('closed'),
    });
    const { dueAt } = process.deadlines[0]!;
    process.now = () => (process.asked <= 1 ? dueAt - 3 : dueAt);
    const handle = await world.wake(process);
    expect(await handle.result()).toBe('closed');
    expect(process.asked).toBe(2);
    expect(process.elapsed).toEqual(['EndCoolingOff']);
  });

  it('backs off from a refused deadline, up to 5 minutes, and then raises an operator task; a signal still gets through at once', async () => {
    const process = world.process('deregistration', { status: 'cooling_off', deadlines: [{ command: 'EndCoolingOff', inMs: 0 }] });
    process.stuck = true;
    const handle = await world.wake(process);
    await process.until((it) => it.asked === 1);
    const looks = process.looks;
    await handle.signal('SomethingElse');
    await process.until((it) => it.looks > looks);
    // 1 + 2 + 4 + … + 256 s: the tenth try ends the back-off.
    await world.skip(process, 515_000);
    await process.until((it) => it.raised.length > 0);
    expect(process.raised).toEqual(['EndCoolingOff']);
    expect(process.asked).toBe(10);
    await world.skip(process, 900_000);
    await process.until((it) => it.asked === 13);
    expect(process.raised).toHaveLength(1);
    process.stuck = false;
    process.commit((it) => it.end('closed'));
    await handle.signal('SomethingMoved');
    expect(await handle.result()).toBe('closed');
    expect(await world.taskFailures(handle)).toEqual([]);
  });

  it('only waits in a status that it does not know', async () => {
    const process = world.process('deregistration', { status: 'levitating', deadlines: [{ command: 'Land', inMs: 5 * day }] });
    const handle = await world.wake(process);
    await process.until((it) => it.looks === 1);
    expect(await handle.query('inspect')).toMatchObject({ status: 'levitating', version: 1, performing: [], backingOff: 0 });
    process.commit((it) => it.end('closed'));
    await handle.signal('Landed');
    expect(await handle.result()).toBe('closed');
  });

  it('ends at once if there is no such process, or one of another type', async () => {
    const victim = world.process('account', {
      status: 'active',
      deadlines: [{ command: 'RaiseTier', inMs: 0 }],
      owed: [{ kind: 'endSessions' }],
    });
    const start = (type: string, workflowId: string) =>
      world.client.workflow.execute(type, { workflowId, taskQueue: 'tenure-processes', args: [{ id: victim.streamId }] });
    expect(await start('deregistration', victim.streamId)).toBe('unknown');
    expect(await start('deregistration', `deregistration:${randomUUID()}`)).toBe('unknown');
    expect(await start('account', 'account')).toBe('unknown');
    expect(victim).toMatchObject({ looks: 0, asked: 0, performed: [] });
  });

  it('continues as new after 500 wakes, and carries nothing over', async () => {
    const process = world.process('account', {
      status: 'active',
      deadlines: [{ command: 'Step1', inMs: 0 }],
      elapsed(it) {
        if (it.elapsed.length === 520) it.end('purged');
        else it.deadlines = [{ command: `Step${it.elapsed.length + 1}`, dueAt: it.now() }];
      },
    });
    const handle = await world.wake(process);
    expect(await handle.result()).toBe('purged');
    expect(process.elapsed).toEqual(Array.from({ length: 520 }, (_, n) => `Step${n + 1}`));
    const first = world.client.workflow.getHandle(process.streamId, handle.signaledRunId);
    expect((await first.describe()).status.name).toBe('CONTINUED_AS_NEW');
  });
});

describe('a workflow that continues as new', () => {
  it('loses no wake in between', async () => {
    const sent: Promise<void>[] = [];
    // Around the 500th wake each step commits one more change, with a single signal.
    const meanwhile = (it: ScriptedProcess) => {
      it.deadlines.push({ command: `Meanwhile${sent.length}`, dueAt: it.now() });
      sent.push(handle.signal('Meanwhile'));
    };
    const process = world.process('account', {
      status: 'active',
      // Something is due for as long as the test lasts, so that the workflow does not rest.
      deadlines: [
        { command: 'Step', inMs: 0 },
        { command: 'Later', inMs: 14 * day },
      ],
      elapsed(it, command) {
        if (command !== 'Step') return;
        const steps = it.elapsed.filter((name) => name === 'Step').length;
        if (steps > 490 && steps <= 510) meanwhile(it);
        if (steps < 1_100) it.deadlines.push({ command: 'Step', dueAt: it.now() });
      },
    });
    const handle = await world.wake(process);
    await process.until((it) => it.elapsed.length === 1_120);
    await Promise.all(sent);
    expect(sent).toHaveLength(20);
    process.commit((it) => it.end('purged'));
    await handle.signal('Purged');
    expect(await handle.result()).toBe('purged');
    expect((await world.client.workflow.getHandle(process.streamId, handle.signaledRunId).describe()).status.name).toBe('CONTINUED_AS_NEW');
  });
});

describe('a workflow with nothing to wait for', () => {
  /** Grows once, and waits for nothing afterwards. */
  const growing = (inMs = 0) => world.process('account', { status: 'active', deadlines: [{ command: 'RaiseTier', inMs }] });
  const runsOf = async (workflowId: string) => {
    const found: string[] = [];
    for await (const { status } of world.client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) found.push(status.name);
    return found;
  };

  it('ends, and says so to operators: the state, that it rests, and what starts it again', async () => {
    const process = growing();
    const handle = await world.wake(process);
    expect(await handle.result()).toBe('resting');
    expect(process).toMatchObject({ elapsed: ['RaiseTier'], finished: false });
    expect(await handle.query('inspect')).toMatchObject({ status: 'active', version: 2, rests: true, performing: [] });
    const told = JSON.stringify(await handle.query('__temporal_workflow_metadata'));
    expect(told).toContain('**active** (version 2)');
    expect(told).toContain('Rests: nothing is due, nothing is owed.');
    expect(told).toContain('starts it again');
    expect(await world.taskFailures(handle)).toEqual([]);
  });

  it('is started again by the next wake, and goes on where its process stands', async () => {
    const process = growing();
    expect(await (await world.wake(process)).result()).toBe('resting');
    process.commit((it) => it.deadlines.push({ command: 'Purge', dueAt: it.now() }));
    const again = await world.wake(process, 'AccountFrozen');
    expect(await again.result()).toBe('resting');
    expect(process.elapsed).toEqual(['RaiseTier', 'Purge']);
    await eventually(
      'both runs are listed as ended',
      () => runsOf(process.streamId),
      (found) => found.join() === 'COMPLETED,COMPLETED',
    );
  });

  it('loses no wake that comes between its last read and its end: Temporal refuses an end beside a signal', async () => {
    const process = world.process('account', { status: 'active' });
    const { reading, release } = process.holdNextLook();
    const handle = await world.wake(process);
    await reading;
    process.commit((it) => it.deadlines.push({ command: 'RaiseTier', dueAt: it.now() }));
    await handle.signal('AccountMoved');
    release();
    expect(await handle.result()).toBe('resting');
    expect(process.elapsed).toEqual(['RaiseTier']);
    const { events } = await handle.fetchHistory();
    const causes = events!.flatMap(({ workflowTaskFailedEventAttributes: failed }) => (failed ? [failed.cause] : []));
    expect(causes).toContain(unhandledCommand);
    expect(await world.taskFailures(handle)).toEqual([]);
  });

  it('loses none of twenty wakes that race its end, each with something to do', async () => {
    const process = world.process('account', { status: 'active' });
    for (let n = 1; n <= 20; n++) {
      process.commit((it) => it.deadlines.push({ command: `Step${n}`, dueAt: it.now() }));
      await world.wake(process, `Step${n}`);
    }
    await process.until((it) => it.elapsed.length === 20);
    expect(await world.client.workflow.getHandle(process.streamId).result()).toBe('resting');
    expect(process.elapsed.length).toBe(20);
  });

  it('waits for an act under way, although its effect is owed no more', async () => {
    const { open, opened } = gate();
    const begun = gate();
    world.holders = { purge: async () => (begun.open(), await opened, { items: 1 }) };
    const process = world.process('account', { status: 'active', owed: [{ kind: 'refundWallet', attempts: 1 }] });
    const handle = await world.wake(process);
    await begun.opened;
    process.commit((it) => (it.owed = []));
    const { looks } = process;
    await handle.signal('CalledBack');
    await process.until((it) => it.looks > looks);
    expect(await handle.query('inspect')).toMatchObject({ rests: true, performing: ['refundWallet'] });
    open();
    expect(await handle.result()).toBe('resting');
    world.holders = { purge: async () => ({ items: 1 }) };
  });

  it('begun by an older program, waits as it did, and ends at its next wake', async () => {
    const process = world.process('account', { status: 'active' });
    // The looks of release 0.1.0 did not say that the process rests.
    process.tellsOfRest = false;
    const handle = await world.wake(process);
    await process.until((it) => it.looks === 1);
    expect(await handle.query('inspect')).toMatchObject({ status: 'active', wakes: 1 });
    process.tellsOfRest = true;
    await handle.signal('Reconciled');
    expect(await handle.result()).toBe('resting');
    expect(await world.taskFailures(handle)).toEqual([]);
  });
});

describe('a workflow beside workers that can replay less', () => {
  afterEach(() => void (world.level = 2));
  const eventsOf = async (handle: WorkflowHandle) => (await handle.fetchHistory()).events ?? [];
  /** The commands in a history, as release 0.1.0 has them too: local activities, activities and timers. */
  const commandsOf = async (handle: WorkflowHandle) =>
    (await eventsOf(handle)).flatMap((event) => {
      if (event.upsertWorkflowSearchAttributesEventAttributes) return ['upsert'];
      if (event.activityTaskScheduledEventAttributes) return [event.activityTaskScheduledEventAttributes.activityType!.name];
      const marker = event.markerRecordedEventAttributes?.details?.['data']?.payloads?.[0]?.data;
      return marker ? [(JSON.parse(Buffer.from(marker).toString()) as { activity_type: string }).activity_type] : [];
    });

  it.each([1, undefined])('has only commands that they know (level %p)', async (level) => {
    world.level = level;
    const process = world.process('deregistration', {
      status: 'purging',
      owed: [{ kind: 'deleteChats' }],
      performed: (it) => it.end('closed'),
    });
    const handle = await world.wake(process);
    expect(await handle.result()).toBe('closed');
    expect(await commandsOf(handle)).toEqual(['look', 'deleteChats', 'look']);
  });

  it('that has more begins anew at the first look that tells of them, and loses nothing', async () => {
    const process = world.process('deregistration', {
      status: 'cooling_off',
      deadlines: [{ command: 'EndCoolingOff', inMs: 14 * day }],
      elapsed: (it) => it.end('closed'),
    });
    const first = await world.wake(process);
    await process.until((it) => it.looks === 1);
    expect(await first.query('inspect')).toMatchObject({ level: 2, wakes: 1 });
    world.level = undefined;
    await first.signal('WhileNobodyKnows');
    await process.until((it) => it.looks === 2);
    expect(await first.query('inspect')).toMatchObject({ wakes: 2 });
    world.level = 1;
    await first.signal('Reconciled');
    await process.until((it) => it.looks === 4);
    expect(await first.query('inspect')).toMatchObject({ level: 1, wakes: 1 });
    expect((await world.client.workflow.getHandle(process.streamId, first.signaledRunId).describe()).status.name).toBe('CONTINUED_AS_NEW');
    const now = world.client.workflow.getHandle(process.streamId);
    expect(await commandsOf(now)).toEqual(['look']);
    await now.signal('Again');
    await process.until((it) => it.looks === 5);
    await world.skip(process, 14 * day);
    expect(await now.result()).toBe('closed');
    expect(process.elapsed).toEqual(['EndCoolingOff']);
    for (const handle of [first, now]) expect(await world.taskFailures(handle)).toEqual([]);
  });
});

describe('effects of a process', () => {
  afterEach(() => void (world.holders = { purge: async () => ({ items: 1 }) }));

  it('are performed side by side, and block neither a deadline nor a signal', async () => {
    const { open, opened } = gate();
    let inHand = 0;
    world.holders = {
      purge: async () => {
        if (++inHand === 2) process.commit((it) => it.deadlines.push({ command: 'Meanwhile', dueAt: it.now() }));
        await opened;
        return { items: 1 };
      },
    };
    const process = world.process('deregistration', {
      status: 'purging',
      owed: [{ kind: 'revokeSessions' }, { kind: 'refundWallet' }],
      performed: (it) => it.owed.length === 0 && it.end('closed'),
    });
    const handle = await world.wake(process);
    await process.until(() => inHand === 2);
    await handle.signal('DeadlineCame');
    await process.until((it) => it.elapsed.length === 1);
    expect(process.performed).toEqual([]);
    expect(await handle.query('inspect')).toMatchObject({ performing: ['revokeSessions', 'refundWallet'] });
    open();
    expect(await handle.result()).toBe('closed');
    expect(process.performed.toSorted()).toEqual(['refundWallet', 'revokeSessions']);
    expect(await world.taskFailures(handle)).toEqual([]);
  });

  it('are tried again after a provider was away, however often', async () => {
    let tries = 0;
    world.holders = {
      purge: async () => {
        if (++tries < 3) throw new Error('connection refused by +8613800138000');
        return { items: 1 };
      },
    };
    const process = world.process('deregistration', {
      status: 'purging',
      owed: [{ kind: 'refundWallet' }],
      performed: (it) => it.end('closed'),
    });
    const handle = await world.wake(process);
    expect(await handle.result()).toBe('closed');
    expect(tries).toBe(3);
    expect(JSON.stringify(await handle.fetchHistory())).not.toContain('13800138000');
  });

  it('wait as long as another try has the lease', async () => {
    const process = world.process('deregistration', {
      status: 'purging',
      owed: [{ kind: 'refundWallet' }],
      performed: (it) => it.end('closed'),
    });
    process.beginnings.push({ busyForMs: 400 });
    const began = Date.now();
    expect(await (await world.wake(process)).result()).toBe('closed');
    expect(Date.now() - began).toBeGreaterThanOrEqual(400);
    expect(process.performed).toEqual(['refundWallet']);
  });

  it('are performed again, after a while, when somebody completes their activity by hand', async () => {
    const process = world.process('deregistration', {
      status: 'purging',
      owed: [{ kind: 'refundWallet', attempts: 1 }],
      performed: (it) => it.end('closed'),
    });
    const begun = gate();
    const never = gate();
    let tries = 0;
    world.holders = {
      purge: async () => {
        if (++tries === 1) {
          begun.open();
          await never.opened;
          throw new Error('too late');
        }
        return { items: 1 };
      },
    };
    const handle = await world.wake(process);
    await begun.opened;
    const { raw } = await handle.describe();
    await world.client.activity.complete({ workflowId: process.streamId, activityId: raw.pendingActivities![0]!.activityId! }, 'forged');
    await process.until((it) => it.looks >= 2);
    expect(process.performed).toEqual([]);
    expect(await handle.result()).toBe('closed');
    expect(tries).toBe(2);
    expect(process.performed).toEqual(['refundWallet']);
    never.open();
  });

  it('that are short are tried within the task of the wake, without an activity of their own', async () => {
    const process = world.process('deregistration', {
      status: 'purging',
      owed: [{ kind: 'deleteEvidence' }, { kind: 'deleteChats' }],
      performed: (it) => it.owed.length === 0 && (it.performed.includes('unbindDevices') ? it.end('closed') : it.owe('unbindDevices')),
    });
    const handle = await world.wake(process);
    expect(await handle.result()).toBe('closed');
    expect(process.performed.toSorted()).toEqual(['deleteChats', 'deleteEvidence', 'unbindDevices']);
    const { events } = await handle.fetchHistory();
    expect(events!.filter((event) => event.activityTaskScheduledEventAttributes)).toEqual([]);
    expect(events!.filter((event) => event.workflowTaskCompletedEventAttributes)).toHaveLength(1);
  });

  it('that take longer than half a second go on while the workflow goes on, and are made once', async () => {
    const { open, opened } = gate();
    let tries = 0;
    world.holders = { purge: async () => ((tries += 1), await opened, { items: 1 }) };
    const process = world.process('deregistration', {
      status: 'purging',
      owed: [{ kind: 'cutCompanyTies' }],
      performed: (it) => it.end('closed'),
    });
    const handle = await world.wake(process);
    await process.until((it) => it.looks === 2);
    process.commit((it) => it.deadlines.push({ command: 'Meanwhile', dueAt: it.now() }));
    await handle.signal('DeadlineCame');
    await process.until((it) => it.elapsed.length === 1);
    expect(await handle.query('inspect')).toMatchObject({ performing: ['cutCompanyTies'] });
    open();
    expect(await handle.result()).toBe('closed');
    expect(tries).toBe(1);
    expect(await world.taskFailures(handle)).toEqual([]);
  });

  it('that were refused are tried at once when they are owed again, however often an operator has asked for it', async () => {
    world.holders = { purge: async () => Promise.reject(new ProviderRefused('wallet', 'locked')) };
    const kind = 'deleteEvidence';
    const process = world.process('deregistration', {
      status: 'cooling_off',
      deadlines: [{ command: 'EndCoolingOff', inMs: 14 * day }],
      owed: [{ kind }],
      // A refusal that no rule reads moves no version, and it is owed again under the same id.
      performed: (it) => void (it.version -= 1),
    });
    await world.wake(process);
    const began = Date.now();
    for (let asked = 1; asked <= 6; asked += 1) {
      await process.until((it) => it.performed.length === asked);
      const { looks } = process;
      await process.until((it) => it.looks > looks);
      process.owe(kind);
      await world.wake(process, 'TryNow');
    }
    // With the pauses of a retry, which double each time, six tries take half a minute.
    expect(Date.now() - began).toBeLessThan(20_000);
  });

  it('that are no longer owed are dropped', async () => {
    const process = world.process('deregistration', { status: 'cooling_off', owed: [{ kind: 'endSessions' }] });
    process.beginnings.push('not-owed');
    const handle = await world.wake(process);
    await process.until((it) => it.beginnings.length === 0);
    process.commit((it) => {
      it.owed = [];
      it.end('revoked');
    });
    await handle.signal('DeregistrationRevoked');
    expect(await handle.result()).toBe('revoked');
    expect(process.performed).toEqual([]);
  });
});
