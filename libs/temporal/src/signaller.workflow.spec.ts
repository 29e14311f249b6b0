import { randomUUID } from 'node:crypto';
import { eventually, workflowWorld, type WorkflowWorld } from '#testing';
import { createSignaller, inspectWorkflow, isWorkflowRunning, openTemporal, searchAttributes, type Signal } from '#temporal';

const day = 86_400_000;
/**
 * Half of what any other call may take: the limits of two and three seconds are kept by far, also where a machine is
 * late.
 */
const ownLimitMs = 15_000;
let world: WorkflowWorld;
beforeAll(async () => void (world = await workflowWorld()));
afterAll(() => world.close());

function signaller(client = world.client) {
  const forgotten: Signal[] = [];
  const observed: boolean[] = [];
  const made = createSignaller({ client, forget: async (signal) => void forgotten.push(signal), observe: ({ ok }) => observed.push(ok) });
  return { ...made, forgotten, observed };
}
const sleeper = () => world.process('deregistration', { status: 'cooling_off', deadlines: [{ command: 'EndCoolingOff', inMs: 14 * day }] });
const signalTo = (streamId: string, change: Partial<Signal> = {}): Signal => ({
  streamId,
  version: 1,
  reason: 'DeregistrationRequested',
  finished: false,
  ...change,
});

const outlookOf = (status: string) => ({ status, companyId: null, endsAt: null, nextDueAt: null, idleForMs: Infinity });

describe('the signaller', () => {
  it('starts the workflow of a process with a signal that names the event, and deletes that wake', async () => {
    const process = sleeper();
    const { send, forgotten, observed } = signaller();
    expect(await send(signalTo(process.streamId))).toBe(true);
    await process.until((it) => it.looks > 0);
    expect(forgotten).toEqual([signalTo(process.streamId)]);
    expect(observed).toEqual([true]);
    const { events } = await world.client.workflow.getHandle(process.streamId).fetchHistory();
    expect(events!.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? [])).toEqual([
      'DeregistrationRequested',
    ]);
    expect(await isWorkflowRunning(world.client, process.streamId)).toBe(true);
  });

  it('starts nothing for a finished process whose workflow has ended, and deletes the wake', async () => {
    const process = world.process('deregistration', { status: 'revoked', outcome: 'revoked', finished: true });
    await (await world.wake(process)).result();
    const { send, forgotten } = signaller();
    expect(await send(signalTo(process.streamId, { finished: true }))).toBe(true);
    expect(forgotten).toHaveLength(1);
    expect(await isWorkflowRunning(world.client, process.streamId)).toBe(false);
    expect(process.looks).toBe(1);
  });

  it('starts nothing for a finished process of which Temporal knows nothing', async () => {
    const streamId = `deregistration:${randomUUID()}`;
    expect(await signaller().send(signalTo(streamId, { finished: true }))).toBe(true);
    expect(await inspectWorkflow(world.client, streamId)).toEqual({ status: 'gone' });
  });

  it('signals a workflow that still runs although its process is finished', async () => {
    const process = sleeper();
    const { send } = signaller();
    await send(signalTo(process.streamId));
    process.commit((it) => it.end('revoked'));
    expect(await send(signalTo(process.streamId, { reason: 'DeregistrationRevoked', finished: true }))).toBe(true);
    expect(await world.client.workflow.getHandle(process.streamId).result()).toBe('revoked');
  });

  it('returns false while Temporal is away, long before any other call would end, and keeps the wake', async () => {
    const away = openTemporal({ address: '127.0.0.1:1', namespace: world.namespace });
    const { send, forgotten, observed } = signaller(away.client);
    const began = performance.now();
    expect(await send(signalTo(sleeper().streamId))).toBe(false);
    expect(performance.now() - began).toBeLessThan(ownLimitMs);
    expect({ forgotten, observed }).toEqual({ forgotten: [], observed: [false] });
    await away.close();
  });

  it('has at most 40 in flight and no queue', async () => {
    const processes = Array.from({ length: 60 }, sleeper);
    const { send, forgotten, observed } = signaller();
    const sent = await Promise.all(processes.map(({ streamId }) => send(signalTo(streamId))));
    // Each of these has 2 s, and a busy machine may need more for some; the other 20 were not tried.
    expect(observed).toHaveLength(40);
    expect(sent.filter(Boolean)).toHaveLength(observed.filter(Boolean).length);
    expect(forgotten).toHaveLength(observed.filter(Boolean).length);
    expect(forgotten).not.toEqual([]);
  });

  it('keeps a wake that cannot be deleted', async () => {
    const { send } = createSignaller({ client: world.client, forget: async () => Promise.reject(new Error('database away')) });
    expect(await send(signalTo(sleeper().streamId))).toBe(false);
  });
});

const idle = {
  status: 'cooling_off',
  companyId: null,
  endsAt: Date.now() + 14 * day,
  nextDueAt: Date.now() + 14 * day,
  idleForMs: 14 * day,
};

