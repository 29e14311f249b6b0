import type { BenchStack } from './bench-stack';

/** What Temporal has done for workflows, over all their runs. */
export interface WorkflowCost {
  runs: number;
  transitions: number;
  events: number;
}

/** A little earlier than the first workflow began: Temporal's clock and ours may differ by some milliseconds. */
const marginMs = 2_000;
const shownWithinMs = 10_000;

/**
 * The cost of these workflows by their type. A workflow that rests and is woken again has several runs under one id.
 * @param since an instant before the first of them began
 */
export async function workflowCosts(
  { temporal }: Pick<BenchStack, 'temporal'>,
  ids: ReadonlySet<string>,
  since: Date,
): Promise<Record<string, WorkflowCost>> {
  const costs: Record<string, WorkflowCost> = {};
  const query = `StartTime >= "${new Date(since.getTime() - marginMs).toISOString()}"`;
  for await (const { workflowId, runId, type } of temporal.workflow.list({ query, pageSize: 1_000 })) {
    if (!ids.has(workflowId)) continue;
    const { raw, historyLength } = await temporal.withDeadline(Date.now() + shownWithinMs, () =>
      temporal.workflow.getHandle(workflowId, runId).describe(),
    );
    const cost = (costs[type] ??= { runs: 0, transitions: 0, events: 0 });
    cost.runs += 1;
    cost.transitions += Number(raw.workflowExecutionInfo?.stateTransitionCount ?? 0);
    cost.events += historyLength;
  }
  return costs;
}

/** The same, of one of so many lifecycles. */
export const eachOf = (costs: Record<string, WorkflowCost>, lifecycles: number): Record<string, WorkflowCost> =>
  Object.fromEntries(
    Object.entries(costs).map(([type, { runs, transitions, events }]) => [
      type,
      { runs: runs / lifecycles, transitions: transitions / lifecycles, events: events / lifecycles },
    ]),
  );
