import { defined } from '../events';
import type { Instant } from '../decider';
import { erasure, textsKeptDays } from './approval.policy';
import type { EndedApproval, OpenedApproval } from './approval';
import { endOfTime } from './evidence';
import { processOfMatter, type PoliciesByMatter } from './matters';
import { policyOf } from './policy-of';

/**
 * The instant at which the texts of an approval go: by its policy, counted from the recorded end of its time, of one
 * without such an end from its own. Undefined: they belong to the process that waits for it.
 */
export function textsGoAt(approval: EndedApproval, policies: PoliciesByMatter): Instant | undefined {
  const { keptDays = isOfItsOwn(approval) ? textsKeptDays : undefined } = policyOf(approval, policies);
  const end = endOfTime(approval) ?? (isOfItsOwn(approval) ? (approval.endedAt ?? lastInstant(approval)) : undefined);
  return erasure(end, defined({ keptDays }));
}

/** No process waits for it: nobody else would erase its texts, whatever a stored policy leaves out. */
const isOfItsOwn = ({ matter }: Pick<OpenedApproval, 'matter'>): boolean => processOfMatter(matter.type) === undefined;

/** Of one that ended under a release that did not record when: the newest instant that is known of it. */
const lastInstant = ({ stages, decided, evidence = [] }: OpenedApproval): Instant =>
  Math.max(
    0,
    ...stages.flatMap(({ openedAt = 0 }) => openedAt),
    ...Object.values(decided).map(({ at }) => at),
    ...evidence.map(({ until }) => until),
  );

/** What the end of an approval records, where the end of its time is recorded nowhere. */
export const endedAt = (approval: Pick<OpenedApproval, 'expiresAt' | 'matter'>, now: Instant): { endedAt?: Instant } =>
  approval.expiresAt === undefined && isOfItsOwn(approval) ? { endedAt: now } : {};
