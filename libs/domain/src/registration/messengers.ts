import { internal, refuse } from '../decider';
import { code } from '../events';
import { accept, known, rule } from './conditions';
import { messengerAnswers } from './messenger-answer';
import type { KnownRegistration } from './registration';

/** R8, X14: the number is proven, its company demands the check, and nobody has answered yet. */
export const awaitsMessengers = ({ proofs, phoneProven, messengers }: KnownRegistration): boolean =>
  proofs?.oneMessenger === true && phoneProven && messengers === undefined;

export const messengerRules = {
  /** R8: what the provider says of the number, also after the end of the registration. */
  RecordMessengerCheck: rule({
    origin: 'effect',
    takes: { outcome: code(...messengerAnswers) },
    given: known,
    emits: ['MessengersChecked'],
    decide: ({ state, command: { outcome } }) =>
      awaitsMessengers(state) ? accept({ type: 'MessengersChecked', outcome }) : refuse(internal('check-not-awaited')),
  }),
};
