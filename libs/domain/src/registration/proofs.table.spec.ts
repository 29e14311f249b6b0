import { expectTables, registering } from '#testing';
import { day } from '../decider';
import type { CommandOf, FactsIn } from '../processes';
import { registrationPhonePurpose } from './phone-step';
import { isFaceSettled } from './liveness';
import { isEnded, type Registration } from './registration';
import { registration } from './registration.process';

/** Registrations of which further proofs may be demanded: the draft of a member × what the applicant sends. */
const stepTable = `
situation          | GiveLiveness           | AskForReview           | Submit
none               | registration-unknown   | registration-unknown   | registration-unknown
no phone           | step-out-of-order      | step-out-of-order      | step-out-of-order
phone              | step-out-of-order      | step-out-of-order      | step-out-of-order
verified           | ✓                      | ✓                      | step-out-of-order
verified, face     | liveness-settled       | liveness-settled       | ✓
under way          | check-under-way        | check-under-way        | check-under-way
lapsed             | registration-expired   | registration-expired   | registration-expired
awaiting_approval  | registration-submitted | registration-submitted | registration-submitted
activating         | registration-submitted | registration-submitted | registration-submitted
over               | registration-closed    | registration-closed    | registration-closed
`;

/** The same × what was seen of the applicant, and a fresh code, which nobody owes so soon after the first one. */
const securityTable = `
situation         | GiveSecurity           | ProvePhoneAgain
none              | registration-unknown   | registration-unknown
no phone          | step-out-of-order      | phone-proven
phone             | step-out-of-order      | phone-proven
verified          | ✓                      | phone-proven
under way         | check-under-way        | check-under-way
lapsed            | registration-expired   | registration-expired
awaiting_approval | registration-submitted | registration-submitted
activating        | registration-submitted | registration-submitted
over              | registration-closed    | registration-closed
`;

/** The same × the draw. */
const drawTable = `
situation               | draw                 | of another evaluation
none                    | registration-unknown | registration-unknown
nothing awaited         | draw-not-awaited     | draw-not-awaited
awaited                 | ✓                    | draw-not-awaited
over, but still awaited | ✓                    | draw-not-awaited
`;

/** The same × what a face check answers: of the last recording, and of the one before. */
const checkTable = `
situation                | check                | an earlier check
none                     | registration-unknown | registration-unknown
nothing awaited          | check-not-awaited    | check-not-awaited
awaited                  | ✓                    | check-not-awaited
over, but still awaited  | ✓                    | check-not-awaited
`;

function stepRow(state: Registration, now: number): string {
  if (state.status === 'none') return 'none';
  if (state.status === 'active' || isEnded(state)) return 'over';
  if (state.status === 'verifying' || state.status === 'draft') if (now >= state.draftExpiresAt) return 'lapsed';
  if (state.status === 'verifying' || state.status === 'manual_review') return 'under way';
  if (state.status !== 'draft') return state.status;
  if (!state.phoneProven) return 'no phone';
  if (state.verified === undefined) return 'phone';
  if (!isFaceSettled(state)) return 'verified';
  return 'verified, face';
}

const isAwaited = (state: Registration) =>
  state.status !== 'none' && state.liveness !== undefined && state.liveness.checks < state.liveness.attempt;

function checkRow(state: Registration): string {
  if (state.status === 'none') return 'none';
  return isAwaited(state) ? (isEnded(state) ? 'over, but still awaited' : 'awaited') : 'nothing awaited';
}

function securityRow(state: Registration, now: number): string {
  const row = stepRow(state, now);
  return row === 'verified, face' ? 'verified' : row;
}

const awaitsDraw = (state: Registration) =>
  'security' in state && state.security !== undefined && state.security.made < state.security.asked;

function drawRow(state: Registration): string {
  if (state.status === 'none') return 'none';
  return awaitsDraw(state) ? (isEnded(state) ? 'over, but still awaited' : 'awaited') : 'nothing awaited';
}

/** How often it failed decides, and whether a recording or a document is awaited. */
const key = (state: Registration) => {
  if (state.status === 'none') return [];
  const { status, phoneProven, verified, approvalId, liveness, profile, checks, failures } = state;
  const awaited = [isAwaited(state), profile && checks < profile.attempt];
  return [
    status,
    phoneProven,
    verified,
    approvalId,
    liveness?.outcome,
    Math.min(liveness?.failures ?? 0, 4),
    Math.min(failures, 4),
    awaited,
  ];
};

