import fc from 'fast-check';
import { account } from './account/account.process';
import type { ApprovalEvent, Slot } from './approval/approval';
import type { ApprovalCommand, ApprovalFacts } from './approval/approval.decide';
import { approval } from './approval/approval.process';
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
  of('TierRaised', { tier }),
  of('AccountFrozen', { deregistrationId: id }),
  of('AccountUnfrozen', { deregistrationId: id }),
  of('AccountPurged', { deregistrationId: id, phoneFreeAt: instant }),
);
const accountCommand: fc.Arbitrary<AccountCommand> = fc.oneof(
  of('TakeInAccount', { accountId: id, subjectId: id, phone: fc.record({ identifierId: id, key: id }), activatedAt: instant }),
  of('RaiseTier', { tier }),
  of('FreezeAccount', { deregistrationId: id }),
  of('UnfreezeAccount', { deregistrationId: id }),
  of('PurgeAccount', { deregistrationId: id, phoneFreeAt: instant }),
);
const claim: fc.Arbitrary<Claim> = fc.oneof(
  fc.record({ state: fc.constant('held' as const), identifierId: id, holder: id }),
  fc.record({ state: fc.constant('cooldown' as const), identifierId: id, holder: id, until: instant }),
);
const accountFacts: fc.Arbitrary<AccountFacts> = fc.record({ phone: claim }, { requiredKeys: [] });

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
const proof = fc.oneof(
  fc.record({ verdict: fc.constant('proven' as const), purpose: fc.constant(revocationPurpose), boundTo: id, identifierId: id }),
  fc.record({ verdict: fc.constant('refused' as const), problem: fc.record({ code: fc.constant('code-invalid') }) }),
);
const deregistrationFacts: fc.Arbitrary<DeregistrationFacts> = fc.record(
  { account: fc.array(accountEvent, { maxLength: 4 }).map((events) => events.reduce(account.evolve, account.initial)), proof },
  { requiredKeys: [] },
);

const folded = <S, E>({ evolve, initial }: { evolve(state: S, event: E): S; initial: S }, event: fc.Arbitrary<E>) =>
  fc.array(event, { maxLength: 4 }).map((events) => events.reduce(evolve, initial));
const companyKind = fc.constantFrom('enterprise' as const, 'public-body' as const);
const companyEvent: fc.Arbitrary<CompanyEvent> = of('CompanyTakenIn', { companyId: id, companyKind });
const companyCommand: fc.Arbitrary<CompanyCommand> = of('TakeInCompany', { companyId: id, companyKind });
const companyFact = folded(company, companyEvent);

const positionFields = { companyId: id, positionId: id, template: id, autoApprove: fc.boolean() };
const positionEvent: fc.Arbitrary<PositionEvent> = of('PositionAdded', positionFields);
const positionCommand: fc.Arbitrary<PositionCommand> = of('AddPosition', positionFields);
const positionFacts: fc.Arbitrary<PositionFacts> = fc.record({ company: companyFact }, { requiredKeys: [] });

const roleFields = { companyId: id, role: fc.constantFrom('it-admin' as const, 'super-admin' as const), principalId: id };
const roleEvent: fc.Arbitrary<RoleEvent> = of('RoleGranted', roleFields);
const roleCommand: fc.Arbitrary<RoleCommand> = of('GrantRole', roleFields);
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
const taskId = fc.constantFrom('1.1', '1.2', '2.1', '9.9');
const verdict = fc.constantFrom('approve' as const, 'reject' as const);
/** Such as JSON makes them. */
const plain = { noNullPrototype: true } as const;
const matter = fc.record({ type: fc.constantFrom('registration' as const, 'document-export' as const), id }, plain);
const task = fc.record({ taskId, assignee: person }, plain);
const selector = fc.constantFrom({ kind: 'manager' as const }, { kind: 'role' as const, role: 'it-admin' });
const slot: fc.Arbitrary<Slot> = fc.record({ selector, need: fc.constant('any' as const), tasks: fc.array(task, { maxLength: 3 }) }, plain);
const approvalEvent: fc.Arbitrary<ApprovalEvent> = fc.oneof(
  of('ApprovalOpened', {
    matter,
    companyId: id,
    policyId: id,
    requestedBy: person,
    subjectId: id,
    slots: fc.array(slot, { maxLength: 3 }),
    remindAts: fc.array(instant, { maxLength: 2 }),
    expiresAt: instant,
  }),
  of('TaskTaken', { taskId }),
  of('TaskReleased', { taskId }),
  of('TaskDecided', { taskId, verdict, at: instant }),
  of('TaskDecided', { taskId, verdict, at: instant, reasonCode: id }),
  of('ApproversReminded', { n: count }),
  of('ApprovalApproved', {}),
  of('ApprovalRejected', { reasonCode: id }),
  of('ApprovalExpired', {}),
  of('ApprovalWithdrawn', {}),
);
const approvalCommand: fc.Arbitrary<ApprovalCommand> = fc.oneof(
  of('OpenApproval', {
    matter,
    companyId: id,
    subjectId: id,
    requestedBy: person,
    managers: people,
    roleStreams: fc.constantFrom<Record<string, string>>({}, { 'it-admin': 'role' }),
  }),
  of('DecideTask', { actor: person, verdict, reasonCode: id }),
  of('DecideTask', { actor: person, verdict }),
  of('DecideTask', { actor: person, verdict, taskId }),
  of('TakeTask', { actor: person, taskId }),
  of('ReleaseTask', { actor: person, taskId }),
  of('WithdrawApproval', { actor: person }),
  of('RemindApprovers', { n: count }),
  of('ExpireApproval', {}),
);
const approvalFacts: fc.Arbitrary<ApprovalFacts> = fc.record({ 'it-admin': folded(role, roleEvent) }, { requiredKeys: [] });

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
      fc.property(history, command, instant, (events, sent, now) => {
        const state = fold(events);
        const told = [
          process.due(state),
          process.owed(state),
          process.needs(sent, state, {}),
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
      expect([0, 11]).toContain(lines.length);
    }),
  );
});
