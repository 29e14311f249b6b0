import fc from 'fast-check';
import { account } from './account/account.process';
import type { ApprovalEvent, Slot, Stage } from './approval/approval';
import type { ApprovalCommand, ApprovalFacts } from './approval/approval.decide';
import { approval } from './approval/approval.process';
import type { OpenedWithoutStage } from './approval/recorded-before';
import { company, type CompanyCommand, type CompanyEvent } from './company/company';
import type { AccountEvent } from './account/account';
import type { AccountCommand, AccountFacts } from './account/account.decide';
import { day, type Claim, type Command, type Event, type Process } from './decider';
import type { DeregistrationEvent } from './deregistration/deregistration';
import { revocationPurpose, type DeregistrationCommand, type DeregistrationFacts } from './deregistration/deregistration.decide';
import { purgeStepNames, retentionSteps, type Step } from './deregistration/deregistration.policy';
import { deregistration } from './deregistration/deregistration.process';
import { receipts } from './deregistration/receipts';
import type { InviteEvent } from './invite/invite';
import type { InviteCommand, InviteFacts } from './invite/invite.decide';
import { invite } from './invite/invite.process';
import { position, type PositionCommand, type PositionEvent, type PositionFacts } from './position/position';
import { processes } from './processes';
import { registrationPhonePurpose } from './registration/phone-step';
import type { RegistrationEvent } from './registration/registration';
import type { RegistrationCommand, RegistrationFacts } from './registration/registration.decide';
import { registration } from './registration/registration.process';
import { role, type RoleCommand, type RoleEvent, type RoleFacts } from './role/role';

/** Nothing here is likely: events in an order that never happens, commands from nowhere. The rules must bear it: a fold never throws, a refusal is a value. */
const instant = fc.oneof(fc.constantFrom(0, 7 * day, 14 * day, 44 * day, 45 * day), fc.integer({ min: 0, max: 60 * day }));
const id = fc.constantFrom('d', 'e');
const tier = fc.constantFrom(0 as const, 1 as const, 2 as const);
const step = fc.constantFrom(...purgeStepNames, ...(Object.keys(retentionSteps) as Step[]));
const count = fc.integer({ min: 0, max: 3 });
const of = <T extends string, R extends Record<string, unknown>>(type: T, fields: { [K in keyof R]: fc.Arbitrary<R[K]> }) =>
  fc.record({ type: fc.constant(type), ...fields }) as fc.Arbitrary<{ type: T } & R>;

