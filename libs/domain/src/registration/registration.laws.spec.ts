import type { Applicant, CommandStep, StepName, StepOf } from '#journey';
import { invitationBy, lawsOfLives, processOfStream, registrations, type Moment, type RegistrationTurn, type Stream } from '#testing';
import fc from 'fast-check';
import type { Account } from '../account/account';
import { placesOnDevices } from '../account/devices';
import type { Approval } from '../approval/approval';
import { tasksOf } from '../approval/tally';
import { day, type Command } from '../decider';
import type { Deregistration } from '../deregistration/deregistration';
import type { Invite } from '../invite/invite';
import { processes } from '../processes';
import { reactions } from '../reactions';
import { companyRoles } from '../role/role';
import { registrationPhonePurpose } from './phone-step';
import { applicantAccount, heldInvite, isEnded, isOpen, lapses, type KnownRegistration, type Registration } from './registration';
import type { RegistrationEvent } from './registration.events';

const registration = fc.constantFrom('r1', 'r2', 'r3', 'r4');
/** An account that a registration opens has its name. */
const account = fc.constantFrom('a1', 'a2', 'r1', 'r2');
const takenIn = fc.constantFrom('a1', 'a2');
const rarely = fc.constantFrom(false, false, false, true);
/** All of them on one device. */
const applicant = (name: string, phone: string, document: string): Applicant => ({
  registration: name,
  phone,
  fullName: 'Canary Liu',
  document,
  device: 'd',
});
/** Most people show the document that is theirs, as their number is. */
const who = fc
  .tuple(registration, fc.constantFrom(1, 2), rarely)
  .map(([name, n, another]) => applicant(name, `k${n}`, `n${another ? 3 - n : n}`));
