import { ruleFor, type RiskAlert } from '../approval/auto';
import { policyFor } from '../approval/matters';
import { defined } from '../events';
import type { OpenRegistration, KnownRegistration } from './registration';
import { stepsInOrder } from './registration.policy';

export type Step = (typeof stepsInOrder)[keyof typeof stepsInOrder][number];

const stepsOf = ({ variant }: Pick<OpenRegistration, 'variant'>): readonly Step[] => stepsInOrder[variant];

const isDone = (state: OpenRegistration, step: Step): boolean => {
  switch (step) {
    case 'phone':
      return state.phoneProven;
    case 'sign-in':
      return state.signInGiven;
    case 'profile':
      return state.verified !== undefined;
    case 'submission':
      return state.status === 'awaiting_approval' || state.status === 'activating';
  }
};

export const hasStep = (state: Pick<OpenRegistration, 'variant'>, step: Step): boolean => stepsOf(state).includes(step);

/** The steps before this one that are not done; none where the variant does not have this step. */
export const missingSteps = (state: OpenRegistration, step: Step): readonly Step[] =>
  stepsOf(state)
    .slice(0, Math.max(0, stepsOf(state).indexOf(step)))
    .filter((earlier) => !isDone(state, earlier));

/** What an applicant sees: each step, and whether it is done. */
export const progress = (state: KnownRegistration): readonly { step: Step; state: 'open' | 'done' }[] =>
  stepsOf(state)
    .filter((step) => step !== 'submission')
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
