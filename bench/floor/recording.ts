import { mkdirSync } from 'node:fs';
import { repositoryRoot } from '#stack';
import { tenAtOnce, warmUp, type AtOnce } from '../flow/lifecycles';
import { Members, type Call } from '../flow/members';
import { People } from '../flow/people';
import { openStack, type BenchStack } from '../measure/bench-stack';
import { endStack, startStack } from '../stacks/own-stack';
import type { Workshop } from '../stacks/workshop';
import type { Run } from './temporal-client';
import { turnsOf } from './turns';

/** All that a stack did for lifecycles, ten at once. */
export interface Recording {
  atOnce: AtOnce;
  /** Milliseconds since 1970: the first call, and when all was quiet. */
  from: number;
  to: number;
  calls: Call[];
  runs: Run[];
  /** Where each program has written its statements. */
  folder: string;
}

/** Leads lifecycles on a stack of its own, which writes down what it does, and ends it. */
export async function record(workshop: Workshop, seed: number, forMs: number, signal: AbortSignal): Promise<Recording> {
  const [folder, state] = [workshop.state('recording'), workshop.state('recorded')];
  mkdirSync(folder, { recursive: true });
  const environment = { NODE_OPTIONS: `--require ${require.resolve('./recorder')}`, TENURE_BENCH_RECORDING: folder };
  const stack = await openStack(await startStack(repositoryRoot, state, signal, environment));
  const calls: Call[] = [];
  const members = await Members.of(stack, new People(seed), (call) => calls.push(call));
  await warmUp(members);
  calls.length = 0;
  const atOnce = await tenAtOnce(stack, members, forMs);
  const [from, to] = [calls[0]!.at, Date.now()];
  const runs = await runsSince(stack, from);
  await stack.close();
  await endStack(state);
  return { atOnce, from, to, calls, runs, folder };
}

/** The clocks of Temporal and of this process may differ by some milliseconds. */
const marginMs = 1_000;

async function runsSince({ temporal }: BenchStack, from: number): Promise<Run[]> {
  const runs: Run[] = [];
  const query = `StartTime >= "${new Date(from - marginMs).toISOString()}"`;
  for await (const { workflowId, runId } of temporal.workflow.list({ query, pageSize: 1_000 })) {
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    const events = history.events ?? [];
    const signalled = events.filter((event) => event.workflowExecutionSignaledEventAttributes);
    const backoff = events[0]?.workflowExecutionStartedEventAttributes?.firstWorkflowTaskBackoff;
    const atOf = ({ eventTime }: (typeof events)[number]) => Number(eventTime?.seconds) * 1_000 + (eventTime?.nanos ?? 0) / 1_000_000;
    // A run that waits for nothing more has only been started.
    const lateMs = Number(backoff?.seconds ?? 0) * 1_000;
    runs.push({ workflowId, turns: turnsOf(history), lateMs, signalledAt: signalled.map(atOf) });
  }
  return runs;
}