/** With any number and any document. */
const anybody = fc.tuple(registration, fc.constantFrom('k1', 'k2'), fc.constantFrom('n1', 'n2')).map((parts) => applicant(...parts));
const registry = fc.constantFrom('confirmed' as const, 'confirmed' as const, 'unconfirmed' as const, 'unavailable' as const);
const person = fc.constantFrom('manager', 'admin', 'reviewer', 'principal of account of r1', 'stranger');
const result: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ type: fc.constant('RecordIdentityCheck'), attempt: fc.integer({ min: 1, max: 3 }), outcome: registry }),
  fc.constantFrom<Command & Record<string, unknown>>(
    { type: 'RecordDirectoryEntry', outcome: 'made' },
    { type: 'RecordDirectoryEntry', outcome: 'refused', reason: 'unit-unknown' },
    { type: 'RecordDirectoryRemoval', outcome: 'removed' },
    { type: 'RecordDirectoryRemoval', outcome: 'refused', reason: 'locked' },
    { type: 'RecordErasure', items: 1 },
    { type: 'EndWithAccount', deregistrationId: 'deregistration of a1 leaves' },
    { type: 'ExpireDraft' },
    { type: 'EndRetention' },
  ),
);
type TurnOf<T> = Extract<RegistrationTurn, { turn: T }>;
type Fields<T> = { [K in keyof T]: fc.Arbitrary<T[K]> };
const turn = <T extends RegistrationTurn['turn']>(weight: number, name: T, fields: Fields<Omit<TurnOf<T>, 'turn'>>) => ({
  weight,
  arbitrary: fc.record({ turn: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<RegistrationTurn>,
});
const step = <S extends StepName>(
  weight: number,
  name: S,
  fields: Fields<Omit<StepOf<S>, 'step'>>,
  way: fc.Arbitrary<TurnOf<'step'>['way']> = fc.constant(undefined),
) => turn(weight, 'step', { step: fc.record({ step: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<CommandStep>, way });

const invite = fc.constantFrom('i1' as const, 'i2' as const, 'i3' as const, 'i4' as const, 'i5' as const);
const life = fc.array(
  fc.oneof(
    step(
      4,
      'openRegistration',
      { who: anybody, invitation: fc.option(invite.map(invitationBy), { nil: undefined, freq: 2 }) },
      fc.constantFrom(undefined, undefined, 'with a rooted device'),
    ),
    turn(40, 'next-step', { who, invite }),
    step(
      1,
      'provePhone',
      { who: anybody },
      fc.constantFrom(undefined, 'with a code for an older number', 'with a code for another process', 'without a code'),
    ),
    step(1, 'giveProfile', { who: anybody }, fc.constantFrom(undefined, 'for the desk')),
    turn(1, 'fail', { who: anybody }),
    {
      weight: 1,
      arbitrary: registration.map((name): RegistrationTurn => {
        const command: Command & { phoneId: string } = { type: 'CorrectPhone', phoneId: `second phone of ${name}` };
        return { turn: 'command', registration: name, command };
      }),
    },
    step(1, 'recordSignIn', { who: anybody }),
    step(1, 'submit', { who: anybody, again: fc.constantFrom(undefined, true) }),
    step(2, 'withdraw', { who: anybody }),
    turn(2, 'command', { registration, command: fc.constantFrom({ type: 'OpenReview' }, { type: 'RetryDirectoryRemoval' }) }),
    step(4, 'review', { who: anybody, person, decision: fc.constantFrom('approve', 'approve', 'reject') }),
    turn(2, 'confirm', { who: anybody }),
    turn(6, 'merge', { who: anybody, choices: fc.subarray(['proven-phone', 'joined-account']) }),
    turn(1, 'withdraw-approval', { registration }),
    step(2, 'appointReviewer', { person: fc.constantFrom('reviewer', 'reviewer', 'principal of account of r1') }),
    turn(2, 'command', { registration, command: result }),
    turn(8, 'perform', { registry, directory: fc.constantFrom('made', 'made', 'refused') }),
    turn(4, 'step', {
      step: fc.tuple(takenIn, who, rarely).map(([name, { phone, fullName, document }, isMember]) => {
        const member = isMember && { at: invitationBy('i1').at };
        return { step: 'takeInAccount' as const, account: name, phone, fullName, document, ...member };
      }),
      way: fc.constant(undefined),
    }),
    turn(2, 'step', {
      step: account.map((name) => ({ step: 'requestDeregistration' as const, account: name, deregistration: `${name} leaves` })),
    }),
    turn(1, 'step', {
      step: account.map((name) => ({ step: 'undoDeregistration' as const, deregistration: `${name} leaves`, phone: 'k1' })),
    }),
    turn(2, 'leave', { account: takenIn }),
    turn(3, 'alarms', {}),
    turn(1, 'pass', {
      time: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 3 * day }) }, { weight: 1, arbitrary: fc.constant(31 * day) }),
    }),
    turn(2, 'pass-to-deadline', { off: fc.constantFrom(-1, 0, 1) }),
  ),
  { minLength: 30, maxLength: 90, size: 'max' },
);

/** All laws see the same lives, each of which is led once; another seed in each run of this file. */
const seed = Date.now();
const led = new Map<string, readonly Moment[]>();
const lead = (turns: readonly RegistrationTurn[]): readonly Moment[] => {
  const key = JSON.stringify(turns);
  const moments = led.get(key) ?? registrations(turns);
  led.set(key, moments);
  return moments;
};

const inEveryMoment = (law: (moment: Moment, before: Moment | undefined) => void) =>
  fc.assert(
    fc.property(life, (turns) => lead(turns).forEach((moment, i, moments) => law(moment, moments[i - 1]))),
    { numRuns: 150, seed },
  );
/** A law about states is not checked again where nothing has changed. */
const afterEveryChange = (law: (moment: Moment) => void) => inEveryMoment((moment) => moment.problem ?? law(moment));

const all = <S>(streams: readonly Stream[], process: string) =>
  streams.filter((stream) => stream.process === process) as unknown as readonly (Stream & { state: S })[];
const registrationsIn = ({ streams }: Pick<Moment, 'streams'>) => all<KnownRegistration>(streams, 'registration');
const accountIn = ({ streams }: Moment, id: string) => all<Account>(streams, 'account').find((each) => each.id === id)?.state;
const logOf = ({ events }: Stream) => events as readonly RegistrationEvent[];

