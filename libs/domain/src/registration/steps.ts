import { ruleFor, type RiskAlert } from '../approval/auto';
import { policyFor } from '../approval/matters';
import { defined } from '../events';
import { isFaceSettled } from './liveness';
import type { OpenRegistration, KnownRegistration } from './registration';
import { stepsInOrder } from './registration.policy';

type FirstStep = (typeof stepsInOrder)[keyof typeof stepsInOrder][number];
/** Those that prove more, where they are demanded; an applicant may take them all the same. */
type FurtherStep = 'liveness';
export type Step = FirstStep | FurtherStep;

type Asked = Pick<KnownRegistration, 'variant' | 'proofs'>;
const stepsOf = ({ variant, proofs }: Asked): readonly Step[] => {
  const first = stepsInOrder[variant];
  return proofs ? [...first.slice(0, -1), 'liveness', 'submission'] : first;
};

const isDone = (state: OpenRegistration, step: Step): boolean => {
  switch (step) {
    case 'phone':
      return state.phoneProven;
    case 'sign-in':
      return state.signInGiven;
    case 'profile':
      return state.verified !== undefined;
    case 'liveness':
      return isFaceSettled(state);
    case 'submission':
      return state.status === 'awaiting_approval' || state.status === 'activating';
  }
};

/** Whether it must be done before the submission. */
const isDemanded = ({ proofs }: OpenRegistration, step: Step): boolean => (step === 'liveness' ? proofs?.face === true : true);

export const hasStep = (state: Asked, step: Step): boolean => stepsOf(state).includes(step);

/** The steps before this one that are not done; none where the variant does not have this step. */
export const missingSteps = (state: OpenRegistration, step: Step): readonly Step[] =>
  stepsOf(state)
    .slice(0, Math.max(0, stepsOf(state).indexOf(step)))
    .filter((earlier) => isDemanded(state, earlier) && !isDone(state, earlier));

const isBegun = ({ liveness }: KnownRegistration, step: Step): boolean => step === 'liveness' && liveness !== undefined;

/** What an applicant sees: each step, and whether it is done. */
export const progress = (state: KnownRegistration): readonly { step: Step; state: 'open' | 'done' }[] =>
  stepsOf(state)
    .filter((step) => step !== 'submission' && (isDemanded(state as OpenRegistration, step) || isBegun(state, step)))
    .map((step) => ({ step, state: isDone(state as OpenRegistration, step) ? 'done' : 'open' }));

/** P2: what rules that approve without people go by; undefined without a company, whose position says it. */
export const applying = ({ joining, integrity, verified, profile }: KnownRegistration, alertId?: string) =>
  joining && {
    position: joining.positionStreamId,
    autoApprove: joining.autoApprove,
    device: integrity === 'genuine' ? ('genuine' as const) : ('not-genuine' as const),
    identity: verified === 'registry' ? ('confirmed' as const) : profile?.elsewhere ? ('elsewhere' as const) : ('reviewed' as const),
    ...defined({ alertId }),
  };

/**
 * P2: the rule that approves without people, if there is one that nothing suspends: then nobody need be asked, and no
 * approval opens.
 */
export function goesStraight(state: OpenRegistration, alert: RiskAlert | undefined): string | undefined {
  if (!state.joining) return 'personal-needs-no-confirmation';
  const auto = ruleFor(policyFor('registration'), applying(state), alert);
  return auto?.by.length === 0 ? auto.rule : undefined;
}
