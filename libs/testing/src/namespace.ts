import { randomUUID } from 'node:crypto';
import { temporalAddress } from './stack';

const aDaySeconds = 86_400;

/** A Temporal namespace of the test's own, with our search attributes: installations under test share no task queues. */
export async function freshNamespace(): Promise<string> {
  // Only here, so that pure tests do not load a client.
  const [{ Connection }, { registerAttributes }] = await Promise.all([import('@temporalio/client'), import('#temporal')]);
  const connection = await Connection.connect({ address: temporalAddress() });
  try {
    const namespace = `test-${randomUUID()}`;
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: aDaySeconds as never } });
    await untilKnown(() => connection.workflowService.listOpenWorkflowExecutions({ namespace, startTimeFilter: {} }));
    await registerAttributes(connection, namespace);
    return namespace;
  } finally {
    await connection.close();
  }
}

/** The server's frontends learn of a new namespace a moment later. */
async function untilKnown(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries >= 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
