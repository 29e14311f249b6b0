import { code, defined, instant, list, optional, table, id, type DataOf } from '../events';
import { storedPolicy, workingDays, type PendingApproval } from './approval';
import { countedStages } from './policy';
import { withStageAnew } from './adopted-stage';
import { planned, stage } from './stage';

/** What an adoption records: the policy from now on, and every deadline anew. */
export const adoptedFields = {
  policyId: code(),
  stored: storedPolicy,
  reasonCode: code(),
  /** The steps to come. */
  plan: list(planned),
  /** The steps that lie in the past, done or not: none of them happens any more. */
  passed: list(planned),
  /** None: it never lapses by itself. */
  expiresAt: optional(instant),
  workingDays: optional(workingDays),
  /** The open stage, where its people were found anew. */
  stage: optional(stage),
  /** The streams of the roles that the policy asks. */
  roleStreams: table(id),
};
type Adopted = DataOf<typeof adoptedFields>;

/** The approval by its policy from now on. */
export function withAdopted(approval: PendingApproval, adopted: Adopted): PendingApproval {
  const { policyId, stored, stage: anew, plan, passed, expiresAt, workingDays: counted, roleStreams } = adopted;
  const { expiresAt: _before, workingDays: _counted, stageCount: _stages, ...rest } = anew ? withStageAnew(approval, anew) : approval;
  const { managers = [], barred = [] } = approval.sources ?? {};
  const done = passed.map((step) => ({ ...step, done: true as const }));
  return {
    ...rest,
    ...defined({ expiresAt, workingDays: counted, stageCount: countedStages(stored.policy) }),
    ...{ policyId, stored, plan: [...done, ...plan], sources: { managers, barred, roleStreams } },
    adoptions: (approval.adoptions ?? 0) + 1,
  };
}
