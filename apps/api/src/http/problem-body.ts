import { problemEntry, problems, problemType, type ProblemBody } from '#contracts';
import type { Problem } from '#domain';
import { rfc3339 } from './time';

/** The fields that a problem may have beside its code. Anything else that a refusal carries stays inside. */
const extensions = [
  'errors',
  'reason',
  'attemptsLeft',
  'unmet',
  'conditions',
  'limit',
  'atLeast',
  'delegationId',
  'required',
  'goOnFrom',
  'goesOn',
] as const;

/** Turns a refusal into `application/problem+json`. A code without an entry is a bug and reported as one. */
export function problemBody(problem: Problem, traceId: string): ProblemBody {
  const entry = problemEntry(problem.code);
  const code = entry ? problem.code : 'internal';
  const { status, title, detail } = entry ?? problems.internal;
  const told = Object.fromEntries(extensions.filter((name) => problem[name] !== undefined).map((name) => [name, problem[name]]));
  const instants = ['availableAt', 'latest'].flatMap((name) => {
    const at = problem[name];
    return typeof at === 'number' ? [[name, rfc3339(at)] as const] : [];
  });
  return {
    type: problemType(code),
    title,
    status,
    code,
    detail,
    instance: `urn:tenure:trace:${traceId}`,
    traceId,
    ...told,
    ...Object.fromEntries(instants),
  };
}
