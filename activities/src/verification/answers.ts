import type { CheckOutcome, CommandOf } from '#domain';
import type { Reading } from '../registration/read-document';
import { isUnusable } from '../unusable-recording';

/**
 * What a check of any method means to its case. A recording that nobody can use is an attempt that failed, like any
 * other; any other final refusal says nothing of the person, and leads to people.
 */
export const answersOfCheck = {
  result: (outcome: 'confirmed' | 'unconfirmed', { n }: { n: number }): CommandOf<'verification'> => record(n, outcome),
  refused: (reason: string, { n }: { n: number }): CommandOf<'verification'> =>
    record(n, isUnusable(reason) ? 'unconfirmed' : 'unavailable'),
  callback: ['confirmed', 'unconfirmed'],
  late: { confirmed: 'leaves-nothing', unconfirmed: 'leaves-nothing' },
} as const;

type Answer = Exclude<Reading, 'same' | 'another' | 'pending'> | 'confirmed' | 'unconfirmed' | 'pending';

/** The same where a picture of the document may be read before: one that nobody can read costs no failure. */
export const answersOfDocument = {
  ...answersOfCheck,
  result: (answer: Answer, { n }: { n: number }): CommandOf<'verification'> => ({
    ...{ type: 'RecordCheck', attempt: n },
    ...(isUnreadable(answer) ? { outcome: 'unreadable', field: answer.slice('unreadable-'.length) } : { outcome: decided(answer) }),
  }),
  late: {
    ...answersOfCheck.late,
    ...({ 'unreadable-name': 'leaves-nothing', 'unreadable-number': 'leaves-nothing' } as const),
    ...({ 'unreadable-mrz': 'leaves-nothing', 'unreadable-document': 'leaves-nothing' } as const),
  },
} as const;

type Unreadable = Extract<Answer, `unreadable-${string}`>;
const isUnreadable = (answer: Answer): answer is Unreadable => answer.startsWith('unreadable-');

/** What is pending is never recorded: the effect is tried again. */
const decided = (answer: Exclude<Answer, Unreadable>): CheckOutcome => (answer === 'pending' ? 'unavailable' : answer);

const record = (attempt: number, outcome: CheckOutcome): CommandOf<'verification'> => ({ type: 'RecordCheck', attempt, outcome });