const accounts = [
  ...['account.AccountActivated', 'account.CredentialGranted', 'account.DeviceBound', 'account.LevelRaised'],
  'account.MembershipActivated',
];
const undone = ['account.AccountOpeningUndone', 'account.MembershipUndone'];
/** What each reaction may cause. A new one needs its line here. */
const mayCause: Record<string, readonly string[]> = {
  'when-deregistration-requested-freeze-account': ['account.AccountFrozen'],
  'when-deregistration-revoked-unfreeze-account': ['account.AccountUnfrozen'],
  'when-purge-completed-purge-account': ['account.AccountPurged'],
  'when-phone-proven-supersede-registration': ['registration.RegistrationExpired'],
  'when-phone-proven-supersede-holder-of-invite': ['registration.RegistrationExpired'],
  'when-phone-proven-reserve-invite': ['invite.InviteReserved'],
  'when-review-needed-open-approval': ['approval.ApprovalOpened'],
  'when-reviewer-found-open-approval': ['approval.ApprovalOpened'],
  'when-registration-submitted-open-approval': ['approval.ApprovalOpened'],
  'when-registration-approved-open-account': ['account.AccountOpened'],
  'when-registration-approved-join-company': ['account.MembershipProposed'],
  'when-registration-activated-activate-account': accounts,
  'when-registration-activated-spend-invite': ['invite.InviteSpent'],
  'when-registration-rejected-return-invite': ['invite.InviteReturned'],
  'when-registration-withdrawn-return-invite': ['invite.InviteReturned'],
  'when-registration-expired-return-invite': ['invite.InviteReturned'],
  'when-registration-rejected-undo-opening': undone,
  'when-registration-withdrawn-undo-opening': undone,
  'when-registration-withdrawn-close-approval': ['approval.ApprovalClosed'],
  'when-registration-expired-close-approval': ['approval.ApprovalClosed'],
  'when-approval-approved-record-outcome': [
    'registration.ApplicantMerged',
    'registration.IdentityReviewed',
    'registration.RegistrationApproved',
    'registration.RegistrationMerged',
    'registration.RegistrationRejected',
  ],
  'when-applicant-merged-absorb-account': ['account.AccountAbsorbed'],
  'when-applicant-merged-replace-phone': ['account.PhoneReplaced'],
  'when-applicant-merged-merge-into': ['account.AccountMerged'],
  'when-registration-merged-return-invite': ['invite.InviteReturned'],
  'when-approval-rejected-record-outcome': ['registration.RegistrationRejected'],
  'when-approval-expired-record-outcome': ['registration.RegistrationExpired'],
  'when-approval-withdrawn-record-outcome': ['registration.RegistrationWithdrawn'],
};

/**
 * What no registration of these lives sets off: approvals by operators, verifications, alerts, and a membership that
 * ends and takes the person's roles with it.
 */
