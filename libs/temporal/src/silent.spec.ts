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
/**
 * Half of what any other call may take: a limit of two or three seconds is kept by far, also where a machine is late.
 */
const ownLimitMs = 15_000;
const calls: [string, () => Promise<unknown>, unknown][] = [
  [
    'a wake',
    () =>
      createSignaller({ client: temporal.client, forget: () => Promise.resolve() }).send({
        streamId: workflowId,
        version: 1,
        reason: 'Swept',
        finished: false,
      }),
    false,
  ],
  ['a look at a workflow', () => inspectWorkflow(temporal.client, workflowId), 'no-worker'],
  ['the question whether it runs', () => isWorkflowRunning(temporal.client, workflowId).catch(() => 'rejected'), 'rejected'],
];

describe('a Temporal that takes the connection and never answers', () => {
  it.each(calls)('does not hold up %s for as long as any other call', async (_name, call, answer) => {
    const began = performance.now();
    expect(await call()).toBe(answer);
    expect(performance.now() - began).toBeLessThan(ownLimitMs);
  });

  it('is asked without an asynchronous context, from whose first use on Node 20 follows every promise', async () => {
    const run = jest.spyOn(AsyncLocalStorage.prototype, 'run');
    await Promise.all(calls.map(([, call]) => call()));
    expect(run).not.toHaveBeenCalled();
    run.mockRestore();
  });
});
