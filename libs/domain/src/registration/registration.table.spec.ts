import { expectTables, given, registering } from '#testing';
import type { Account, LivingAccount } from '../account/account';
import { day } from '../decider';
import type { CommandOf, FactsIn } from '../processes';
import { registrationPhonePurpose } from './phone-step';
import { applicantAccount, awaitsReviewers, isEnded, isOpen, lapses, removalIsRefused, type Registration } from './registration';
import type { RegistrationEvent } from './registration.events';
import { registration } from './registration.process';

/**
 * Every state that a registration can reach × every command of people, with nothing else in the way: the code is right,
 * a reviewer is there.
 */
const peopleTable = `
situation                   | OpenRegistration    | CorrectPhone           | ProvePhone             | of an account’s        | RecordSignIn           | GiveProfile            | Submit                 | Withdraw             | OpenReview | GiveEvidence | GiveLiveness | AskForReview | GiveSecurity | ProvePhoneAgain
none                        | ✓                   | registration-unknown   | registration-unknown   | registration-unknown   | registration-unknown   | registration-unknown   | registration-unknown   | registration-unknown | registration-unknown | registration-unknown | registration-unknown | registration-unknown | registration-unknown | registration-unknown
member, no phone            | registration-exists | ✓                      | ✓                      | ✓                      | step-out-of-order      | step-out-of-order      | step-out-of-order      | ✓                    | review-not-awaited | evidence-not-requested | step-out-of-order | step-out-of-order | step-out-of-order | phone-proven
member, phone               | registration-exists | phone-proven           | phone-proven           | phone-proven           | step-out-of-order      | ✓                      | step-out-of-order      | ✓                    | review-not-awaited | evidence-not-requested | step-out-of-order | step-out-of-order | step-out-of-order | phone-proven
member, verified            | registration-exists | phone-proven           | phone-proven           | phone-proven           | step-out-of-order      | ✓                      | ✓                      | ✓                    | review-not-awaited | evidence-not-requested | step-out-of-order | step-out-of-order | step-out-of-order | phone-proven
personal, no phone          | registration-exists | ✓                      | ✓                      | phone-taken            | step-out-of-order      | step-out-of-order      | step-out-of-order      | ✓                    | review-not-awaited | evidence-not-requested | step-out-of-order | step-out-of-order | step-out-of-order | phone-proven
personal, phone             | registration-exists | phone-proven           | phone-proven           | phone-proven           | ✓                      | step-out-of-order      | step-out-of-order      | ✓                    | review-not-awaited | evidence-not-requested | step-out-of-order | step-out-of-order | step-out-of-order | phone-proven
personal, phone and sign-in | registration-exists | phone-proven           | phone-proven           | phone-proven           | ✓                      | ✓                      | step-out-of-order      | ✓                    | review-not-awaited | evidence-not-requested | step-out-of-order | step-out-of-order | step-out-of-order | phone-proven
personal, verified          | registration-exists | phone-proven           | phone-proven           | phone-proven           | ✓                      | ✓                      | ✓                      | ✓                    | review-not-awaited | evidence-not-requested | step-out-of-order | step-out-of-order | step-out-of-order | phone-proven
verifying                   | registration-exists | check-under-way        | check-under-way        | check-under-way        | check-under-way        | check-under-way        | check-under-way        | ✓                    | review-not-awaited | evidence-not-requested | check-under-way | check-under-way | check-under-way | check-under-way
manual_review, nobody there | registration-exists | check-under-way        | check-under-way        | check-under-way        | check-under-way        | check-under-way        | check-under-way        | ✓                    | ✓ | evidence-not-requested | check-under-way | check-under-way | check-under-way | check-under-way
manual_review               | registration-exists | check-under-way        | check-under-way        | check-under-way        | check-under-way        | check-under-way        | check-under-way        | ✓                    | review-not-awaited | evidence-not-requested | check-under-way | check-under-way | check-under-way | check-under-way
any of them, lapsed         | registration-exists | registration-expired   | registration-expired   | registration-expired   | registration-expired   | registration-expired   | registration-expired   | registration-expired | registration-expired | registration-expired | registration-expired | registration-expired | registration-expired | registration-expired
awaiting_approval           | registration-exists | registration-submitted | registration-submitted | registration-submitted | registration-submitted | registration-submitted | registration-submitted | ✓                    | review-not-awaited | evidence-not-requested | registration-submitted | registration-submitted | registration-submitted | registration-submitted
activating                  | registration-exists | registration-submitted | registration-submitted | registration-submitted | registration-submitted | registration-submitted | registration-submitted | ✓                    | review-not-awaited | evidence-not-requested | registration-submitted | registration-submitted | registration-submitted | registration-submitted
over                        | registration-exists | registration-closed    | registration-closed    | registration-closed    | registration-closed    | registration-closed    | registration-closed    | registration-closed  | registration-closed | registration-closed | registration-closed | registration-closed | registration-closed | registration-closed
`;