describe('what a commit knows of its process', () => {
  const outlook = idle;
  const workflow = (streamId: string) => world.client.workflow.getHandle(streamId);

  it('lets a workflow begin when something falls due, and with the next signal at once', async () => {
    const process = sleeper();
    const { send } = signaller();
    expect(await send(signalTo(process.streamId, { outlook }))).toBe(true);
    const { historyLength, raw } = await workflow(process.streamId).describe();
    expect({ historyLength, transitions: Number(raw.workflowExecutionInfo!.stateTransitionCount) }).toEqual({
      historyLength: 2,
      transitions: 1,
    });
    // A signal of somebody else begins none.
    await workflow(process.streamId).signal('Foreign');
    expect(await inspectWorkflow(world.client, process.streamId)).toMatchObject({
      status: 'running',
      beginsAt: expect.any(String) as string,
    });
    process.commit((it) => it.end('revoked'));
    await send(signalTo(process.streamId, { version: 2, reason: 'DeregistrationRevoked', finished: true }));
    expect(await workflow(process.streamId).result()).toBe('revoked');
    expect(process.looks).toBe(1);
  });

  it('lets it begin by itself when its time has come', async () => {
    const process = world.process('deregistration', {
      status: 'cooling_off',
      deadlines: [{ command: 'EndCoolingOff', inMs: 14 * day }],
      elapsed: (it) => it.end('closed'),
    });
    await signaller().send(signalTo(process.streamId, { outlook }));
    await world.skip(process, 14 * day);
    expect(await workflow(process.streamId).result()).toBe('closed');
    expect(process.elapsed).toEqual(['EndCoolingOff']);
  });

  it('delays nothing of a workflow that runs, whatever comes late or forged', async () => {
    const process = sleeper();
    const { send } = signaller();
    await send(signalTo(process.streamId));
    await process.until((it) => it.looks === 1);
    process.commit((it) => it.deadlines.push({ command: 'Purge', dueAt: it.now() }));
    // A hint that is older than what is recorded, with the words of an older state.
    await send(signalTo(process.streamId, { version: 2, outlook }));
    await process.until((it) => it.elapsed.length === 1);
    process.commit((it) => it.end('revoked'));
    await workflow(process.streamId).signal('Forged', { version: 99, idleForMs: 365 * day, owed: [], deadlines: [], finished: false });
    expect(await workflow(process.streamId).result()).toBe('revoked');
  });

  it('begins at once a workflow that was to begin late, when its process has come to rest', async () => {
    const process = world.process('account', { status: 'active' });
    const { send } = signaller();
    await send(signalTo(process.streamId, { outlook }));
    const resting = { ...outlook, nextDueAt: null, endsAt: null, idleForMs: Infinity };
    expect(await send(signalTo(process.streamId, { version: 2, outlook: resting }))).toBe(true);
    expect(await workflow(process.streamId).result()).toBe('resting');
  });

  it('is what lists find a new workflow by, and where Temporal refuses an attribute nobody waits for it', async () => {
    const doubts: number[] = [];
    const known = new Set(['TenureStatus', 'TenureNextDueAt'] as const);
    const attributes = { known: () => known, doubt: () => void doubts.push(1) };
    const { send } = createSignaller({ client: world.client, forget: async () => undefined, attributes });
    const process = sleeper();
    expect(await send(signalTo(process.streamId, { outlook }))).toBe(true);
    const { typedSearchAttributes: listed } = await workflow(process.streamId).describe();
    expect(listed.get(searchAttributes.TenureStatus)).toBe('cooling_off');
    expect(listed.get(searchAttributes.TenureNextDueAt)?.getTime()).toBe(outlook.endsAt);

    const refusing = {
      ...world.client.workflow,
      signalWithStart: async (_: string, options: object) => {
        if ('typedSearchAttributes' in options) throw Object.assign(new Error('refused'), { cause: { code: 3 } });
        return world.client.workflow.signalWithStart('deregistration', options as never);
      },
    };
    const client = Object.assign(Object.create(world.client) as typeof world.client, {}, {});
    Object.defineProperty(client, 'workflow', { value: refusing });
    const other = sleeper();
    const again = createSignaller({ client, forget: async () => undefined, attributes });
    expect(await again.send(signalTo(other.streamId, { outlook }))).toBe(true);
    expect(doubts).toEqual([1]);
    expect(await isWorkflowRunning(world.client, other.streamId)).toBe(true);
  });
});

