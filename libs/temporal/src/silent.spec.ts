import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSignaller, inspectWorkflow, isWorkflowRunning, openTemporal } from '#temporal';

/** Takes every connection and never answers, as a server behind a path that vanished. */
let silent: Server;
const sockets: Socket[] = [];
let temporal: ReturnType<typeof openTemporal>;
beforeAll(async () => {
  silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  temporal = openTemporal({ address: `127.0.0.1:${(silent.address() as AddressInfo).port}`, namespace: 'default' });
});
afterAll(async () => {
  await temporal.close();
  sockets.forEach((socket) => socket.destroy());
  silent.close();
});

const workflowId = 'deregistration:00000000-0000-4000-8000-000000000001';
const calls: [string, number, () => Promise<unknown>, unknown][] = [
  [
    'a wake',
    3_000,
    () =>
      createSignaller({ client: temporal.client, forget: () => Promise.resolve() }).send({
        streamId: workflowId,
        version: 1,
        reason: 'Swept',
        finished: false,
      }),
    false,
  ],
  ['a look at a workflow', 4_000, () => inspectWorkflow(temporal.client, workflowId), 'no-worker'],
  ['the question whether it runs', 4_000, () => isWorkflowRunning(temporal.client, workflowId).catch(() => 'rejected'), 'rejected'],
];

describe('a Temporal that takes the connection and never answers', () => {
  it.each(calls)('does not hold up %s for longer than %d ms', async (_name, ms, call, answer) => {
    const began = performance.now();
    expect(await call()).toBe(answer);
    expect(performance.now() - began).toBeLessThan(ms);
  });

  it('is asked without an asynchronous context, from whose first use on Node 20 follows every promise', async () => {
    const run = jest.spyOn(AsyncLocalStorage.prototype, 'run');
    await Promise.all(calls.map(([, , call]) => call()));
    expect(run).not.toHaveBeenCalled();
    run.mockRestore();
  });
});
