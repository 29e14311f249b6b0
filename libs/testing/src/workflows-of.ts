import type { Client } from '@temporalio/client';
import { temporalAddress } from './stack';

/** A client with full rights, beside the product. */
export interface WorkflowsOf {
  client: Client;
  /** `RUNNING`, `COMPLETED`, … of the newest run; `none` where Temporal has never heard of it. */
  status(workflowId: string): Promise<string>;
  close(): Promise<void>;
}

export async function workflowsOf(namespace: string, address = temporalAddress()): Promise<WorkflowsOf> {
  // Only here, so that pure tests do not load a client.
  const { Client, Connection, WorkflowNotFoundError } = await import('@temporalio/client');
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  return {
    client,
    status: async (workflowId) => {
      try {
        return (await client.workflow.getHandle(workflowId).describe()).status.name;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'none';
        throw error;
      }
    },
    close: () => connection.close(),
  };
}
