import { LevelWatch } from '#temporal';

const own = '1@host tenure-worker/2';

/** A queue of several partitions, each with pollers of its own. */
function queue(partitions: Record<string, string[]>) {
  const server = {
    partitions,
    down: false,
    asks: 0,
    options: { namespace: 'default' },
    withDeadline: <T>(_until: number | Date, work: () => Promise<T>) => work(),
    workflowService: {
      listTaskQueuePartitions: async () => {
        server.asks += 1;
        if (server.down) throw new Error('away');
        return { workflowTaskQueuePartitions: Object.keys(server.partitions).map((key) => ({ key })) };
      },
      describeTaskQueue: async ({ taskQueue: { name } }: { taskQueue: { name: string } }) => ({
        pollers: server.partitions[name]!.map((identity) => ({ identity })),
      }),
    },
  };
  return server;
}

const told: unknown[] = [];
let ending: AbortController;
const watchOf = (server: ReturnType<typeof queue>, most = 2) =>
  new LevelWatch({ client: server as never, most, changed: (level) => told.push(level) });
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  jest.useFakeTimers();
  told.length = 0;
  ending = new AbortController();
});
afterEach(() => {
  ending.abort();
  jest.useRealTimers();
});

describe('a watch over the workers of the workflows', () => {
  it('finds a former worker in any partition, and says when it has gone', async () => {
    const server = queue({ root: [own], '/_sys/queue/1': [own, '2@host'] });
    const watch = watchOf(server);
    await watch.begin(ending.signal);
    expect(watch.level()).toBe(1);
    server.partitions['/_sys/queue/1'] = [own];
    await pass(60_000);
    expect(watch.level()).toBe(1);
    await pass(15_000);
    expect(watch.level()).toBe(2);
    expect(told).toEqual([1, 2]);
  });

  it('knows nothing while Temporal does not answer, and asks sooner', async () => {
    const server = queue({ root: [own] });
    const watch = watchOf(server);
    await watch.begin(ending.signal);
    server.down = true;
    await pass(30_000);
    expect(watch.level()).toBe(2);
    await pass(15_000);
    expect(watch.level()).toBeUndefined();
    server.down = false;
    await pass(5_000);
    expect(watch.level()).toBe(2);
    expect(told).toEqual([2, undefined, 2]);
  });

  it('says at once that it knows nothing where it may not ask', async () => {
    const server = queue({});
    server.down = true;
    expect(await watchOf(server).ask()).toBe(false);
    expect(told).toEqual([undefined]);
  });
});