/** The same × its clock, and what other processes make it do. */
const timeTable = `
situation                   | ExpireDraft            | EndRetention         | Supersede            | outcome of its approval | of another
none                        | registration-unknown   | registration-unknown | registration-unknown | –                       | registration-unknown
draft                       | not-due                | nothing-retained     | ✓                    | –                       | approval-not-awaited
draft, lapsed               | ✓                      | nothing-retained     | ✓                    | –                       | approval-not-awaited
verifying                   | not-due                | nothing-retained     | ✓                    | –                       | approval-not-awaited
verifying, lapsed           | ✓                      | nothing-retained     | ✓                    | –                       | approval-not-awaited
manual_review, nobody there | registration-submitted | nothing-retained     | ✓                    | –                       | approval-not-awaited
manual_review               | registration-submitted | nothing-retained     | ✓                    | ✓                       | approval-not-awaited
awaiting_approval           | registration-submitted | nothing-retained     | registration-pending | ✓                       | approval-not-awaited
activating                  | registration-submitted | nothing-retained     | registration-pending | –                       | approval-not-awaited
active                      | registration-closed    | nothing-retained     | registration-closed  | –                       | registration-closed
ended, kept                 | registration-closed    | not-due              | registration-closed  | –                       | registration-closed
ended, kept long enough     | registration-closed    | ✓                    | registration-closed  | –                       | registration-closed
ended, retention over       | registration-closed    | nothing-retained     | registration-closed  | –                       | registration-closed
`;

/** The same × what a live check answers: the last one, and the one before. */
const checkTable = `
situation               | check                | an earlier check | check of a face | draw
none                    | registration-unknown | registration-unknown | registration-unknown | registration-unknown
nothing to check        | check-not-awaited    | check-not-awaited | check-not-awaited | draw-not-awaited
awaited                 | ✓                    | check-not-awaited | check-not-awaited | draw-not-awaited
answered                | check-not-awaited    | check-not-awaited | check-not-awaited | draw-not-awaited
over, but still awaited | ✓                    | check-not-awaited | check-not-awaited | draw-not-awaited
`;

/** The same × what the directory says. */
const directoryTable = `
situation      | made                 | made, account gone   | refused              | removed              | kept                 | RetryDirectoryRemoval | made after that      | the same, account gone
none           | registration-unknown | registration-unknown | registration-unknown | registration-unknown | registration-unknown | registration-unknown  | registration-unknown | registration-unknown
not asked for  | entry-not-asked-for  | entry-not-asked-for  | entry-not-asked-for  | entry-not-there      | entry-not-there      | removal-not-refused   | entry-not-asked-for  | entry-not-asked-for
activating     | ✓                    | ✓                    | ✓                    | entry-not-there      | entry-not-there      | removal-not-refused   | entry-not-asked-for  | entry-not-asked-for
active, made   | entry-recorded       | entry-recorded       | entry-recorded       | entry-not-there      | entry-not-there      | removal-not-refused   | entry-of-member      | entry-of-nobody
ended, no word | ✓                    | ✓                    | ✓                    | entry-not-there      | entry-not-there      | removal-not-refused   | ✓                    | ✓
ended, made    | entry-recorded       | entry-recorded       | entry-recorded       | ✓                    | ✓                    | removal-not-refused   | ✓                    | ✓
ended, kept    | entry-recorded       | entry-recorded       | entry-recorded       | ✓                    | removal-refused      | ✓                     | ✓                    | ✓
ended, refused | entry-recorded       | entry-recorded       | entry-recorded       | entry-not-there      | entry-not-there      | removal-not-refused   | ✓                    | ✓
ended, removed | entry-recorded       | entry-recorded       | entry-recorded       | entry-not-there      | entry-not-there      | removal-not-refused   | ✓                    | ✓
`;

/** The same × the receipt of the vault. */
const erasureTable = `
situation                  | RecordErasure
none                       | registration-unknown
on the way                 | nothing-to-erase
active by a new account    | nothing-to-erase
active by an older account | ✓
ended, kept                | nothing-to-erase
ended, retention over      | ✓
erased                     | nothing-to-erase
`;

