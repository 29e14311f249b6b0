import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/**
 * The state that the workflow itself reports. `gone`: Temporal does not know the workflow, or no longer.
 * `no-worker`: no answer in time (no Temporal, no worker, or a slow one).
 */
export type Inspection = { status: string; runId?: string; inspect?: Readonly<Record<string, unknown>> } | 'no-worker';

/** Without a worker a query would fail only after 14 s. */
const deadlineMs = 3_000;

/** Asks Temporal and then the workflow, within 3 s together. Never rejects. */
export async function inspectWorkflow(client: Client, workflowId: string): Promise<Inspection> {
  try {
    return await client.withDeadline(Date.now() + deadlineMs, async () => {
      const { status, runId } = await client.workflow.getHandle(workflowId).describe();
      const inspect = await client.workflow.getHandle(workflowId, runId).query<Record<string, unknown>>('inspect');
      return { status: status.name.toLowerCase(), runId, inspect };
    });
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? { status: 'gone' } : 'no-worker';
  }
}
