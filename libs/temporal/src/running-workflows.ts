import type { Client } from '@temporalio/client';

const idsPerPage = 1_000;

/** The ids of the workflows that Temporal lists as running, in pages. Rejects when Temporal does not answer. */
export async function* runningWorkflows(client: Client): AsyncGenerator<string[]> {
  let page: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = 'Running'`, pageSize: idsPerPage })) {
    page.push(workflowId);
    if (page.length < idsPerPage) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
