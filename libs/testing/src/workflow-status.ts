import type { Client } from '@temporalio/client';

/** `RUNNING`, `COMPLETED`, … of the newest run; `none` if Temporal does not know it. */
export async function workflowStatus(client: Client, workflowId: string): Promise<string> {
  // Only here, so that pure tests do not load a client.
  const { WorkflowNotFoundError } = await import('@temporalio/client');
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'none';
    throw error;
  }
}
