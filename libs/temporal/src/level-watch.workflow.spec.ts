import { LevelWatch, taskQueues } from '#temporal';
import { eventually, workflowWorld, type WorkflowWorld } from '#testing';

let world: WorkflowWorld;
beforeAll(async () => void (world = await workflowWorld()));
afterAll(() => world.close());

describe('the level that all workers of a namespace can replay', () => {
  it('is that of this release while it is alone, and that of a former one from its first poll on', async () => {
    const watch = new LevelWatch({ client: world.client, most: 2 });
    expect(await watch.ask()).toBe(true);
    expect(watch.level()).toBe(2);
    const ending = new AbortController();
    const poll = { namespace: world.namespace, taskQueue: { name: taskQueues.processes }, identity: '4711@host-of-0.1.0' };
    const longPoll = () => world.client.workflowService.pollWorkflowTaskQueue(poll);
    const bounded = () => world.client.withDeadline(Date.now() + 60_000, longPoll);
    const ended = world.client.withAbortSignal(ending.signal, bounded).catch(() => undefined);
    await eventually(
      'the former release is listed',
      async () => (await watch.ask(), watch.level()),
      (level) => level === 1,
    );
    ending.abort();
    await ended;
    // Temporal keeps it in its list for minutes.
    await watch.ask();
    expect(watch.level()).toBe(1);
  });

  it('is not known in a namespace that does not exist', async () => {
    const { Client } = await import('@temporalio/client');
    const watch = new LevelWatch({ client: new Client({ connection: world.client.connection, namespace: 'missing' }), most: 2 });
    expect(await watch.ask()).toBe(false);
    expect(watch.level()).toBeUndefined();
  });
});