const causedByOthers: typeof mayCause = {
  'when-invite-renewed-issue-renewed-invite': ['invite.InviteIssued'],
  // Of registrations that were opened before version 4.
  'when-review-opened-open-approval': ['approval.ApprovalOpened'],
  'when-invite-revoked-end-with-invite': ['registration.RegistrationWithdrawn'],
  'when-approval-approved-grant-platform-role': ['role.RoleGranted'],
  'when-approval-approved-force-deregistration': ['deregistration.DeregistrationRequested'],
  'when-evidence-requested-record-evidence-request': ['registration.EvidenceRequested'],
  'when-evidence-given-record-resumption': ['registration.ApprovalResumed'],
  'when-evidence-request-cancelled-record-resumption': ['registration.ApprovalResumed'],
  'when-evidence-given-take-evidence': ['approval.EvidenceGiven'],
  'when-policy-adopted-move-approval-end': ['registration.ApprovalEndMoved'],
  'when-case-review-opened-open-approval': ['approval.ApprovalOpened'],
  'when-case-review-needed-open-approval': ['approval.ApprovalOpened'],
  'when-case-reviewer-found-open-approval': ['approval.ApprovalOpened'],
  'when-verification-withdrawn-close-approval': ['approval.ApprovalClosed'],
  'when-verification-passed-grant-credential': ['account.CredentialGranted'],
  'when-verification-passed-raise-level': ['account.LevelRaised'],
  'when-approval-approved-record-outcome': ['rights-review.RightKept', 'verification.VerificationPassed'],
  'when-account-absorbed-move-alert': ['risk-alert.RiskAlertMoved'],
  'when-account-merged-close-alert': ['risk-alert.RiskAlertClosed'],
  'when-approval-rejected-record-outcome': ['rights-review.RightRemoved', 'verification.VerificationRefused'],
  'when-approval-expired-record-outcome': ['verification.VerificationExpired'],
  'when-approval-withdrawn-record-outcome': ['verification.VerificationWithdrawn'],
  'when-right-removed-end-membership': ['account.MembershipEnded'],
  ...Object.fromEntries(companyRoles.map((role) => [`when-membership-became-dormant-take-back-${role}`, ['role.RoleTakenBack']])),
  'when-right-removed-take-role-back': ['role.RoleTakenBack'],
  'when-risk-evaluated-raise-alert': ['risk-alert.RiskAlertRaised', 'risk-alert.RiskAlertRepeated'],
  'when-applicant-evaluated-raise-alert': ['risk-alert.RiskAlertRaised', 'risk-alert.RiskAlertRepeated'],
  'when-frequent-registration-seen-raise-alert': ['risk-alert.RiskAlertRaised'],
  'when-membership-proposed-move-alert': ['risk-alert.RiskAlertMoved'],
  'when-membership-undone-move-alert': ['risk-alert.RiskAlertMoved'],
  'when-membership-ended-move-alert': ['risk-alert.RiskAlertMoved'],
  'when-department-changed-move-alert': ['risk-alert.RiskAlertMoved'],
  'when-account-purged-close-alert': ['risk-alert.RiskAlertClosed'],
  'when-applicant-erased-close-alert': ['risk-alert.RiskAlertClosed'],
  'when-risk-alert-resolved-lift-suspension': ['approval.ApprovalApproved'],
  ...Object.fromEntries(companyRoles.map((role) => [`when-membership-ended-take-back-${role}`, ['role.RoleTakenBack']])),
};

/**
 * Of the reactions to these one alone moves something: a right is a role or a membership, an approval has one matter.
 */
const eitherOr = ['rights-review.RightRemoved', 'approval.ApprovalApproved'];

function notable(event: RegistrationEvent): readonly string[] {
  if (event.type === 'PhoneProven') return Object.keys(event).map((how) => `phone ${how}`);
  if (event.type === 'ReviewNeeded') return [`review ${event.cause}`];
  if (event.type === 'RegistrationApproved') return [`approved ${event.rule ?? 'by people'}${event.joins ? ', joins' : ''}`];
  if (event.type === 'RegistrationRejected') return [`rejected ${event.reason}${event.undo === undefined ? '' : ', undone'}`];
  return [`after ${event.type}`];
}

/** Enough for what is rare: a person leaves while joining. */
const lives = fc.sample(life, { numRuns: 1_600, seed: 1 }).map(registrations);

