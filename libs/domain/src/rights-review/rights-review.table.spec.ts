import { expectTables } from '#testing';
import type { Company } from '../company/company';
import { day } from '../decider';
import type { FactsIn } from '../processes';
import { undecided, type RightsReview } from './rights-review';
import { rightsReview as process, type RightsReviewCommand } from './rights-review.process';

const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const always =
  (command: RightsReviewCommand, facts: FactsIn<'rights-review'> = { company }) =>
  () => [{ command, facts }];
const outcome = (result: 'approved' | 'rejected' | 'expired') =>
  always({
    type: 'RecordApprovalOutcome',
    ...{ approvalId: 'v', outcome: result, concerns: { kind: 'role', roleId: 'r', role: 'it-admin', principalId: 'p' } },
  });

function row(state: RightsReview, now: number): string {
  if (state.status === 'none' || state.status === 'closed') return state.status;
  const time = now >= 30 * day ? ', over' : now >= 29 * day ? ', day 29' : now >= 23 * day ? ', day 23' : '';
  return `${state.status}${time}, ${state.reminded} reminded`;
}

/** Counts change nothing of what may follow, beside whether anything is left. */
const key = (state: RightsReview) =>
  state.status === 'none' ? state : [state.status, state.reminded, Math.min(2, Math.max(0, undecided(state))), Math.min(1, state.pages)];

describe('every state of a review of rights × every command', () => {
  it('is accepted or refused as the table says', () => {
    expectTables(process, key, [
      {
        row,
        columns: {
          Open: always({ type: 'OpenRightsReview', companyId: 'c', n: 1, requestedBy: 'a' }),
          'page 1, the last': always({ type: 'RecordPage', page: 1, asked: 2, unasked: 0 }),
          approved: outcome('approved'),
          rejected: outcome('rejected'),
          expired: outcome('expired'),
          'key ended': always({ type: 'RecordKeyEnded', keyId: 'k' }),
          'remind 1': always({ type: 'RemindReviewers', n: 1 }),
          'remind 2': always({ type: 'RemindReviewers', n: 2 }),
          End: always({ type: 'EndRightsReview' }),
        },
        written: `
situation                   | Open               | page 1, the last   | approved       | rejected       | expired        | key ended      | remind 1             | remind 2             | End
none                        | ✓                  | review-unknown     | review-unknown | review-unknown | review-unknown | review-unknown | review-unknown       | review-unknown       | review-unknown
listing, 0 reminded         | rights-review-open | ✓                  | ✓              | ✓              | ✓              | ✓              | not-due              | reminder-not-planned | not-due
listing, day 23, 0 reminded | rights-review-open | ✓                  | ✓              | ✓              | ✓              | ✓              | ✓                    | reminder-not-planned | not-due
listing, day 23, 1 reminded | rights-review-open | ✓                  | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | not-due              | not-due
listing, day 29, 0 reminded | rights-review-open | ✓                  | ✓              | ✓              | ✓              | ✓              | ✓                    | reminder-not-planned | not-due
listing, day 29, 1 reminded | rights-review-open | ✓                  | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | ✓                    | not-due
listing, day 29, 2 reminded | rights-review-open | ✓                  | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | reminder-not-planned | not-due
listing, over, 0 reminded   | rights-review-open | ✓                  | ✓              | ✓              | ✓              | ✓              | ✓                    | reminder-not-planned | ✓
listing, over, 1 reminded   | rights-review-open | ✓                  | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | ✓                    | ✓
listing, over, 2 reminded   | rights-review-open | ✓                  | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | reminder-not-planned | ✓
open, 0 reminded            | rights-review-open | page-not-asked-for | ✓              | ✓              | ✓              | ✓              | not-due              | reminder-not-planned | not-due
open, day 23, 0 reminded    | rights-review-open | page-not-asked-for | ✓              | ✓              | ✓              | ✓              | ✓                    | reminder-not-planned | not-due
open, day 23, 1 reminded    | rights-review-open | page-not-asked-for | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | not-due              | not-due
open, day 29, 0 reminded    | rights-review-open | page-not-asked-for | ✓              | ✓              | ✓              | ✓              | ✓                    | reminder-not-planned | not-due
open, day 29, 1 reminded    | rights-review-open | page-not-asked-for | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | ✓                    | not-due
open, day 29, 2 reminded    | rights-review-open | page-not-asked-for | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | reminder-not-planned | not-due
open, over, 0 reminded      | rights-review-open | page-not-asked-for | ✓              | ✓              | ✓              | ✓              | ✓                    | reminder-not-planned | ✓
open, over, 1 reminded      | rights-review-open | page-not-asked-for | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | ✓                    | ✓
open, over, 2 reminded      | rights-review-open | page-not-asked-for | ✓              | ✓              | ✓              | ✓              | reminder-not-planned | reminder-not-planned | ✓
closed                      | rights-review-open | review-closed      | review-closed  | review-closed  | ✓              | ✓              | review-closed        | review-closed        | review-closed
`,
      },
    ]);
  });
});
