import { internal, refuse } from '../decider';
import { code, eventsOf } from '../events';
import { accept, known, rule } from './conditions';
import { isKnown, type KnownRegistration, type Registration } from './registration';

/**
 * Of a proven number: used with one outside messenger at most, with both, or nothing that its provider can tell.
 */
export const messengerAnswers = ['one-at-most', 'both', 'untold'] as const;
type MessengerAnswer = (typeof messengerAnswers)[number];

/** What a registration keeps of it. */
export interface Messengers {
  messengers?: MessengerAnswer;
}

/** R8, X14: the number is proven, its company demands the check, and nobody has answered yet. */
export const awaitsMessengers = ({ proofs, phoneProven, messengers }: KnownRegistration): boolean =>
  proofs?.oneMessenger === true && phoneProven && messengers === undefined;

const { from } = eventsOf<Registration>();

export const messengerEvents = {
  MessengersChecked: from(isKnown)({ outcome: code(...messengerAnswers) }, (state, { outcome }) => ({ ...state, messengers: outcome })),
};

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
