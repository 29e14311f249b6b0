import { expectTables } from '#testing';
import type { Account } from '../account/account';
import type { FactsIn } from '../processes';
import type { Role } from '../role/role';
import type { Verification } from './verification';
import { verification as process, type VerificationCommand } from './verification.process';

const account = {
  status: 'living',
  ...{ subjectId: 's', phoneId: 'n', activatedAt: 0, tier: 0, tierOneAt: 1, tierTwoAt: 2, memberships: {} },
} as const satisfies Account;
const reviewers: Role = { status: 'granted', role: 'identity-reviewer', holders: ['reviewer'] };
const deregistration = {
  status: 'purging',
  ...{ accountId: 'a', subjectId: 's', phoneId: 'n', receipts: {}, blocked: {}, retries: {} },
} as const;

const always =
  (command: VerificationCommand, facts: FactsIn<'verification'> = { account, reviewers, deregistration }) =>
  () => [{ command, facts }];
const ids = { caseId: 'k', accountId: 'a', subjectId: 'own', personId: 'p', placeId: 'l', reviewId: 'r', credentialId: 'd' };
const checkOf = (outcome: 'confirmed' | 'unconfirmed' | 'unavailable') => (state: Verification) => [
  {
    command: { type: 'RecordCheck' as const, attempt: state.status === 'none' ? 1 : state.attempts, outcome },
    facts: { account, reviewers },
  },
];
const outcome = (of: 'approved' | 'rejected') => always({ type: 'RecordApprovalOutcome', approvalId: 'r', outcome: of });

function row(state: Verification, now: number): string {
  if (state.status === 'none') return 'none';
  const asked = state.checks < state.attempts ? ', a check is out' : '';
  if ('retentionOver' in state) return `over, ${retention(state, now)}${asked}`;
  const lapsed = state.status === 'open' && now >= state.expiresAt ? ', lapsed' : '';
  const nobody = state.status === 'manual_review' && state.approvalId === undefined ? ', nobody' : '';
  return `${state.status}${lapsed}${nobody}${state.status === 'challenged' ? '' : asked}`;
}

const retention = ({ erased, retentionOver, erasesAt }: Extract<Verification, { retentionOver: boolean }>, now: number): string =>
  erased ? 'erased' : retentionOver ? 'to erase' : now >= erasesAt ? 'kept long enough' : 'kept';

/** Of the numbers only these change what may follow. */
const key = (state: Verification) =>
  state.status === 'none'
    ? state
    : [
        state.status,
        Math.min(3, state.failures),
        state.attempts > state.checks,
        state.approvalId,
        'retentionOver' in state && state.retentionOver,
        state.erased !== undefined,
      ];