const accountEvent: fc.Arbitrary<AccountEvent> = fc.oneof(
  of('AccountTakenIn', { subjectId: id, phoneId: id, activatedAt: instant, tier, tierOneAt: instant, tierTwoAt: instant }),
  of('AccountTakenIn', {
    subjectId: id,
    phoneId: id,
    identityId: id,
    companyId: id,
    activatedAt: instant,
    tier,
    tierOneAt: instant,
    tierTwoAt: instant,
  }),
  of('AccountOpened', { registrationId: id, subjectId: id, phoneId: id }),
  of('AccountOpened', { registrationId: id, subjectId: id, phoneId: id, identityId: id, companyId: id, positionStreamId: id }),
  of('AccountActivated', { activatedAt: instant, tierOneAt: instant, tierTwoAt: instant }),
  of('AccountOpeningUndone', { registrationId: id }),
  of('MembershipProposed', { companyId: id, positionStreamId: id, registrationId: id }),
  of('MembershipActivated', { companyId: id, at: instant }),
  of('MembershipActivated', { companyId: id, at: instant, identityId: id }),
  of('MembershipUndone', { companyId: id, registrationId: id }),
  of('TierRaised', { tier }),
  of('AccountFrozen', { deregistrationId: id }),
  of('AccountUnfrozen', { deregistrationId: id }),
  of('AccountPurged', { deregistrationId: id, phoneFreeAt: instant }),
);
const identifier = fc.record({ identifierId: id, key: id });
const accountCommand: fc.Arbitrary<AccountCommand> = fc.oneof(
  of('TakeInAccount', { accountId: id, subjectId: id, phone: identifier, activatedAt: instant }),
  of('TakeInAccount', { accountId: id, subjectId: id, phone: identifier, identity: identifier, companyId: id }),
  of('OpenAccount', { accountId: id, registrationId: id, subjectId: id, phoneId: id }),
  of('OpenAccount', { accountId: id, registrationId: id, subjectId: id, phoneId: id, identityId: id, companyId: id, positionStreamId: id }),
  of('JoinCompany', { registrationId: id, companyId: id, positionStreamId: id }),
  of('ActivateAccount', { accountId: id, registrationId: id }),
  of('ActivateAccount', { accountId: id, registrationId: id, identityId: id }),
  of('UndoOpening', { registrationId: id }),
  of('RaiseTier', { tier }),
  of('FreezeAccount', { deregistrationId: id }),
  of('UnfreezeAccount', { deregistrationId: id }),
  of('PurgeAccount', { deregistrationId: id, phoneFreeAt: instant }),
);
const claim: fc.Arbitrary<Claim> = fc.oneof(
  fc.record({ state: fc.constantFrom('held' as const, 'reserved' as const), identifierId: id, holder: id }),
  fc.record({ state: fc.constant('cooldown' as const), identifierId: id, holder: id, until: instant }),
);
const folded = <S, E>({ evolve, initial }: { evolve(state: S, event: E): S; initial: S }, event: fc.Arbitrary<E>) =>
  fc.array(event, { maxLength: 4 }).map((events) => events.reduce(evolve, initial));
const companyKind = fc.constantFrom('enterprise' as const, 'public-body' as const);
const companyEvent: fc.Arbitrary<CompanyEvent> = of('CompanyTakenIn', { companyId: id, companyKind });
const companyCommand: fc.Arbitrary<CompanyCommand> = of('TakeInCompany', { companyId: id, companyKind });
const companyFact = folded(company, companyEvent);
const accountFacts: fc.Arbitrary<AccountFacts> = fc.record({ phone: claim, identity: claim, company: companyFact }, { requiredKeys: [] });

const deregistrationEvent: fc.Arbitrary<DeregistrationEvent> = fc.oneof(
  of('DeregistrationRequested', {
    accountId: id,
    subjectId: id,
    phoneId: id,
    coolingOffEndsAt: instant,
    reminderAts: fc.array(instant, { maxLength: 2 }),
  }),
  of('CoolingOffReminderFellDue', { n: count }),
  of('DeregistrationRevoked', {}),
  of('CoolingOffEnded', {}),
  of('PurgeStepCompleted', { step, at: instant, items: count }),
  of('PurgeStepBlocked', { step, at: instant, reason: fc.constant('legal-hold') }),
  of('PurgeStepRetried', { step, attempt: count }),
  of('PurgeCompleted', { directoryEndsAt: instant, phoneFreeAt: instant }),
  of('DirectoryRetentionEnded', {}),
  of('PhoneReleased', { at: instant }),
  of('DeregistrationClosed', {}),
);
const result = fc.oneof(
  fc.record({ done: fc.constant(true as const), items: count }),
  fc.record({ done: fc.constant(false as const), reason: fc.constant('legal-hold') }),
);
const deregistrationCommand: fc.Arbitrary<DeregistrationCommand> = fc.oneof(
  of('RequestDeregistration', { accountId: id, checklist: fc.record({ appsUnbound: fc.boolean(), groupsLeft: fc.boolean() }) }),
  of('RevokeDeregistration', {}),
  of('RetryPurgeStep', { step }),
  of('RemindOfCoolingOff', { n: count }),
  of('EndCoolingOff', {}),
  of('EndDirectoryRetention', {}),
  of('ReleasePhone', {}),
  of('RecordPurgeStep', { step, result }),
);
const purpose = fc.constantFrom(revocationPurpose, registrationPhonePurpose);
const proof = fc.oneof(
  fc.record({ verdict: fc.constant('proven' as const), purpose, boundTo: id, identifierId: id }),
  fc.record({ verdict: fc.constant('refused' as const), problem: fc.record({ code: fc.constant('code-invalid') }) }),
);
const deregistrationFacts: fc.Arbitrary<DeregistrationFacts> = fc.record(
  { account: folded(account, accountEvent), proof },
  { requiredKeys: [] },
);

