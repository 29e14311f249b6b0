import type { Client } from '@temporalio/client';

const deadlineMs = 3_000;

/**
 * Starts at once the activities of a workflow that wait for their next try. Best effort within 3 s: without Temporal, and
 * for a workflow that does not run, they are tried when their pause is over. Never rejects.
 */
export async function tryActivitiesNow(client: Client, workflowId: string): Promise<void> {
  const { namespace } = client.options;
  const pending = async () => (await client.workflow.getHandle(workflowId).describe()).raw.pendingActivities ?? [];
  const tryAll = async () => {
    // One that runs has no next attempt, and is left alone.
    for (const { activityId: id, nextAttemptScheduleTime } of await pending()) {
      if (nextAttemptScheduleTime == null || !id) continue;
      const asked = client.workflowService.resetActivity({ namespace, execution: { workflowId }, id, identity: 'tenure-operator' });
      // One that has ended since must not keep the others from their try.
      await asked.catch(() => undefined);
    }
  };
  await client.withDeadline(Date.now() + deadlineMs, tryAll).catch(() => undefined);
}
