import { codeIn } from '#log';
import type { PartLog } from './log';
import { problemBody } from './problem-body';
import { problemOf } from './problem-filter';

/** What an item is answered that a call of many refuses. */
export function refusedPart(problem: { code: string }, traceId: string) {
  const { status, code, detail } = problemBody(problem, traceId);
  return { status, code, detail };
}

/** The same of an item that failed; what nobody foresaw is logged, since the caller hears no more than `internal`. */
export function failedPart(error: unknown, log: PartLog, traceId: string) {
  const problem = problemOf(error);
  if (problem === undefined) log.error('an item of a call of many failed', { error: (error as Error).name, code: codeIn(error) });
  return refusedPart(problem ?? { code: 'internal' }, traceId);
}