const positionFields = { companyId: id, positionId: id, template: id, autoApprove: fc.boolean() };
const positionEvent: fc.Arbitrary<PositionEvent> = of('PositionAdded', positionFields);
const positionCommand: fc.Arbitrary<PositionCommand> = of('AddPosition', positionFields);
const positionFacts: fc.Arbitrary<PositionFacts> = fc.record({ company: companyFact }, { requiredKeys: [] });

const roleFields = { companyId: id, role: fc.constantFrom('it-admin' as const, 'identity-reviewer' as const), principalId: id };
const { companyId: _none, ...platformRoleFields } = roleFields;
const roleEvent: fc.Arbitrary<RoleEvent> = fc.oneof(of('RoleGranted', roleFields), of('RoleGranted', platformRoleFields));
const roleCommand: fc.Arbitrary<RoleCommand> = fc.oneof(of('GrantRole', roleFields), of('GrantRole', platformRoleFields));
const roleFacts: fc.Arbitrary<RoleFacts> = fc.record({ company: companyFact }, { requiredKeys: [] });

const people = fc.array(fc.constantFrom('d', 'e', 'f'), { maxLength: 3 });
const inviteEvent: fc.Arbitrary<InviteEvent> = fc.oneof(
  of('InviteIssued', { companyId: id, positionStreamId: id, managers: people, expiresAt: instant }),
  of('InviteReserved', { holder: id }),
  of('InviteReturned', { holder: id }),
  of('InviteSpent', { holder: id }),
);
const inviteCommand: fc.Arbitrary<InviteCommand> = fc.oneof(
  of('IssueInvite', { companyId: id, positionStreamId: id, managers: people }),
  of('IssueInvite', { companyId: id, positionStreamId: id, managers: people, expiresInMs: instant }),
  of('ReserveInvite', { holder: id }),
  of('ReturnInvite', { holder: id }),
  of('SpendInvite', { holder: id }),
);
const inviteFacts: fc.Arbitrary<InviteFacts> = fc.record(
  { company: companyFact, position: folded(position, positionEvent) },
  { requiredKeys: [] },
);

