import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/**
 * The state that the workflow itself reports; one that begins late has nothing to report yet. `gone`: Temporal does not
 * know the workflow, or no longer. `no-worker`: no answer in time (no Temporal, no worker, or a slow one).
 */
export type Inspection = { status: string; runId?: string; beginsAt?: string; inspect?: Readonly<Record<string, unknown>> } | 'no-worker';

/** Without a worker a query would fail only after 14 s. */
const deadlineMs = 3_000;

/** As gRPC numbers it: Temporal asks no worker about a workflow without a first task. */
const failedPrecondition = 9;

function unlessUnbegun(error: unknown): 'unbegun' {
  const { code, details } = (error as { cause?: { code?: unknown; details?: unknown } }).cause ?? {};
  if (code === failedPrecondition && String(details).includes('not scheduled')) return 'unbegun';
  throw error;
}

/** Asks Temporal and then the workflow, within 3 s together. Never rejects. */
export async function inspectWorkflow(client: Client, workflowId: string): Promise<Inspection> {
  try {
    return await client.withDeadline(Date.now() + deadlineMs, async () => {
      const { status, runId, executionTime } = await client.workflow.getHandle(workflowId).describe();
      const found = { status: status.name.toLowerCase(), runId };
      const inspect = await client.workflow.getHandle(workflowId, runId).query<Record<string, unknown>>('inspect').catch(unlessUnbegun);
      if (inspect === 'unbegun') return { ...found, ...(executionTime && { beginsAt: executionTime.toISOString() }) };
      return { ...found, inspect };
    });
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? { status: 'gone' } : 'no-worker';
  }
}