describe('in many registrations', () => {
  it('much happens: the laws below are tried on every state, on people who join with an account, lose a draft to another applicant, or take a number over', () => {
    const seen = new Set<string>();
    for (const moments of lives) {
      for (const { streams } of moments)
        for (const stream of streams) seen.add(`${stream.process} ${processOfStream(stream).status(stream.state)}`);
      for (const event of all<KnownRegistration>(moments.at(-1)!.streams, 'registration').flatMap(logOf))
        notable(event).forEach((each) => seen.add(each));
    }
    const expected = {
      account: ['opening', 'undone', 'active', 'frozen', 'merged', 'purged'],
      approval: ['pending', 'approved', 'rejected', 'expired', 'withdrawn'],
      invite: ['issued', 'reserved', 'spent'],
      registration: [
        'draft',
        'verifying',
        'manual_review',
        'awaiting_approval',
        'activating',
        'active',
        'rejected',
        'withdrawn',
        'expired',
        'merged',
      ],
      phone: ['joins', 'supersedes', 'phoneFreeSince'],
      review: ['identity-unconfirmed', 'identity-elsewhere', 'not-the-accounts-document', 'registry-unavailable'],
      approved: [
        'by people',
        'by people, joins',
        'personal-needs-no-confirmation',
        'position-needs-no-confirmation',
        'position-needs-no-confirmation, joins',
      ],
      rejected: ['not-known', 'account-not-active', 'already-a-member', 'directory-refused, undone'],
      after: ['DirectoryEntryRemoved', 'DirectoryRemovalRefused', 'DirectoryRemovalRetried', 'ApplicantErased'],
    };
    const names = Object.entries(expected).flatMap(([what, values]) => values.map((value) => `${what} ${value}`));
    expect(names.filter((name) => !seen.has(name))).toEqual([]);
  });

  it('reactions cause just what the table above says', () => {
    const seen: Record<string, Set<string>> = {};
    for (const { consequences } of lives.flat())
      for (const { reaction, events } of consequences) events.forEach((event) => (seen[reaction] ??= new Set()).add(event));
    const sorted = (table: Record<string, Iterable<string>>) =>
      Object.fromEntries(Object.entries(table).map(([reaction, events]) => [reaction, [...events].sort()]));
    expect(sorted(seen)).toEqual(sorted(mayCause));
  });

  it('reactions are at most 4 deep, so that they have no cycle, and move at most 8 streams with their cause', () => {
    const table = (name: string) => [...(mayCause[name] ?? []), ...(causedByOthers[name] ?? [])];
    expect(reactions.map(({ name }) => name).filter((name) => table(name).length === 0)).toEqual([]);
    const reach = (event: string, depth: number): { depth: number; streams: number } => {
      if (depth > 4) return { depth, streams: 1 };
      const next = reactions
        .filter(({ when }) => `${when.process}.${when.event}` === event)
        .map(({ name }) => table(name).map((caused) => reach(caused, depth + 1)))
        .map((each) => ({ depth: Math.max(...each.map((one) => one.depth)), streams: Math.max(...each.map((one) => one.streams)) }));
      const streams = next.map((each) => each.streams);
      const moved = eitherOr.includes(event) ? Math.max(...streams) : streams.reduce((sum, each) => sum + each, 0);
      return { depth: Math.max(depth, ...next.map((each) => each.depth)), streams: 1 + moved };
    };
    const reached = reactions.map(({ when }) => `${when.process}.${when.event}`).map((event) => ({ event, ...reach(event, 0) }));
    expect(reached.filter(({ depth, streams }) => depth > 4 || streams > 8)).toEqual([]);
    // Only an alert that frees an approval goes as far: the applicant joins with an account, and an alert about that
    // moves.
    expect(reached.filter(({ depth }) => depth > 3).map(({ event }) => event)).toEqual(['risk-alert.RiskAlertResolved']);
  });
});

it('a person who is leaving while joining, and is purged before the directory answers, becomes no member and leaves nothing behind', () => {
  const entry = { type: 'RecordDirectoryEntry', outcome: 'made' } as Command;
  const who = applicant('r1', 'k1', 'n1');
  const on: RegistrationTurn = { turn: 'next-step', who, invite: 'i1' };
  const takesIn = { step: 'takeInAccount', account: 'a1', phone: 'k1', fullName: 'Canary Liu', document: 'n1' } as const;
  const statuses = (...turns: RegistrationTurn[]) => {
    const { streams } = registrations([{ turn: 'step', step: takesIn }, on, on, on, on, on, on, ...turns]).at(-1)!;
    const { directory } = registrationsIn({ streams })[0]!.state;
    const of = (id: string) => streams.find((stream) => stream.id === id)!.state.status;
    return [of('registration of r1'), of('account of a1'), of('invite of i1'), directory];
  };
  const worker: RegistrationTurn = { turn: 'perform', registry: 'confirmed', directory: 'made' };
  expect(statuses()).toEqual(['activating', 'living', 'reserved', undefined]);
  expect(statuses(on)).toEqual(['active', 'living', 'spent', 'made']);
  const late: RegistrationTurn = { turn: 'command', registration: 'r1', command: entry };
  expect(statuses({ turn: 'leave', account: 'a1' })).toEqual(['withdrawn', 'purged', 'issued', undefined]);
  expect(statuses({ turn: 'leave', account: 'a1' }, late)).toEqual(['withdrawn', 'purged', 'issued', 'made']);
  expect(statuses({ turn: 'leave', account: 'a1' }, late, worker)).toEqual(['withdrawn', 'purged', 'issued', 'removed']);
});