/** The same × the purge of an account, the one that he joins or another one. */
const purgeTable = `
situation             | purge of the account | of another           | merge of the account
none                  | registration-unknown | registration-unknown | registration-unknown
joins none, open      | account-not-purged   | account-not-purged   | account-not-merged
joins none            | account-not-purged   | account-not-purged   | registration-closed
on the way            | ✓                    | account-not-purged   | ✓
active                | nothing-retained     | account-not-purged   | registration-closed
ended, kept           | ✓                    | account-not-purged   | registration-closed
ended, retention over | nothing-retained     | account-not-purged   | registration-closed
`;

const hasLapsed = (state: Registration, now: number) => isOpen(state) && lapses(state) && now >= state.draftExpiresAt;

function peopleRow(state: Registration, now: number): string {
  if (hasLapsed(state, now)) return 'any of them, lapsed';
  if (state.status === 'active' || isEnded(state)) return 'over';
  if (state.status !== 'draft') return awaitsReviewers(state) ? 'manual_review, nobody there' : state.status;
  const { variant, phoneProven, signInGiven, verified } = state;
  if (verified) return `${variant}, verified`;
  return `${variant}, ${phoneProven ? `phone${signInGiven ? ' and sign-in' : ''}` : 'no phone'}`;
}

function timeRow(state: Registration, now: number): string {
  if (isEnded(state)) return `ended, ${state.retentionOver ? 'retention over' : now < state.erasesAt ? 'kept' : 'kept long enough'}`;
  if (hasLapsed(state, now)) return `${state.status}, lapsed`;
  return awaitsReviewers(state) ? 'manual_review, nobody there' : state.status;
}

function checkRow(state: Registration): string {
  if (state.status === 'none') return 'none';
  if (!state.profile) return 'nothing to check';
  if (state.checks === state.profile.attempt) return 'answered';
  return isOpen(state) ? 'awaited' : 'over, but still awaited';
}

function directoryRow(state: Registration): string {
  if (removalIsRefused(state)) return 'ended, kept';
  if (isEnded(state)) return `ended, ${state.directory ?? 'no word'}`;
  if (state.status === 'none' || state.status === 'activating') return state.status;
  return state.status === 'active' && state.directory ? `active, ${state.directory}` : 'not asked for';
}

function erasureRow(state: Registration): string {
  if (state.status === 'none') return 'none';
  if (state.erased) return 'erased';
  if (isEnded(state)) return state.retentionOver ? 'ended, retention over' : 'ended, kept';
  return state.status === 'active' ? `active by ${state.joins === undefined ? 'a new' : 'an older'} account` : 'on the way';
}

function purgeRow(state: Registration): string {
  if (state.status === 'none') return 'none';
  if (state.joins === undefined) return isOpen(state) ? 'joins none, open' : 'joins none';
  if (isEnded(state)) return state.retentionOver ? 'ended, retention over' : 'ended, kept';
  return isOpen(state) ? 'on the way' : 'active';
}

const living: LivingAccount = {
  status: 'living',
  subjectId: 's0',
  phoneId: 'before',
  memberships: {},
  activatedAt: 0,
  tier: 0,
  tierOneAt: 8 * day,
  tierTwoAt: 31 * day,
};
const begun: Account = { ...living, memberships: { c: { status: 'joining', registrationId: 'r' } } };
const member: Account = { ...living, memberships: { c: { status: 'active', registrationId: 'r' } } };
const opening: FactsIn<'registration'> = {
  invite: { status: 'issued', companyId: 'c', positionStreamId: 'sales', managers: ['manager'], expiresAt: 90 * day },
  company: { status: 'verified', companyId: 'c', companyKind: 'enterprise' },
};
const reviewers: FactsIn<'registration'> = { reviewers: { status: 'granted', role: 'identity-reviewer', holders: ['reviewer'] } };
const proof = { verdict: 'proven', purpose: registrationPhonePurpose, boundTo: 'r', identifierId: 'p' } as const;
const provenNow = (state: Registration): FactsIn<'registration'> => ({
  ...opening,
  proof: { ...proof, identifierId: 'phoneId' in state ? state.phoneId : 'p' },
});
const held: FactsIn<'registration'> = { phone: { state: 'held', identifierId: 'before', holder: 'old-account' }, account: living };

type Given = { command: CommandOf<'registration'>; facts?: FactsIn<'registration'> };
const always =
  (...commands: Given[]) =>
  () =>
    commands;
const prove: CommandOf<'registration'> = registering.provePhone;
const attemptOf = (state: Registration) => ('profile' in state ? (state.profile?.attempt ?? 0) : 0);
const checks = (earlier: number) => (state: Registration) =>
  (['confirmed', 'unconfirmed', 'unavailable'] as const).flatMap((outcome) =>
    [{}, reviewers].map((facts) => ({
      command: { type: 'RecordIdentityCheck', attempt: attemptOf(state) - earlier, outcome } as const,
      facts,
    })),
  );
