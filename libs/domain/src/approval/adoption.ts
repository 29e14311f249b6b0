import { hour, refuse, type Instant } from '../decider';
import { code, defined, id, table } from '../events';
import { nameOfPolicy, storedPolicies, type StoredPolicy } from '../approval-policy/approval-policy';
import { approvalPolicyPolicy } from '../approval-policy/approval-policy.policy';
import { openStage, storedPolicy, type PendingApproval } from './approval';
import { planOf } from './approval.policy';
import type { ApprovalPolicy, StagePolicy } from './policy';
import { calendarNeeds, calendarOf, chosenCalendar, countsWorkingDays, type CountedBy } from './calendar-of';
import { accept, inTime, rule } from './conditions';
import { clockOf, pausedFor, pausedSince } from './evidence';
import { policyOf } from './policy-of';
import { stageAnew, takesOver } from './adopted-stage';
import { nameOfSelector } from './selector';
import { waitingProcess } from './matters';
import type { Stage } from './stage';
import { rolesByName } from '../role/role';

export const adoptionRules = {
  /**
   * A running approval goes on by another version. Its deadlines are counted from where they were counted before, and
   * its decisions stay: a stage in which somebody has decided must be the same in both. The people of an open stage
   * that is another one there are found anew. Nothing ends by it at once.
   */
  AdoptPolicy: rule({
    origin: 'caller',
    right: 'adoptPolicies',
    /** `stored`: a version as the events of its policy have it; versions never change. */
    takes: { stored: storedPolicy, roleStreams: table(id), reasonCode: code() },
    given: inTime,
    needs: ({ stored, roleStreams }, approval) => ({
      policy: storedPolicies.read(stored.policyId),
      matter: waitingProcess(approval.matter),
      ...rolesByName(isAskedAnew(approval, stored.policy) ? roleStreams : {}),
      ...calendarNeeds(
        stored.policy.stages.slice(openStage(approval).index - 1, openStage(approval).index).some(countsWorkingDays),
        approval.companyId,
      ),
    }),
    then: (found) => ({ chosen: chosenCalendar(found) }),
    atMost: { times: () => approvalPolicyPolicy.adoptions, soFar: ({ adoptions = 0 }) => adoptions },
    emits: ['PolicyAdopted'],
    refuses: [
      ...(['policy-of-another-matter', 'policy-disabled', 'policy-adopted-already', 'policy-of-another-shape'] as const),
      ...(['policy-in-the-past', 'approvers-missing'] as const),
    ],
    decide: ({ state, command: { stored, roleStreams, reasonCode }, facts, now, policy: policies }) => {
      if (!isFor(facts.policy, state)) return refuse('policy-of-another-matter');
      if (facts.policy?.status !== 'enabled') return refuse('policy-disabled');
      const { policyId, version } = stored;
      if (state.stored?.policyId === policyId && state.stored.version === version) return refuse('policy-adopted-already');
      const asksAnew = isAskedAnew(state, stored.policy);
      const differing = asksAnew ? [] : stagesThatDiffer(state, stored.policy);
      if (differing.length > 0) return refuse('policy-of-another-shape', { unmet: differing.map((index) => `stages.${index - 1}`) });
      const stage = asksAnew ? stageAnew(state, stored.policy, facts, now) : undefined;
      if (stage !== undefined && 'unmet' in stage) return refuse('approvers-missing', stage);
      const deadlines = deadlinesBy(
        stage ? { ...state, stages: [...state.stages.slice(0, -1), stage] } : state,
        { before: policyOf(state, policies), after: stored.policy, by: calendarOf(facts) },
        clockOf(state, now),
      );
      if (deadlines === undefined) return refuse('policy-in-the-past');
      const adopted = { stored, reasonCode, ...deadlines, roleStreams, ...defined({ stage }) };
      return accept({ type: 'PolicyAdopted', policyId: nameOfPolicy(facts.policy), ...adopted });
    },
  }),
};

/** A policy of its company or of the platform, for its type of matter. */
const isFor = (policy: StoredPolicy | undefined, { matter, companyId }: PendingApproval): boolean =>
  policy !== undefined &&
  policy.status !== 'none' &&
  policy.matterType === matter.type &&
  (policy.companyId === undefined || policy.companyId === companyId);

/** Only the open stage is another one there, and nobody has decided in it yet: its people are found anew. */
const isAskedAnew = (approval: PendingApproval, policy: ApprovalPolicy): boolean =>
  stagesThatDiffer(approval, policy).join() === String(openStage(approval).index) && takesOver(approval, policy);

/** The stages that have been open in this round, and that are others in this policy: by their places from 1. */
const stagesThatDiffer = ({ stages }: PendingApproval, policy: ApprovalPolicy): readonly number[] =>
  stages.flatMap((stage) => (isOfShape(stage, policy.stages[stage.index - 1]) ? [] : [stage.index]));

function isOfShape({ rule: asked, slots }: Stage, policy: StagePolicy | undefined): boolean {
  if (policy === undefined || JSON.stringify(asked) !== JSON.stringify(policy.rule) || slots.length !== policy.slots.length) return false;
  return slots.every(({ selector, need }, s) => {
    const other = policy.slots[s]!;
    return need === other.need && selector.kind === other.selector.kind && nameOfSelector(selector) === nameOfSelector(other.selector);
  });
}

/**
 * Every deadline anew, with what was paused. Undefined: the approval would have lapsed or been decided by then, or
 * nobody knows when its stage opened.
 */
function deadlinesBy(
  approval: PendingApproval,
  { before, after, by }: Record<'before' | 'after', ApprovalPolicy> & { by: CountedBy },
  now: Instant,
) {
  const stage = openStage(approval);
  const expiresAt = expiryBy(approval, before, after);
  const planned = after.stages[stage.index - 1];
  if (stage.openedAt === undefined || planned === undefined || (expiresAt !== undefined && expiresAt <= now)) return undefined;
  const shift = pausedSince(approval, stage.openedAt);
  const { plan, ...counted } = planOf(stage.openedAt, planned, by);
  const steps = plan.map((step) => ({ ...step, at: step.at + shift }));
  const passed = steps.filter(({ at }) => at <= now);
  if (passed.some(({ act }) => typeof act === 'object' && 'decide' in act)) return undefined;
  return { plan: steps.filter(({ at }) => at > now), passed, ...defined({ expiresAt, ...counted }) };
}

/** Moved by as much as the policies differ, so that what a pause has added stays. */
function expiryBy(approval: PendingApproval, before: ApprovalPolicy, after: ApprovalPolicy): Instant | undefined {
  if (after.expiryHours === undefined) return undefined;
  if (approval.expiresAt !== undefined && before.expiryHours !== undefined)
    return approval.expiresAt + (after.expiryHours - before.expiryHours) * hour;
  const [first] = approval.stages;
  return first?.openedAt === undefined ? undefined : first.openedAt + after.expiryHours * hour + pausedFor(approval);
}
