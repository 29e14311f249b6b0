import { refuse } from '../decider';
import type { Answer } from './answer';
import type { PendingApproval } from './approval';
import { matters } from './matters';

const wordsOf = (said: Answer | undefined): string => (said === undefined ? '' : [said.is, ...said.with.toSorted()].join(' '));

const approvals = ({ decided }: Pick<PendingApproval, 'decided'>) => Object.values(decided).filter(({ verdict }) => verdict === 'approve');

/** What those who have approved in this round have said: all of them the same. */
export const answerSoFar = (approval: Pick<PendingApproval, 'decided'>): Answer | undefined =>
  approvals(approval).find((decision) => decision.answer !== undefined)?.answer;

/**
 * R17: why nobody may approve with this answer: its matter has none such, or somebody has approved with another one.
 * Who is of another opinion rejects, or returns it.
 */
export function whyNotAnswered(approval: PendingApproval, said: Answer | undefined) {
  const known: Readonly<Record<string, readonly string[]>> = matters[approval.matter.type].answers;
  const words = said !== undefined && Object.hasOwn(known, said.is) ? known[said.is]! : undefined;
  const unknown = said === undefined ? [] : words === undefined ? [said.is] : said.with.filter((word) => !words.includes(word));
  if (unknown.length > 0) return refuse('answer-unknown', { unmet: unknown });
  const [before] = approvals(approval);
  return before !== undefined && wordsOf(before.answer) !== wordsOf(said) ? refuse('answers-differ') : undefined;
}