const faceChecks = always({ command: { type: 'RecordLivenessCheck', attempt: 1, outcome: 'confirmed' } });
const profile = (state: Registration): Given[] => {
  const accountId = state.status === 'none' ? 'a' : applicantAccount(state);
  const theirs: FactsIn<'registration'> = { identity: { state: 'held', identifierId: 'theirs', holder: 'b' } };
  const command: CommandOf<'registration'> = { ...registering.giveProfile, applicant: { accountId, principalId: 'applicant' } };
  return [{ command }, { command, facts: theirs }];
};
const pauses = (approvalId: string): readonly { command: CommandOf<'registration'> }[] => [
  { command: { type: 'RecordEvidenceRequest', approvalId, requestId: 'q', kinds: ['photo'], until: 9 * day } },
  { command: { type: 'RecordResumption', approvalId } },
];
const outcomes = (approvalId: string): Given[] =>
  (['approved', 'rejected', 'expired', 'withdrawn'] as const).map((outcome) => ({
    command: { type: 'RecordApprovalOutcome', approvalId, outcome },
    facts: { account: living },
  }));
const awaited = (state: Registration) =>
  (state.status === 'manual_review' || state.status === 'awaiting_approval') && state.approvalId !== undefined
    ? outcomes(state.approvalId)
    : [];
const purge = (accountId?: string): Given => ({
  command: { type: 'EndWithAccount', deregistrationId: 'd' },
  facts: {
    ...(accountId !== undefined && {
      deregistration: { status: 'purging', accountId, subjectId: 's0', phoneId: 'before', receipts: {}, blocked: {}, retries: {} },
    }),
    account: begun,
  },
});
const mergedAccount: Account = {
  status: 'merged',
  ...{ subjectId: 's0', activatedAt: 0, tier: 0, mergedInto: 'b', mergedAt: 1, erasesAt: 2, companies: [], ended: {}, formerPhones: [] },
};
const entry: CommandOf<'registration'> = { type: 'RecordDirectoryEntry', outcome: 'made' };

/** Instants, ids and the number of tries decide nothing of their own; how many failed does. */
const key = (state: Registration) => {
  if (state.status === 'none') return [];
  const { status, variant, phoneProven, signInGiven, verified, joins, approvalId, directory, removalRefused, erased, profile } = state;
  const told = profile && [profile.elsewhere, state.checks < profile.attempt, Math.min(state.failures, 4)];
  return [
    status,
    variant,
    phoneProven,
    signInGiven,
    verified,
    joins,
    approvalId,
    directory,
    removalRefused,
    erased && true,
    told,
    isEnded(state) && state.retentionOver,
  ];
};

const { openedPersonal, openedMember, proven, signedIn, given: told, checked, at: stage } = registering;
const ended: RegistrationEvent = { type: 'RegistrationRejected', reason: 'not-needed', erasesAt: 31 * day };

describe('what an applicant is offered', () => {
  it.each([
    ['at the beginning', [openedMember], ['CorrectPhone', 'ProvePhone', 'WithdrawRegistration']],
    ['as a member with a phone', stage.memberProven, ['GiveProfile', 'WithdrawRegistration']],
    ['without a company, with a phone', stage.personalProven, ['RecordSignIn', 'WithdrawRegistration']],
    ['with a sign-in too', [openedPersonal, proven, signedIn], ['RecordSignIn', 'GiveProfile', 'WithdrawRegistration']],
    ['during a check', stage.verifying, ['WithdrawRegistration']],
    ['after a failure', [...stage.memberProven, told, checked('unconfirmed')], ['GiveProfile', 'WithdrawRegistration']],
    ['with everything', stage.memberReady, ['GiveProfile', 'SubmitRegistration', 'WithdrawRegistration']],
    ['while a person looks at it', stage.inReview, ['WithdrawRegistration']],
    ['once submitted', stage.submitted, ['WithdrawRegistration']],
    ['while it is activated', stage.activating, ['WithdrawRegistration']],
    ['when active', stage.active, []],
    ['when it is over', [...stage.submitted, ended], []],
    ['before it begins', [], []],
  ] as [string, RegistrationEvent[], string[]][])('%s is what the rules would not refuse', (_, history, commands) => {
    expect(registration.allowed(given(registration)(...history).state(), day)).toEqual(commands);
  });
});

