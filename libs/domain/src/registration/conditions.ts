import { internal, type Instant } from '../decider';
import { defined } from '../events';
import { reviewFrom } from './liveness';
import { rulesOf } from '../rule';
import { isKnown, isOpen, lapses, type OpenRegistration, type Registration } from './registration';
import type { RegistrationEvent } from './registration.events';
import type { RegistrationPolicy, Step } from './registration.policy';
import { hasStep, missingSteps } from './steps';

const { rule, opening, anything, accept } = rulesOf<Registration, RegistrationEvent, RegistrationPolicy>();
export { accept, opening, rule };

export const known = anything.in(isKnown, internal('registration-unknown'));
export const open = known.in(isOpen, 'registration-closed');
/** The same for what only a reaction sends. */
export const stillOpen = known.in(isOpen, internal('registration-closed'));

/** Refuses from the end of the draft on, whether or not the alarm fired. */
export const inTime = open.when((state, { now }) => !lapses(state) || now < state.draftExpiresAt, 'registration-expired');

/**
 * No check, review or submission is under way. These conditions narrow no states: a code that comes with the command is
 * judged in each of them.
 */
export const idle = inTime
  .when(({ status }) => status !== 'verifying' && status !== 'manual_review', 'check-under-way')
  .when(({ status }) => status === 'draft', 'registration-submitted');

/** R18: the same, but for a face check that has not answered for long; the refusal says from when on it would be. */
export const unlessLong = inTime
  .when(
    (state, { now }) => state.status !== 'manual_review' && (state.status !== 'verifying' || isLong(state, now)),
    'check-under-way',
    (state) => defined({ availableAt: state.status === 'verifying' ? reviewFrom(state) : undefined }),
  )
  .when(({ status }) => status === 'draft' || status === 'verifying', 'registration-submitted');

const isLong = (state: OpenRegistration, now: Instant): boolean => {
  const from = reviewFrom(state);
  return from !== undefined && now >= from;
};

/** R2, R13: one step after the other; the refusal names the missing ones, and none to a variant without this step. */
export const inOrder = (step: Step, when = idle) =>
  when
    .when((state) => hasStep(state, step), 'step-out-of-order')
    .when(
      (state) => missingSteps(state, step).length === 0,
      'step-out-of-order',
      (state) => ({ unmet: missingSteps(state, step) }),
    );