// https://github.com/temporalio/temporal/pull/4326
describe('a workflow that takes no signal any more, since somebody sent as many as Temporal allows', () => {
  /** Temporal as it answers about this workflow then; whatever replaces the run gets through. */
  function full() {
    const workflow = Object.create(world.client.workflow) as typeof world.client.workflow;
    workflow.signalWithStart = (async (type: string, options: { workflowIdConflictPolicy?: string }) => {
      if (options.workflowIdConflictPolicy === 'TERMINATE_EXISTING') return world.client.workflow.signalWithStart(type, options as never);
      const cause = { code: 3, details: 'exceeded workflow execution limit for signal events' };
      throw Object.assign(new Error('refused'), { cause });
    }) as never;
    return Object.create(world.client, { workflow: { value: workflow } }) as typeof world.client;
  }

  it.each([
    ['is replaced', {}],
    ['is replaced also where its process is over', { finished: true }],
  ])('%s, and the wake is sent', async (_, change) => {
    const process = sleeper();
    await signaller().send(signalTo(process.streamId, { outlook: idle }));
    process.commit((it) => it.end('revoked'));
    const { send, forgotten } = signaller(full());
    expect(await send(signalTo(process.streamId, { version: 2, ...change }))).toBe(true);
    expect(forgotten).toHaveLength(1);
    expect(await world.client.workflow.getHandle(process.streamId).result()).toBe('revoked');
  });
});

describe('signals of one process', () => {
  it('that come within the same millisecond are two at most, and the last look sees all', async () => {
    const process = sleeper();
    const { sendAll, send, observed } = signaller();
    for (let version = 1; version <= 20; version += 1) process.commit(() => undefined);
    sendAll(Array.from({ length: 20 }, (_, n) => signalTo(process.streamId, { version: n + 1 })));
    expect(await send(signalTo(process.streamId, { version: 21 }))).toBe(true);
    expect(observed).toEqual([true, true]);
    await process.until((it) => it.looks > 0);
  });
});

describe('wakes of one process within a moment', () => {
  it('are one signal, of the newest', async () => {
    const process = sleeper();
    const { sendAll, observed, forgotten } = signaller();
    const near = { ...outlookOf('cooling_off'), nextDueAt: Date.now(), idleForMs: 0 };
    for (let version = 1; version <= 3; version += 1) {
      process.commit(() => undefined);
      sendAll([signalTo(process.streamId, { version, outlook: near })]);
    }
    // The workflow may look before the answer to its signal is read.
    await eventually('the wake is forgotten', () => forgotten.length > 0);
    await process.until((it) => it.looks > 0);
    expect(observed).toEqual([true]);
    expect(forgotten).toMatchObject([{ version: 3 }]);
  });

  it('start the workflow of a process that is over by then, so that lists have it', async () => {
    const process = world.process('deregistration', { status: 'revoked', outcome: 'revoked', finished: true });
    const { sendAll } = signaller();
    sendAll([signalTo(process.streamId, { outlook: { ...outlookOf('cooling_off'), nextDueAt: Date.now(), idleForMs: 0 } })]);
    sendAll([signalTo(process.streamId, { version: 2, finished: true, outlook: outlookOf('revoked') })]);
    await process.until((it) => it.looks > 0);
    expect(await world.client.workflow.getHandle(process.streamId).result()).toBe('revoked');
  });
});

describe('a wake that was written after the commit', () => {
  it('is not lost behind that of the commit, which has the same version and knows of nothing to do', async () => {
    const process = world.process('deregistration', { status: 'revoked', outcome: 'revoked', finished: true });
    const { send } = signaller();
    const over = signalTo(process.streamId, { version: 2, finished: true, outlook: outlookOf('revoked') });
    const sent = [send(signalTo(process.streamId, { finished: true })), send(over)];
    // An operator has a refused effect tried again: the process has something to do, and no other version.
    process.commit((it) => it.end('revoked'));
    sent.push(send(signalTo(process.streamId, { version: 2, reason: 'TryNow' })));
    expect(await Promise.all(sent)).toEqual([true, true, true]);
    await process.until((it) => it.looks > 0);
  });
});

describe('inspecting a workflow', () => {
  it('returns what the workflow reports', async () => {
    const process = sleeper();
    const handle = await world.wake(process);
    await process.until((it) => it.looks > 0);
    expect(await inspectWorkflow(world.client, process.streamId)).toMatchObject({
      status: 'running',
      runId: handle.signaledRunId,
      inspect: { status: 'cooling_off', version: 1, performing: [], wakes: 1 },
    });
  });

  it('returns gone if there is none', async () => {
    expect(await inspectWorkflow(world.client, `deregistration:${randomUUID()}`)).toEqual({ status: 'gone' });
  });

  it('returns no-worker if there is no answer, long before any other call would end', async () => {
    const workflowId = `deregistration:${randomUUID()}`;
    await world.client.workflow.start('deregistration', { workflowId, taskQueue: 'nobody-polls-here' });
    const began = performance.now();
    expect(await inspectWorkflow(world.client, workflowId)).toBe('no-worker');
    expect(performance.now() - began).toBeLessThan(ownLimitMs);
    const away = openTemporal({ address: '127.0.0.1:1', namespace: world.namespace });
    expect(await inspectWorkflow(away.client, workflowId)).toBe('no-worker');
    await away.close();
  });
});
