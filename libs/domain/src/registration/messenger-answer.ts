/**
 * Of a proven number: used with one outside messenger at most, with both, or nothing that its provider can tell.
 */
export const messengerAnswers = ['one-at-most', 'both', 'untold'] as const;
type MessengerAnswer = (typeof messengerAnswers)[number];

/** What a registration keeps of it. */
export interface Messengers {
  messengers?: MessengerAnswer;
}
