import { WorkflowNotFoundError, type Client } from '@temporalio/client';

const deadlineMs = 3_000;

/** Returns true if a run of this workflow is open. Rejects when Temporal does not answer within 3 s. */
export async function isWorkflowRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.withDeadline(Date.now() + deadlineMs, () => client.workflow.getHandle(workflowId).describe());
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