/**
 * With the approval that it awaits: adoption.spec.ts. With a check of messengers that is awaited: messengers.spec.ts.
 */
const approvalEndTable = `
situation | of another approval  | EndWithInvite        | check of messengers
none      | registration-unknown | registration-unknown | registration-unknown
open      | approval-not-awaited | ✓                    | check-not-awaited
over      | registration-closed  | registration-closed  | check-not-awaited
`;

describe('every state of a registration × every command', () => {
  it('is accepted or refused as the tables say', () => {
    // Under the policy without further proofs: proofs.table.spec.ts has those.
    expectTables(registration.under(2), key, [
      {
        row: peopleRow,
        columns: {
          OpenRegistration: always({ command: registering.openPersonal }, { command: registering.openMember, facts: opening }),
          CorrectPhone: always({ command: { type: 'CorrectPhone', phoneId: 'p2' } }),
          ProvePhone: (state) => [{ command: prove, facts: provenNow(state) }],
          'of an account’s': (state) => [{ command: prove, facts: { ...provenNow(state), ...held } }],
          RecordSignIn: always({ command: { type: 'RecordSignIn' } }),
          GiveProfile: profile,
          Submit: always({ command: { type: 'SubmitRegistration', approvalId: 'v' }, facts: { account: living } }),
          Withdraw: always({ command: { type: 'WithdrawRegistration' } }),
          OpenReview: always({ command: { type: 'OpenReview' }, facts: reviewers }),
          GiveLiveness: always({ command: { type: 'GiveLiveness', recordingId: 'recording', reviewId: 'face', onPhone: true } }),
          AskForReview: always({ command: { type: 'AskForReview', reviewId: 'face' } }),
          GiveSecurity: always({ command: { type: 'GiveSecurity', signals: {} } }),
          ProvePhoneAgain: always({ command: { type: 'ProvePhoneAgain' }, facts: { proof } }),
          GiveEvidence: always({ command: { type: 'GiveEvidence', requestId: 'q', kinds: ['photo'] } }),
        },
        written: peopleTable,
      },
      {
        row: timeRow,
        columns: {
          ExpireDraft: always({ command: { type: 'ExpireDraft' } }),
          EndRetention: always({ command: { type: 'EndRetention' } }),
          Supersede: always({ command: { type: 'SupersedeRegistration' } }),
          'outcome of its approval': awaited,
          'of another': always(...outcomes('another'), ...pauses('another')),
        },
        written: timeTable,
      },
      {
        row: checkRow,
        columns: {
          check: checks(0),
          'an earlier check': checks(1),
          'check of a face': faceChecks,
          draw: always({ command: { type: 'RecordRiskDraw', n: 1, drawPpm: 0 } }),
        },
        written: checkTable,
      },
      {
        row: directoryRow,
        columns: {
          made: always({ command: entry, facts: { account: begun } }),
          'made, account gone': always({ command: entry, facts: { account: { status: 'none' } } }),
          refused: always({ command: { type: 'RecordDirectoryEntry', outcome: 'refused', reason: 'x' }, facts: { account: begun } }),
          removed: always({ command: { type: 'RecordDirectoryRemoval', outcome: 'removed' } }),
          kept: always({ command: { type: 'RecordDirectoryRemoval', outcome: 'refused', reason: 'x' } }),
          RetryDirectoryRemoval: always({ command: { type: 'RetryDirectoryRemoval' } }),
          'made after that': always({ command: { type: 'RecordLateDirectoryEntry' }, facts: { account: member } }),
          'the same, account gone': always({ command: { type: 'RecordLateDirectoryEntry' }, facts: { account: { status: 'none' } } }),
        },
        written: directoryTable,
      },
      {
        row: purgeRow,
        columns: {
          'purge of the account': always(purge('old-account')),
          'of another': always(purge('another'), purge()),
          'merge of the account': always({
            command: { type: 'EndWithMerge', accountId: 'old-account' },
            facts: { account: mergedAccount },
          }),
        },
        written: purgeTable,
      },
      {
        row: (state) => (state.status === 'none' ? 'none' : isOpen(state) ? 'open' : 'over'),
        columns: {
          'of another approval': always({ command: { type: 'MoveApprovalEnd', approvalId: 'another' } }),
          EndWithInvite: always({ command: { type: 'EndWithInvite' } }),
          'check of messengers': always({ command: { type: 'RecordMessengerCheck', outcome: 'both' } }),
        },
        written: approvalEndTable,
      },
      { row: erasureRow, columns: { RecordErasure: always({ command: { type: 'RecordErasure', items: 1 } }) }, written: erasureTable },
    ]);
  });
});
