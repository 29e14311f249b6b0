import { refuse } from '../decider';
import { evidencePolicy } from './evidence.policy';

export const unknownKinds = (kinds: readonly string[]): readonly string[] =>
  kinds.filter((kind) => !evidencePolicy.kinds.some((known) => known === kind));

/** Why this is not what was asked for: it has a kind that nobody knows, or lacks one that was asked for. */
export function whyNotEnough(asked: readonly string[], given: readonly string[]) {
  const unknown = unknownKinds(given);
  if (unknown.length > 0) return refuse('evidence-kind-unknown', { unmet: unknown });
  const unmet = asked.filter((kind) => !given.includes(kind));
  return unmet.length > 0 ? refuse('evidence-incomplete', { unmet }) : undefined;
}
