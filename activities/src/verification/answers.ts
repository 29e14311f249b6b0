import type { CheckOutcome, CommandOf } from '#domain';

/** The reasons by which a provider says that what was given proves nothing: an attempt that failed, like any other. */
const provesNothing = ['recording-unknown', 'recording-of-another'];

/** What a check of any method means to its case. A final refusal that says nothing of the person leads to people. */
export const answersOfCheck = {
  result: (outcome: 'confirmed' | 'unconfirmed', { n }: { n: number }): CommandOf<'verification'> => record(n, outcome),
  refused: (reason: string, { n }: { n: number }): CommandOf<'verification'> =>
    record(n, provesNothing.includes(reason) ? 'unconfirmed' : 'unavailable'),
  callback: ['confirmed', 'unconfirmed'],
  late: { confirmed: 'leaves-nothing', unconfirmed: 'leaves-nothing' },
} as const;

const record = (attempt: number, outcome: CheckOutcome): CommandOf<'verification'> => ({ type: 'RecordCheck', attempt, outcome });