/** The commands that this table is about, and those that lead there. */
const sent = [
  ...[
    'OpenRegistration',
    'ProvePhone',
    'GiveProfile',
    'RecordIdentityCheck',
    'RecordApprovalOutcome',
    'WithdrawRegistration',
    'ExpireDraft',
  ],
  ...['OpenReview', 'GiveLiveness', 'AskForReview', 'SubmitRegistration', 'RecordLivenessCheck'],
  ...['GiveSecurity', 'ProvePhoneAgain', 'RecordRiskDraw'],
];
const those = Object.fromEntries(Object.entries(registration.origins).filter(([command]) => sent.includes(command)));
type Given = { command: CommandOf<'registration'>; facts?: FactsIn<'registration'> };
const reviewers: FactsIn<'registration'> = { reviewers: { status: 'granted', role: 'identity-reviewer', holders: ['reviewer'] } };
const opening: FactsIn<'registration'> = {
  invite: { status: 'issued', companyId: 'c', positionStreamId: 'sales', managers: ['manager'], expiresAt: 90 * day },
  company: { status: 'verified', companyId: 'c', companyKind: 'enterprise', verification: { profile: 'standard', faceRequired: true } },
};
const proof: FactsIn<'registration'> = {
  ...opening,
  proof: { verdict: 'proven', purpose: registrationPhonePurpose, boundTo: 'r', identifierId: 'p' },
};
const always =
  (...commands: Given[]) =>
  () =>
    commands;
const attemptOf = (state: Registration) => ('profile' in state ? (state.profile?.attempt ?? 0) : 0);
const recordings = (state: Registration) => (state.status === 'none' ? 0 : (state.liveness?.attempt ?? 0));
const give = (state: Registration): Given[] => [
  { command: { type: 'GiveLiveness', recordingId: `recording ${recordings(state) + 1}`, reviewId: 'face', onPhone: false } },
];
const checks = (earlier: number) => (state: Registration) =>
  (['confirmed', 'unconfirmed', 'unavailable'] as const).map((outcome) => ({
    command: { type: 'RecordLivenessCheck', attempt: recordings(state) - earlier, outcome } as const,
    facts: reviewers,
  }));
const draws = (off: number) => (state: Registration) =>
  [0, 999_999].map((drawPpm) => ({
    command: { type: 'RecordRiskDraw', n: ('security' in state ? (state.security?.asked ?? 0) : 0) + off, drawPpm } as const,
  }));
const outcomes = (state: Registration): Given[] =>
  (['approved', 'rejected'] as const).map((outcome) => ({
    command: { type: 'RecordApprovalOutcome', approvalId: ('approvalId' in state ? state.approvalId : undefined) ?? 'none', outcome },
  }));

/** What leads on; it has tables of its own. */
const leads: ((state: Registration) => Given[])[] = [
  always(
    { command: registering.openMember, facts: opening },
    { command: registering.provePhone, facts: proof },
    { command: registering.giveProfile },
    { command: { type: 'WithdrawRegistration' } },
    { command: { type: 'ExpireDraft' } },
    { command: { type: 'OpenReview' }, facts: reviewers },
  ),
  (state) => [{ command: { type: 'RecordIdentityCheck', attempt: attemptOf(state), outcome: 'confirmed' } }],
  outcomes,
];

describe('a registration with further proofs × the commands about them', () => {
  it('is accepted or refused as the tables say, whatever leads there', () => {
    const columns = {
      GiveLiveness: give,
      AskForReview: always({ command: { type: 'AskForReview', reviewId: 'face' }, facts: reviewers }),
      Submit: always({ command: { type: 'SubmitRegistration', approvalId: 'v' } }),
    };
    expectTables(
      { ...registration, origins: those as typeof registration.origins },
      key,
      [
        { row: stepRow, columns, written: stepTable },
        {
          row: securityRow,
          columns: {
            GiveSecurity: always(
              { command: { type: 'GiveSecurity', signals: {} } },
              { command: { type: 'GiveSecurity', signals: { newDevice: true } } },
            ),
            ProvePhoneAgain: always({ command: { type: 'ProvePhoneAgain' }, facts: proof }),
          },
          written: securityTable,
        },
        { row: drawRow, columns: { draw: draws(0), 'of another evaluation': draws(1) }, written: drawTable },
        { row: checkRow, columns: { check: checks(0), 'an earlier check': checks(1) }, written: checkTable },
      ],
      leads,
    );
  });
});