const person = fc.constantFrom('d', 'e', 'f', 'g');
const taskId = fc.constantFrom('1.1.1.1', '1.1.1.2', '1.1.2.1', '9.9');
const verdict = fc.constantFrom('approve' as const, 'reject' as const);
/** Such as JSON makes them. */
const plain = { noNullPrototype: true } as const;
const matterType = fc.constantFrom('registration' as const, 'identity-review' as const, 'document-export' as const);
const matter = fc.record({ type: matterType, id }, plain);
const task = fc.record({ taskId, assignee: person }, plain);
const selector = fc.constantFrom({ kind: 'manager' as const }, { kind: 'role' as const, role: 'it-admin' });
const howMany = fc.integer({ min: 1, max: 3 });
const need = fc.oneof(fc.constantFrom('any' as const, 'all' as const), howMany);
const slots: fc.Arbitrary<Slot[]> = fc.array(fc.record({ selector, need, tasks: fc.array(task, { maxLength: 3 }) }, plain), {
  maxLength: 3,
});
const rule = fc.oneof(fc.constantFrom('all' as const, 'any' as const), fc.record({ quorum: howMany }, plain));
const stage: fc.Arbitrary<Stage> = fc.record({ index: count, rule, distinct: fc.constant(true as const), slots }, plain);
const opening = {
  matter,
  companyId: id,
  policyId: id,
  requestedBy: person,
  subjectId: id,
  remindAts: fc.array(instant, { maxLength: 2 }),
  expiresAt: instant,
};
const approvalEvent: fc.Arbitrary<ApprovalEvent | OpenedWithoutStage> = fc.oneof(
  of('ApprovalOpened', { ...opening, policyVersion: count, round: count, stage }),
  of('ApprovalOpened', { ...opening, slots }),
  of('TaskTaken', { taskId }),
  of('TaskReleased', { taskId }),
  of('TaskDecided', { taskId, verdict, at: instant }),
  of('TaskDecided', { taskId, verdict, at: instant, reasonCode: id }),
  of('ApproversReminded', { n: count }),
  of('ApprovalApproved', {}),
  of('ApprovalRejected', { reasonCode: id }),
  of('ApprovalExpired', {}),
  of('ApprovalWithdrawn', {}),
  of('ApprovalClosed', {}),
);
const roleStreams = fc.constantFrom<Record<string, string>>({}, { 'it-admin': 'role' }, { 'identity-reviewer': 'role' });
const approvalCommand: fc.Arbitrary<ApprovalCommand> = fc.oneof(
  of('OpenApproval', { matter, companyId: id, subjectId: id, requestedBy: person, managers: people, roleStreams }),
  of('OpenApproval', { matter, subjectId: id, requestedBy: person, managers: people, roleStreams, accountId: id }),
  of('CloseApproval', {}),
  of('DecideTask', { actor: person, verdict, reasonCode: id }),
  of('DecideTask', { actor: person, verdict }),
  of('DecideTask', { actor: person, verdict, taskId }),
  of('TakeTask', { actor: person, taskId }),
  of('ReleaseTask', { actor: person, taskId }),
  of('WithdrawApproval', { actor: person }),
  of('RemindApprovers', { n: count }),
  of('ExpireApproval', {}),
);
const roleFact = folded(role, roleEvent);
const approvalFacts: fc.Arbitrary<ApprovalFacts> = fc.record({ 'it-admin': roleFact, 'identity-reviewer': roleFact }, { requiredKeys: [] });

