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

/**
 * P2: the rule that approves without people, if there is one. A device that is not genuine, or an identity that needed
 * a reviewer, suspends it.
 */
export function goesStraight({ joining, integrity, verified }: OpenRegistration): string | undefined {
  if (!joining) return 'personal-needs-no-confirmation';
  return joining.autoApprove && integrity === 'genuine' && verified === 'registry' ? 'position-needs-no-confirmation' : undefined;
}
