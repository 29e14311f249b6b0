import { code, eventsOf } from '../events';
import { messengerAnswers } from './messenger-answer';
import { isKnown, type Registration } from './registration';

const { from } = eventsOf<Registration>();

export const messengerEvents = {
  MessengersChecked: from(isKnown)({ outcome: code(...messengerAnswers) }, (state, { outcome }) => ({ ...state, messengers: outcome })),
};