const variant = fc.constantFrom('member' as const, 'personal' as const);
const integrity = fc.constantFrom('genuine' as const, 'rooted' as const, 'emulator' as const);
const applicantIds = { registrationId: id, variant, accountId: id, subjectId: id, phoneId: id, integrity, roleStreams };
const joining = fc.record({ companyId: id, inviteId: id, positionStreamId: id, managers: people, autoApprove: fc.boolean() }, plain);
const openedAs = { ...applicantIds, platform: id, consentVersion: id, draftExpiresAt: instant };
const attempt = fc.integer({ min: 1, max: 3 });
const checkOutcome = fc.constantFrom('confirmed' as const, 'unconfirmed' as const, 'unavailable' as const);
const profileGiven = { attempt, applicantId: person, reviewId: id, elsewhere: fc.boolean() };
const registrationEvent: fc.Arbitrary<RegistrationEvent> = fc.oneof(
  { weight: 4, arbitrary: of('RegistrationOpened', openedAs) },
  { weight: 4, arbitrary: of('RegistrationOpened', { ...openedAs, joining, timeZone: id }) },
  of('PhoneCorrected', { phoneId: id }),
  of('PhoneProven', {}),
  of('PhoneProven', { joins: id }),
  of('PhoneProven', { supersedes: id, phoneFreeSince: instant }),
  of('SignInRecorded', {}),
  of('ProfileGiven', profileGiven),
  of('ProfileGiven', { ...profileGiven, identityId: id, position: fc.record({ positionStreamId: id, autoApprove: fc.boolean() }, plain) }),
  of('IdentityChecked', { attempt, outcome: checkOutcome }),
  of('ManualReviewBegan', { cause: fc.constantFrom('identity-unconfirmed' as const, 'identity-elsewhere' as const) }),
  of('ReviewOpened', { approvalId: id }),
  of('IdentityReviewed', { draftExpiresAt: instant }),
  of('DocumentReserved', { identityId: id }),
  of('RegistrationSubmitted', { approvalId: id }),
  of('RegistrationApproved', { accountId: id, joins: fc.boolean() }),
  of('DirectoryEntryMade', {}),
  of('DirectoryEntryRefused', { reason: id }),
  of('DirectoryEntryRemoved', {}),
  of('DirectoryRemovalRefused', { reason: id }),
  of('DirectoryRemovalRetried', { attempt }),
  of('RegistrationActivated', { accountId: id }),
  of('RegistrationRejected', { reason: id, erasesAt: instant, inviteId: id, undo: id }),
  of('RegistrationWithdrawn', { erasesAt: instant, approvalId: id }),
  of('RegistrationExpired', { reason: id, erasesAt: instant }),
  of('RetentionShortened', { erasesAt: instant }),
  of('RetentionEnded', {}),
  of('ApplicantErased', { at: instant, items: count }),
);
const platform = fc.constantFrom('ios' as const, 'android' as const, 'web' as const);
const opensAs = { ...applicantIds, platform, scanProof: fc.boolean() };
const given = { identity: identifier, applicant: fc.record({ accountId: id, principalId: person }), reviewId: id };
const approvalOutcome = fc.constantFrom('approved' as const, 'rejected' as const, 'expired' as const, 'withdrawn' as const);
const registrationCommand: fc.Arbitrary<RegistrationCommand> = fc.oneof(
  of('OpenRegistration', opensAs),
  of('OpenRegistration', { ...opensAs, inviteId: id, consentVersion: id, timeZone: id }),
  of('CorrectPhone', { phoneId: id }),
  of('ProvePhone', { key: id, device: fc.record({ key: id, entryId: id }) }),
  of('RecordSignIn', {}),
  of('GiveProfile', given),
  of('GiveProfile', { ...given, positionStreamId: id }),
  of('SubmitRegistration', { approvalId: id }),
  of('SubmitRegistration', { approvalId: id, document: fc.record({ identifierId: id, key: id, attempt: count }) }),
  of('WithdrawRegistration', {}),
  of('WithdrawRegistration', { reasonCode: id }),
  of('OpenReview', {}),
  of('ExpireDraft', {}),
  of('EndRetention', {}),
  of('SupersedeRegistration', {}),
  of('EndWithAccount', { deregistrationId: id }),
  of('RecordApprovalOutcome', { approvalId: id, outcome: approvalOutcome }),
  of('RecordApprovalOutcome', { approvalId: id, outcome: approvalOutcome, reasonCode: id }),
  of('RecordIdentityCheck', { attempt, outcome: checkOutcome }),
  of('RecordDirectoryEntry', { outcome: fc.constant('made' as const) }),
  of('RecordDirectoryEntry', { outcome: fc.constant('refused' as const), reason: id }),
  of('RecordDirectoryRemoval', { outcome: fc.constant('removed' as const) }),
  of('RecordDirectoryRemoval', { outcome: fc.constant('refused' as const), reason: id }),
  of('RetryDirectoryRemoval', {}),
  of('RecordErasure', { items: count }),
);
const registrationFacts: fc.Arbitrary<RegistrationFacts> = fc.record(
  {
    invite: folded(invite, inviteEvent),
    company: companyFact,
    position: folded(position, positionEvent),
    proof,
    phone: claim,
    rival: folded(registration, registrationEvent),
    account: folded(account, accountEvent),
    identity: claim,
    deregistration: folded(deregistration, deregistrationEvent),
    reviewers: roleFact,
  },
  { requiredKeys: [] },
);

