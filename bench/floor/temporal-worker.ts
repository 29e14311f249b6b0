import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { temporalNamespace } from '#stack';

/** The queue of all that the floor does in Temporal. */
export const floorQueue = 'floor';

/** Polls with bare workflows and activities that do nothing. */
export async function work({ address }: { address: string }): Promise<() => Promise<void>> {
  Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('ERROR') });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    namespace: temporalNamespace,
    taskQueue: floorQueue,
    workflowsPath: require.resolve('./bare-workflow'),
    activities: { look: async (bytes: number) => 'x'.repeat(Math.max(0, bytes - 2)), perform: async () => undefined },
    maxCachedWorkflows: 300,
  });
  // It ends with its process.
  void worker.run();
  return async () => undefined;
}
