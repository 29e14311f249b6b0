import { ruleFor, type Alerts } from '../approval/auto';
import { policyFor } from '../approval/matters';
import { defined } from '../events';
import { isFaceSettled } from './liveness';
import { isDemanded } from './proofs';
import { isEvaluated } from './security';
import type { OpenRegistration, KnownRegistration } from './registration';
import { furtherSteps, stepsInOrder, type Step } from './registration.policy';

type Asked = Pick<KnownRegistration, 'variant' | 'proofs'>;
const stepsOf = ({ variant, proofs }: Asked): readonly Step[] => {
  const first = stepsInOrder[variant];
  return proofs ? [...first.slice(0, -1), ...furtherSteps, 'submission'] : first;
};

const isDone = (state: OpenRegistration, step: Step): boolean => {
  switch (step) {
    case 'phone':
      return state.phoneProven;
    case 'sign-in':
      return state.signInGiven;
    case 'profile':
      // With a doubt that only a document answers, a person who has left it out gives it.
      return state.verified !== undefined || (state.unverified === true && !isDemanded(state, step));
    case 'security':
      return isEvaluated(state);
    case 'code':
      return state.security !== undefined && state.security.codeOwed === undefined;
    case 'liveness':
      return isFaceSettled(state);
    case 'submission':
      return state.status === 'awaiting_approval' || state.status === 'activating';
  }
};

export const hasStep = (state: Asked, step: Step): boolean => stepsOf(state).includes(step);

/** The steps before this one that are not done; none where the variant does not have this step. */
export const missingSteps = (state: OpenRegistration, step: Step): readonly Step[] =>
  stepsOf(state)
    .slice(0, Math.max(0, stepsOf(state).indexOf(step)))
    .filter((earlier) => !isDone(state, earlier) && isDemandedBefore(state, earlier, step));

const isBegun = ({ liveness, security }: KnownRegistration, step: Step): boolean =>
  !isFurther(step) || (step === 'liveness' ? liveness !== undefined : step === 'security' && security !== undefined);

/** The further steps wait for the first ones alone, in whatever order. */
const isDemandedBefore = (state: OpenRegistration, earlier: Step, step: Step): boolean =>
  isFurther(earlier) ? step === 'submission' && isDemanded(state, earlier) : true;
const isFurther = (step: Step): boolean => furtherSteps.some((further) => further === step);

/** What an applicant sees: each step, and whether it is done. */
export const progress = (state: KnownRegistration): readonly { step: Step; state: 'open' | 'done' }[] =>
  stepsOf(state)
    .filter((step) => step !== 'submission' && (isBegun(state, step) || isDemanded(state as OpenRegistration, step)))
    .map((step) => ({ step, state: isDone(state as OpenRegistration, step) ? 'done' : 'open' }));

/** P2: what rules that approve without people go by; undefined without a company, whose position says it. */
export const applying = (
  { joining, integrity, verified, profile }: KnownRegistration,
  { alertId, accountAlerts }: { alertId?: string; accountAlerts?: readonly string[] } = {},
) =>
  joining && {
    position: joining.positionStreamId,
    autoApprove: joining.autoApprove,
    device: integrity === 'genuine' ? ('genuine' as const) : ('not-genuine' as const),
    identity: verified === 'registry' ? ('confirmed' as const) : profile?.elsewhere ? ('elsewhere' as const) : ('reviewed' as const),
    ...defined({ alertId, accountAlerts }),
  };

/**
 * P2: the rule that approves without people, if there is one that nothing suspends: then nobody need be asked, and no
 * approval opens. `isStored`: a stored policy is in force, which says by its own rules whom it asks.
 */
export function goesStraight(state: OpenRegistration, alerts: Alerts, isStored = false): string | undefined {
  if (!state.joining) return 'personal-needs-no-confirmation';
  if (isStored) return undefined;
  const auto = ruleFor(policyFor('registration'), applying(state), alerts);
  return auto?.by.length === 0 ? auto.rule : undefined;
}
