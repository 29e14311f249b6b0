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
    for (const { activityId, attempt, lastStartedTime, scheduledTime } of await pending()) {
      const waits = (attempt ?? 0) > 1 && scheduledTime != null && lastStartedTime != null;
      if (waits && activityId)
        await client.workflowService.resetActivity({ namespace, execution: { workflowId }, id: activityId, identity: 'tenure-operator' });
    }
  };
  await client.withDeadline(Date.now() + deadlineMs, tryAll).catch(() => undefined);
}