/** A new kind of process needs its line here: the first test counts them. */
const kinds = [
  { name: 'account', process: account, event: accountEvent, command: accountCommand, facts: accountFacts },
  { name: 'approval', process: approval, event: approvalEvent, command: approvalCommand, facts: approvalFacts },
  { name: 'company', process: company, event: companyEvent, command: companyCommand, facts: fc.constant({}) },
  {
    name: 'deregistration',
    process: deregistration,
    event: deregistrationEvent,
    command: deregistrationCommand,
    facts: deregistrationFacts,
  },
  { name: 'invite', process: invite, event: inviteEvent, command: inviteCommand, facts: inviteFacts },
  { name: 'position', process: position, event: positionEvent, command: positionCommand, facts: positionFacts },
  { name: 'registration', process: registration, event: registrationEvent, command: registrationCommand, facts: registrationFacts },
  { name: 'role', process: role, event: roleEvent, command: roleCommand, facts: roleFacts },
] as unknown as readonly {
  name: string;
  process: Process;
  event: fc.Arbitrary<Event>;
  command: fc.Arbitrary<Command>;
  facts: fc.Arbitrary<unknown>;
}[];

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

it('every kind of process is put to the test', () => {
  expect(kinds.map(({ name }) => name)).toEqual(Object.keys(processes));
});

describe.each(kinds)('$name, whatever happens to it', ({ process, event, command, facts }) => {
  const history = fc.array(event, { maxLength: 12 });
  const fold = (events: readonly Event[]) =>
    events.reduce((state, next) => frozen(process.evolve(state, frozen(next))), frozen(process.initial));

  it('is sent every command there is', () => {
    const sent = new Set(fc.sample(command, { numRuns: 1_000, seed: 1 }).map(({ type }) => type));
    expect([...sent].sort()).toEqual(Object.keys(process.origins).sort());
  });

  it('folds every event in every state, and changes neither the event nor the state before', () => {
    fc.assert(fc.property(history, (events) => expect(typeof fold(events).status).toBe('string')));
  });

  it('answers every command in every state with events or with a problem, never with both or neither, never with an exception', () => {
    fc.assert(
      fc.property(history, command, facts, instant, (events, sent, found, now) => {
        const { events: decided, problem } = process.decide(fold(events), frozen(sent), frozen(found), now);
        expect(decided.length === 0).toBe(problem !== undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('decides the same twice: nothing but its input matters', () => {
    fc.assert(
      fc.property(history, command, facts, instant, (events, sent, found, now) => {
        expect(process.decide(fold(events), sent, found, now)).toStrictEqual(process.decide(fold(events), sent, found, now));
      }),
    );
  });

  it('can always tell what is due, owed, needed, allowed, and how it looks', () => {
    fc.assert(
      fc.property(history, command, facts, instant, (events, sent, found, now) => {
        const state = fold(events);
        const told = [
          process.due(state),
          process.owed(state),
          process.needs(sent, state, {}),
          process.needs(sent, state, found as object),
          process.allowed(state, now),
          process.allowed(state, now, 'd'),
          process.view(state),
          process.troubles(state),
          process.columns(state),
        ];
        expect(told.every((answer) => JSON.stringify(answer) !== undefined)).toBe(true);
        expect(process.status(state)).toMatch(/^[a-z_]+$/);
        expect(['string', 'undefined']).toContain(typeof process.outcome(state));
      }),
    );
  });

  it('is the same after a journey through JSON: states and events hold no undefined, no NaN, no date', () => {
    fc.assert(
      fc.property(history, command, facts, instant, (events, sent, found, now) => {
        const state = fold(events);
        const decided = process.decide(state, sent, found, now).events;
        expect(JSON.parse(JSON.stringify({ state, decided }))).toStrictEqual({ state, decided });
      }),
      { numRuns: 500 },
    );
  });
});

it('the receipts of a deregistration can be told in every state', () => {
  fc.assert(
    fc.property(fc.array(deregistrationEvent, { maxLength: 12 }), (events) => {
      const lines = receipts(events.reduce(deregistration.evolve, deregistration.initial));
      expect([0, 12]).toContain(lines.length);
    }),
  );
});
