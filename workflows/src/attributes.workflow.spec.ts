import { Connection } from '@temporalio/client';
import { eventually, temporalAddress, workflowWorld, type WorkflowWorld } from '#testing';
import { registerAttributes, searchAttributes, watchAttributes, type KnownAttributes } from '#temporal';

const { TenureStatus } = searchAttributes;
/** As Temporal numbers the cause of a failed task: it does not know a search attribute. */
const badAttributes = 23;
/** Wakes of one run. */
const wakesMax = 500;

let connection: Connection;
let world: WorkflowWorld;
let attributes: KnownAttributes;
const ends = new AbortController();

/** The attributes as a program without the right to add one sees them. */
beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() });
  world = await workflowWorld(() => attributes.known());
  attributes = watchAttributes({ connection, namespace: world.namespace, registers: false, signal: ends.signal });
  await areKnown(4);
});
afterAll(async () => {
  ends.abort();
  await world?.close();
  await connection?.close();
});

const areKnown = (count: number) =>
  eventually(
    `${count} are known`,
    async () => attributes.known().size,
    (size) => size === count,
    30_000,
  );
const remove = (...gone: string[]) =>
  connection.operatorService.removeSearchAttributes({ namespace: world.namespace, searchAttributes: gone });
const restore = async () => {
  await registerAttributes(connection, world.namespace);
  await areKnown(4);
};
const listedAs = async (id: string) => (await world.client.workflow.getHandle(id).describe()).typedSearchAttributes.get(TenureStatus);

describe('a search attribute that is removed while workflows set it', () => {
  afterEach(restore);

  it('stops none: the task that set it fails, its next try looks again and leaves it out, and what is due is done', async () => {
    const process = world.process('deregistration', {
      status: 'cooling_off',
      deadlines: [{ command: 'EndCoolingOff', inMs: 3_600_000 }],
    });
    const handle = await world.wake(process, 'DeregistrationRequested');
    await eventually(
      'it is listed',
      () => listedAs(process.streamId),
      (status) => status === 'cooling_off',
    );
    await remove('TenureStatus');
    process.commit((it) => (it.status = 'purging'));
    await handle.signal('SomethingMoved');
    await eventually(
      'Temporal refuses the attribute',
      () => world.taskFailures(handle),
      (causes) => causes.length > 0,
      30_000,
    );
    await areKnown(3);
    await eventually(
      'the workflow goes on',
      async () => (await handle.describe()).raw.pendingWorkflowTask ?? null,
      (task) => task === null,
      60_000,
    );
    expect(new Set(await world.taskFailures(handle))).toEqual(new Set([badAttributes]));
    expect(await handle.query('inspect')).toMatchObject({ status: 'purging' });
    process.commit((it) => it.end('closed'));
    await handle.signal('PurgeCompleted');
    expect(await handle.result()).toBe('closed');
  }, 120_000);

  it('stops no workflow that begins a new run afterwards, also where all of them are gone', async () => {
    const process = world.process('account', { status: 'active', deadlines: [{ command: 'RaiseTier', inMs: 3_600_000 }] });
    await world.wake(process, 'AccountActivated');
    const handle = world.client.workflow.getHandle(process.streamId);
    await eventually(
      'it is listed',
      () => listedAs(process.streamId),
      (status) => status === 'active',
    );
    const { runId } = await handle.describe();
    for (let wakes = 0; wakes < wakesMax - 1; wakes += 1) {
      await handle.signal('SomethingHappened');
      // Answered when the signal has been handled: two at once would be one wake.
      await handle.query('inspect');
    }
    await remove(...Object.keys(searchAttributes));
    await areKnown(0);
    await handle.signal('SomethingHappened');
    await eventually(
      'a new run has begun',
      () => handle.describe(),
      (found) => found.runId !== runId && found.raw.pendingWorkflowTask == null,
      20_000,
    );
    expect(await handle.query('inspect')).toMatchObject({ status: 'active' });
    expect(await world.taskFailures(world.client.workflow.getHandle(process.streamId, runId))).toEqual([]);
    process.commit((it) => it.end('purged'));
    await handle.signal('AccountPurged');
    expect(await handle.result()).toBe('purged');
  }, 240_000);
});
