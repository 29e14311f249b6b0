import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';

/** Temporal's POLL_TIMEOUT: ask again. */
const pollTimedOut = 1;

/**
 * Moves Temporal's own clock of one workflow forward, and its timers fire on the way.
 * Settles when it has arrived, or the workflow has ended before.
 */
export async function skipTime({ workflowService, options: { namespace } }: Client, workflowId: string, ms: number): Promise<void> {
  const id = randomUUID();
  const workflowExecution = { workflowId };
  const fastForwardConfig = { id, duration: { seconds: Math.ceil(ms / 1_000) as never } };
  await workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution,
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true, fastForwardConfig } },
    updateMask: { paths: ['time_skipping_config'] },
  });
  for (;;) {
    const { fastForwardPollingResult: result } = await workflowService.pollWorkflowExecutionTimeSkipping({
      namespace,
      workflowExecution,
      fastForwardId: id,
    });
    if (Number(result) !== pollTimedOut) return;
  }
}