describe('in every moment of many registrations', () => {
  it.each(Object.entries(lawsOfLives))('%s', (_, law) => inEveryMoment(law));

  it('an identifier has one holder: an open registration has reserved it, or a living or opening account holds it', () => {
    afterEveryChange((moment) => {
      const expected = [
        ...registrationsIn(moment).flatMap(({ id, state }) => {
          // What it has reserved goes to a new account as soon as that is open, and to one that lives last.
          if (!isOpen(state) || (state.status === 'activating' && state.joins === undefined)) return [];
          const phone = state.phoneProven && state.joins === undefined ? [state.phoneId] : [];
          return [...phone, ...(state.profile?.identityId === undefined ? [] : [state.profile.identityId])].map(
            (one) => `${one} reserved by ${id}`,
          );
        }),
        ...all<Account>(moment.streams, 'account').flatMap(({ id, state }) => {
          if (state.status !== 'living' && state.status !== 'opening') return [];
          return [state.phoneId, ...(state.identityId === undefined ? [] : [state.identityId])].map((one) => `${one} held by ${id}`);
        }),
      ];
      const taken = moment.claims.filter(({ state }) => state !== 'cooldown');
      expect(taken.map(({ identifierId, state, holder }) => `${identifierId} ${state} by ${holder}`).sort()).toEqual(expected.sort());
    });
  });

  it('an invite is spent exactly when its registration is active, and reserved exactly while one is open that has proven its phone with it', () => {
    afterEveryChange((moment) => {
      for (const { id, state } of all<Invite>(moment.streams, 'invite')) {
        const own = registrationsIn(moment).filter((each) => heldInvite(each.state) === id);
        const active = own.filter((each) => each.state.status === 'active').map((each) => each.id);
        const open = own.filter((each) => isOpen(each.state)).map((each) => each.id);
        expect([...active.map((holder) => ['spent', holder]), ...open.map((holder) => ['reserved', holder])]).toEqual(
          state.status === 'spent' || state.status === 'reserved' ? [[state.status, state.holder]] : [],
        );
      }
    });
  });

  it('an account is opening exactly while its registration activates, and a membership joining exactly while the one that brings it does', () => {
    afterEveryChange((moment) => {
      const activating = registrationsIn(moment).filter(({ state }) => state.status === 'activating');
      const begun = activating.map(
        ({ id, state }) => `${id}: ${applicantAccount(state)} ${state.joins === undefined ? 'opening' : 'joining'}`,
      );
      const found = all<Account>(moment.streams, 'account').flatMap(({ id, state }) => {
        if (state.status === 'opening') return [`${state.registrationId}: ${id} opening`];
        if (state.status !== 'living') return [];
        return Object.values(state.memberships).flatMap((each) =>
          each.status === 'joining' ? [`${each.registrationId}: ${id} joining`] : [],
        );
      });
      expect(found.sort()).toEqual(begun.sort());
    });
  });

  it('an approval is pending exactly while its registration waits for it; both agree until when, and on what became of it', () => {
    const agreed: Record<string, readonly string[]> = {
      approved: ['RegistrationApproved', 'IdentityReviewed', 'RegistrationRejected', 'ApplicantMerged'],
      rejected: ['RegistrationRejected'],
      expired: ['RegistrationExpired'],
      withdrawn: ['RegistrationWithdrawn', 'RegistrationExpired'],
    };
    afterEveryChange((moment) => {
      for (const { id, state } of all<Exclude<Approval, { status: 'none' }>>(moment.streams, 'approval')) {
        const asked = registrationsIn(moment).find((each) => each.id === state.matter.id)!;
        const waits = ['manual_review', 'awaiting_approval'].includes(asked.state.status) && asked.state.approvalId === id;
        expect(state.status === 'pending').toBe(waits);
        const until = state.expiresAt === undefined ? {} : { until: state.expiresAt };
        if (waits) expect(processes.registration.awaits(asked.state)).toEqual([{ what: `approval:${id}`, ...until }]);
        const after = logOf(asked).slice(logOf(asked).findIndex((event) => 'approvalId' in event && event.approvalId === id) + 1);
        if (!waits) expect(agreed[state.status]).toContain(after[0]?.type);
      }
    });
  });

  it('no applicant becomes active without two approvers or a rule, and without the registry or a reviewer other than themselves', () => {
    afterEveryChange((moment) => {
      for (const { state, ...stream } of registrationsIn(moment)) {
        if (state.status !== 'active') continue;
        const log = logOf({ ...stream, state });
        const approvers = (approvalId: string | undefined) => {
          const found = all<Exclude<Approval, { status: 'none' }>>(moment.streams, 'approval').find(
            (each) => each.id === approvalId,
          )!.state;
          expect(found.status).toBe('approved');
          return found.stages
            .flatMap(tasksOf)
            .filter(({ taskId }) => found.decided[taskId])
            .map(({ assignee }) => assignee);
        };
        const how = log.find((event) => event.type === 'RegistrationApproved')!;
        if (how.rule === undefined) expect(approvers(state.approvalId)).toEqual(['manager', 'admin']);
        const since = log.slice(log.findLastIndex((event) => event.type === 'ProfileGiven'));
        const review = since.find((event) => event.type === 'ReviewNeeded' || event.type === 'ReviewerFound');
        const asked = since.findLast((event) => 'approvalId' in event && /^Review/.test(event.type)) as { approvalId?: string } | undefined;
        if (review === undefined) expect(since[1]).toMatchObject({ outcome: 'confirmed' });
        else {
          expect(since.map(({ type }) => type)).toContain('IdentityReviewed');
          expect(approvers(asked?.approvalId)).not.toContain(state.profile?.applicantId);
          expect(how.rule).not.toBe('position-needs-no-confirmation');
        }
        expect(review !== undefined || state.profile?.elsewhere === false).toBe(true);
      }
    });
  });

  it('an applicant without an account is not erased before the recorded instant; with one, only where an older account has all of it', () => {
    inEveryMoment(({ at, before, problem, command }) => {
      const state = before.state as Registration;
      if (command.type !== 'RecordErasure' || problem || state.status === 'none') return;
      if (isEnded(state)) expect(at).toBeGreaterThanOrEqual(state.erasesAt);
      else expect([state.status, state.joins]).toEqual(['active', expect.any(String)]);
    });
  });

  it('with an account that is purged every registration goes that joined it: none is open, none is kept, all of them are erased', () => {
    afterEveryChange((moment) => {
      for (const { state } of registrationsIn(moment)) {
        if (state.joins === undefined || accountIn(moment, state.joins)?.status !== 'purged') continue;
        expect([isOpen(state), state.erased !== undefined]).toEqual([false, true]);
      }
    });
  });

  it('no registration ends with an account that is not being purged', () => {
    inEveryMoment(({ command, problem, before, streams }) => {
      if (command.type !== 'EndWithAccount' || problem) return;
      const { joins } = before.state as KnownRegistration;
      const own = all<Deregistration>(streams, 'deregistration').filter(({ state }) => 'accountId' in state && state.accountId === joins);
      expect(own.map(({ state }) => state.status)).toContain('purging');
    });
  });

  it('a registration that is over is moved by late results and by its own time, by each of them once, and by what an operator has tried again', () => {
    afterEveryChange(({ after }) => {
      if (after.process !== 'registration' || processOfStream(after).outcome(after.state) === undefined) return;
      const log = logOf(after).map(({ type }) => type);
      const since: readonly string[] = log.slice(
        log.findIndex((type) => /^Registration(Activated|Rejected|Withdrawn|Expired|Merged)$/.test(type)) + 1,
      );
      const known = [
        'RetentionShortened',
        'RetentionEnded',
        'ApplicantErased',
        'IdentityChecked',
        'DirectoryEntryMade',
        'DirectoryEntryRefused',
        'DirectoryEntryRemoved',
      ];
      const untilItWorks: readonly string[] = ['DirectoryRemovalRefused', 'DirectoryRemovalRetried'];
      const once = since.filter((type) => !untilItWorks.includes(type));
      expect(once.sort()).toEqual(known.filter((type) => since.includes(type)).sort());
    });
  });

  it('the result of what is owed is always taken, whatever has happened to the account meanwhile', () => {
    const results: Record<string, string> = {
      checkIdentity: 'RecordIdentityCheck',
      createDirectoryEntry: 'RecordDirectoryEntry',
      removeDirectoryEntry: 'RecordDirectoryRemoval',
      eraseApplicant: 'RecordErasure',
    };
    const taken = ({ before, command, problem }: Moment) => {
      if (before.process !== 'registration') return;
      const owed = processOfStream(before)
        .owed(before.state)
        .filter(({ kind, n }) => results[kind] === command.type && n === ('attempt' in command ? command.attempt : n));
      if (owed.length > 0) expect(problem).toBeUndefined();
    };
    inEveryMoment(taken);
    lives.flat().forEach(taken);
  });

  it('an entry in the directory is that of an active registration, or is owed its removal, or an operator sees that it is kept', () => {
    afterEveryChange(({ after }) => {
      const { process, state } = after;
      if (process !== 'registration' || (state as KnownRegistration).directory !== 'made' || state.status === 'active') return;
      const { owed, troubles } = processOfStream(after);
      const kept = troubles(state).filter(({ kind }) => kind === 'directory-removal-refused');
      expect([...owed(state).filter(({ kind }) => kind === 'removeDirectoryEntry'), ...kept]).toHaveLength(1);
    });
  });

  it('a place on a device is that of an account, or of one that comes to be; there are three at most (R19)', () => {
    afterEveryChange(({ streams, tallies }) => {
      const opened = registrationsIn({ streams }).flatMap(({ state }) =>
        isOpen(state) && state.deviceId ? [applicantAccount(state)] : [],
      );
      const living = all<Account>(streams, 'account').flatMap(({ id, state }) => (placesOnDevices(state).length > 0 ? [id] : []));
      // An opening by an invite is counted too, under the registration itself.
      const onDevices = tallies.filter(({ entryId, holder }) => entryId !== holder);
      const holders = [...new Set(onDevices.map(({ holder }) => holder))];
      expect(holders.sort()).toEqual([...new Set([...opened, ...living])].sort());
      expect(holders.length).toBeLessThanOrEqual(3);
    });
  });

  it('a draft that has lapsed takes no step any more, and no reviewer is asked about it', () => {
    inEveryMoment(({ at, before, after, problem, command }) => {
      const state = before.state as Registration;
      if (command.type === 'EndWithAccount') return;
      if (before.process !== 'registration' || problem || !isOpen(state) || !lapses(state) || at < state.draftExpiresAt) return;
      expect(after.events.slice(before.events.length).map(({ type }) => type)).toEqual([
        expect.stringMatching(/^(IdentityChecked|RegistrationExpired)$/),
      ]);
    });
  });

  it('what is allowed is not refused for the sake of the state, and what is not allowed is', () => {
    afterEveryChange(({ at, after }) => {
      const { process, id, state } = after;
      if (process !== 'registration') return;
      const kind = processOfStream(after);
      const known = state as KnownRegistration;
      const facts = {
        proof: { verdict: 'proven', purpose: registrationPhonePurpose, boundTo: id, identifierId: known.phoneId },
        reviewers: { status: 'granted', role: 'identity-reviewer', holders: ['somebody'] },
        invite: { status: 'issued', companyId: 'c', positionStreamId: 'p', managers: [], expiresAt: at + 1 },
      };
      const fields: Readonly<Record<string, object>> = {
        CorrectPhone: { phoneId: 'x' },
        ProvePhone: { key: 'k', device: { key: 'd', entryId: 'x' } },
        GiveProfile: {
          identity: { identifierId: 'x', key: 'n' },
          applicant: { accountId: applicantAccount(known), principalId: 'x' },
          reviewId: 'x',
        },
        SubmitRegistration: { approvalId: 'x' },
      };
      const tries = Object.entries(processes.registration.rules)
        .filter(([, { origin, opens }]) => [origin].flat().includes('caller') && !opens)
        .map(([type]) => ({ ...fields[type], type }));
      const taken = tries.filter((command) => kind.decide(state, command, facts, at).problem === undefined).map(({ type }) => type);
      expect(kind.allowed(state, at)).toEqual(taken);
    });
  });
});
