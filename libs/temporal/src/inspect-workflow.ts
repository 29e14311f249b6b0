import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/**
 * What the workflow says of itself; status `gone` where Temporal has never had it, or keeps it no more. `no-worker` when nobody answers in time:
 * no Temporal, no worker, or a slow one.
 */
export type Inspection = { status: string; runId?: string; inspect?: Readonly<Record<string, unknown>> } | 'no-worker';

/** Without a worker a query would take 14 s to fail. */
const deadlineMs = 3_000;

/** Asks Temporal and then the workflow, in 3 s altogether. Never rejects. */
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