describe('every state of a case × every command', () => {
  it('is accepted or refused as the table says', () => {
    expectTables(process, key, [
      {
        row,
        columns: {
          Open: always({ type: 'OpenVerification', ...ids, method: 'face', place: 'i', mainland: true, roleStreams: {} }),
          Attempt: always({ type: 'MakeAttempt', takes: 'liveness' }),
          confirmed: checkOf('confirmed'),
          unconfirmed: checkOf('unconfirmed'),
          unavailable: checkOf('unavailable'),
          evidence: always({ type: 'GiveEvidence', kinds: ['photo'] }),
          Review: always({ type: 'AskForReview' }),
          'Review, nobody': always({ type: 'AskForReview' }, {}),
          'open review': always({ type: 'OpenCaseReview' }),
          approved: outcome('approved'),
          rejected: outcome('rejected'),
          Withdraw: always({ type: 'WithdrawVerification' }),
          Expire: always({ type: 'ExpireVerification' }),
          EndRetention: always({ type: 'EndRetention' }),
          erased: always({ type: 'RecordErasure', items: 1 }),
          purge: always({ type: 'EndWithAccount', deregistrationId: 'x' }),
        },
        written: `
situation                              | Open        | Attempt        | confirmed         | unconfirmed       | unavailable       | evidence     | Review         | Review, nobody | open review        | approved             | rejected             | Withdraw     | Expire         | EndRetention     | erased           | purge
none                                   | ✓           | case-unknown   | case-unknown      | case-unknown      | case-unknown      | case-unknown | case-unknown   | case-unknown   | case-unknown       | case-unknown         | case-unknown         | case-unknown | case-unknown   | case-unknown     | case-unknown     | case-unknown
open                                   | case-exists | ✓              | check-not-awaited | check-not-awaited | check-not-awaited | ✓            | ✓              | ✓              | review-not-awaited | approval-not-awaited | approval-not-awaited | ✓            | not-due        | nothing-retained | nothing-to-erase | ✓
open, lapsed                           | case-exists | case-closed    | check-not-awaited | check-not-awaited | check-not-awaited | case-closed  | case-closed    | case-closed    | review-not-awaited | approval-not-awaited | approval-not-awaited | ✓            | ✓              | nothing-retained | nothing-to-erase | ✓
challenged                             | case-exists | case-under-way | ✓                 | ✓                 | ✓                 | ✓            | ✓              | ✓              | review-not-awaited | approval-not-awaited | approval-not-awaited | ✓            | case-under-way | nothing-retained | nothing-to-erase | ✓
manual_review                          | case-exists | case-under-way | check-not-awaited | check-not-awaited | check-not-awaited | ✓            | case-under-way | case-under-way | review-not-awaited | ✓                    | ✓                    | ✓            | case-under-way | nothing-retained | nothing-to-erase | ✓
manual_review, a check is out          | case-exists | case-under-way | ✓                 | ✓                 | ✓                 | ✓            | case-under-way | case-under-way | review-not-awaited | ✓                    | ✓                    | ✓            | case-under-way | nothing-retained | nothing-to-erase | ✓
manual_review, nobody                  | case-exists | case-under-way | check-not-awaited | check-not-awaited | check-not-awaited | ✓            | case-under-way | case-under-way | ✓                  | approval-not-awaited | approval-not-awaited | ✓            | case-under-way | nothing-retained | nothing-to-erase | ✓
manual_review, nobody, a check is out  | case-exists | case-under-way | ✓                 | ✓                 | ✓                 | ✓            | case-under-way | case-under-way | ✓                  | approval-not-awaited | approval-not-awaited | ✓            | case-under-way | nothing-retained | nothing-to-erase | ✓
over, erased                           | case-exists | case-closed    | check-not-awaited | check-not-awaited | check-not-awaited | case-closed  | case-closed    | case-closed    | case-closed        | case-closed          | case-closed          | case-closed  | case-closed    | nothing-retained | nothing-to-erase | nothing-retained
over, erased, a check is out           | case-exists | case-closed    | ✓                 | ✓                 | ✓                 | case-closed  | case-closed    | case-closed    | case-closed        | case-closed          | case-closed          | case-closed  | case-closed    | nothing-retained | nothing-to-erase | nothing-retained
over, kept                             | case-exists | case-closed    | check-not-awaited | check-not-awaited | check-not-awaited | case-closed  | case-closed    | case-closed    | case-closed        | case-closed          | case-closed          | case-closed  | case-closed    | not-due          | nothing-to-erase | ✓
over, kept long enough                 | case-exists | case-closed    | check-not-awaited | check-not-awaited | check-not-awaited | case-closed  | case-closed    | case-closed    | case-closed        | case-closed          | case-closed          | case-closed  | case-closed    | ✓                | nothing-to-erase | ✓
over, kept long enough, a check is out | case-exists | case-closed    | ✓                 | ✓                 | ✓                 | case-closed  | case-closed    | case-closed    | case-closed        | case-closed          | case-closed          | case-closed  | case-closed    | ✓                | nothing-to-erase | ✓
over, kept, a check is out             | case-exists | case-closed    | ✓                 | ✓                 | ✓                 | case-closed  | case-closed    | case-closed    | case-closed        | case-closed          | case-closed          | case-closed  | case-closed    | not-due          | nothing-to-erase | ✓
over, to erase                         | case-exists | case-closed    | check-not-awaited | check-not-awaited | check-not-awaited | case-closed  | case-closed    | case-closed    | case-closed        | case-closed          | case-closed          | case-closed  | case-closed    | nothing-retained | ✓                | nothing-retained
over, to erase, a check is out         | case-exists | case-closed    | ✓                 | ✓                 | ✓                 | case-closed  | case-closed    | case-closed    | case-closed        | case-closed          | case-closed          | case-closed  | case-closed    | nothing-retained | ✓                | nothing-retained
`,
      },
    ]);
  });
});
