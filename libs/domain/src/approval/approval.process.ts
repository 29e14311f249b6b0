import { defined } from '../events';
import { processOfStates, type CommandsOf } from '../process';
import { decideBy, foundByAsked, isOpened, isPending, partiesOf, vacancies, type Approval, type OpenedApproval } from './approval';
import { adoptionRules } from './adoption';
import { approvalEvents } from './approval.events';
import { approvalPolicy } from './approval.policy';
import { toView } from './approval.view';
import { chainRules } from './chain';
import { awaits, due, effectKinds, owed } from './duties';
import { askingForEvidenceRules } from './asking-for-evidence';
import { commentRules } from './comments';
import { endingRules } from './endings';
import { isPaused } from './evidence';
import { givingEvidenceRules } from './giving-evidence';
import { handingOnRules } from './handing-on';
import { lendingRules } from './lending';
import { lapseToSettle } from './lapse';
import { liftingRules } from './lifting';
import { retentionRules } from './retention';
import { approvalPolicies, isMatterType, matters, processOfMatter, type PoliciesByMatter } from './matters';
import { openingRules } from './opening';
import { remindingRules } from './reminding';
import { replanningRules } from './replanning';
import { resolvingRules } from './resolving';
import { nameOf } from './stage';
import { taskRules } from './tasks';
import { isUnreached, unseenApprovers, unseenRules } from './unseen';

const rules = {
  ...openingRules,
  ...taskRules,
  ...chainRules,
  ...lendingRules,
  ...endingRules,
  ...resolvingRules,
  ...retentionRules,
  ...replanningRules,
  ...unseenRules,
  ...askingForEvidenceRules,
  ...givingEvidenceRules,
  ...commentRules,
  ...remindingRules,
  ...handingOnRules,
  ...adoptionRules,
  ...liftingRules,
};

export type ApprovalCommand = CommandsOf<typeof rules>;

/**
 * R17: that a person looks at somebody stays inside, also where they may read by their own token. The person of a case
 * learns it when they are asked for evidence, which they give to the review itself.
 */
function hiddenFrom({ matter, requestedBy, evidence }: OpenedApproval): string | undefined {
  // A newer release may have opened it about something that this one does not know.
  if (!isMatterType(matter.type) || !matters[matter.type].reviewsIdentity) return undefined;
  return processOfMatter(matter.type) === 'registration' || evidence === undefined ? requestedBy : undefined;
}

/** A confirmation by several people within a time, by these policies: by version, then by type of matter. */
export const approvalWith = (policies: Readonly<Record<number, PoliciesByMatter>>) =>
  processOfStates<Approval>()('approval', {
    initial: { status: 'none' },
    policies,
    policyVersion: (approval) => (isOpened(approval) ? approval.policyVersion : approvalPolicy.version),
    states: { pending: 'open', evidence_requested: 'open', approved: 'over', rejected: 'over', expired: 'over', withdrawn: 'over' },
    /** V8: a side state, in which it is pending all the same. */
    status: (approval) => (isPending(approval) && isPaused(approval) ? 'evidence_requested' : approval.status),
    events: approvalEvents,
    rules,
    knows: ({ matter }) => isMatterType(matter.type),
    columns: ({ subjectId, companyId }) => defined({ subjectId, companyId }),
    seenBy: (approval) => ({
      services: 'parties',
      departments: approval.departmentId === undefined ? [] : [approval.departmentId],
      principals: partiesOf(approval).filter((party) => party !== hiddenFrom(approval)),
    }),
    foundBy: (approval) => ({ asked: foundByAsked(approval), ...defined({ expiresAt: decideBy(approval) }) }),
    due,
    owed,
    awaits,
    effects: effectKinds,
    messages: ['tellApprovers', 'tellOfLending', 'askForEvidence', 'tellOfLapse'],
    troubles: {
      'approvers-silent': (approval) => (isPending(approval) && approval.operatorCalled ? [approval.matter.id] : []),
      /** By what the slots ask for. */
      'approvers-missing': (approval) => [...new Set(vacancies(approval).map(({ of }) => nameOf(of)))],
      'approver-never-seen': unseenApprovers,
      'approvers-unreachable': (approval) => (isUnreached(approval) ? [approval.matter.id] : []),
      'approval-lapsed': lapseToSettle,
    },
    view: toView,
  });

export const approval = approvalWith(approvalPolicies);
