import { randomUUID } from 'node:crypto';
import { workflowWorld, type WorkflowWorld } from '#testing';
import { createSignaller, inspectWorkflow, isWorkflowRunning, openTemporal, type Signal } from '#temporal';

const day = 86_400_000;
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

  it('starts nothing for a finished process, and deletes the wake if nothing runs', async () => {
    const streamId = `deregistration:${randomUUID()}`;
    const { send, forgotten } = signaller();
    expect(await send(signalTo(streamId, { finished: true }))).toBe(true);
    expect(forgotten).toHaveLength(1);
    expect(await isWorkflowRunning(world.client, streamId)).toBe(false);
  });

  it('signals a workflow that still runs although its process is finished', async () => {
    const process = sleeper();
    const { send } = signaller();
    await send(signalTo(process.streamId));
    process.commit((it) => it.end('revoked'));
    expect(await send(signalTo(process.streamId, { reason: 'DeregistrationRevoked', finished: true }))).toBe(true);
    expect(await world.client.workflow.getHandle(process.streamId).result()).toBe('revoked');
  });

  it('returns false at once while Temporal is away, and keeps the wake', async () => {
    const away = openTemporal({ address: '127.0.0.1:1', namespace: world.namespace });
    const { send, forgotten, observed } = signaller(away.client);
    const began = Date.now();
    expect(await send(signalTo(sleeper().streamId))).toBe(false);
    expect(Date.now() - began).toBeLessThan(3_000);
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

  it('returns no-worker within 3 s if there is no answer', async () => {
    const workflowId = `deregistration:${randomUUID()}`;
    await world.client.workflow.start('deregistration', { workflowId, taskQueue: 'nobody-polls-here' });
    const began = Date.now();
    expect(await inspectWorkflow(world.client, workflowId)).toBe('no-worker');
    expect(Date.now() - began).toBeLessThan(4_000);
    const away = openTemporal({ address: '127.0.0.1:1', namespace: world.namespace });
    expect(await inspectWorkflow(away.client, workflowId)).toBe('no-worker');
    await away.close();
  });
});
