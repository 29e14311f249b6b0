import { endlessCommands, given, registering, type Edge } from '#testing';
import { day } from './decider';
import { approvalPolicies, matterTypes } from './approval/matters';
import { approval } from './approval/approval.process';
import type { ApprovalEvent } from './approval/approval.events';
import { deregistration } from './deregistration/deregistration.process';
import { deregistrationPolicy } from './deregistration/deregistration.policy';
import type { DeregistrationEvent } from './deregistration/deregistration.events';
import type { CommandOf, EventIn } from './processes';
import { registration } from './registration/registration.process';
import { registrationPolicy } from './registration/registration.policy';

const repeated = <E>(times: number, ...events: readonly E[]): readonly E[] => Array.from({ length: times }, () => events).flat();

describe('a step of a registration that its applicant may repeat', () => {
  const { openedPersonal, at: stage, checked, given: profileGiven } = registering;
  type Event = EventIn<'registration'>;
  const kept: readonly Event[] = [
    ...stage.memberReady,
    { type: 'RegistrationSubmitted', approvalId: 'v' },
    { type: 'RegistrationApproved', accountId: 'a', joins: false },
    { type: 'RegistrationWithdrawn', undo: 'a', erasesAt: 9 * day },
    { type: 'DirectoryEntryMade' },
  ];
  const removalRefused: Event = { type: 'DirectoryRemovalRefused', reason: 'not-ours' };
  const profileAgain = (attempt: number): readonly Event[] => [{ ...profileGiven, attempt }, checked('confirmed', attempt)];
  const cases: Record<string, [number, CommandOf<'registration'>, (times: number) => readonly Event[]]> = {
    CorrectPhone: [
      registrationPolicy.phoneCorrections,
      { type: 'CorrectPhone', phoneId: 'next' },
      (times) => [openedPersonal, ...repeated<Event>(times, { type: 'PhoneCorrected', phoneId: 'x' })],
    ],
    RecordSignIn: [
      registrationPolicy.signIns,
      { type: 'RecordSignIn' },
      (times) => [...stage.personalProven, ...repeated<Event>(times, registering.signedIn)],
    ],
    GiveProfile: [
      registrationPolicy.profiles,
      registering.giveProfile,
      (times) => [...stage.memberProven, ...Array.from({ length: times }, (_, i) => profileAgain(i + 1)).flat()],
    ],
    RetryDirectoryRemoval: [
      registrationPolicy.removalRetries,
      { type: 'RetryDirectoryRemoval' },
      (times) => [
        ...kept,
        removalRefused,
        ...Array.from({ length: times }, (_, i): readonly Event[] => [
          { type: 'DirectoryRemovalRetried', attempt: i + 1 },
          removalRefused,
        ]).flat(),
      ],
    ],
  };

  it.each(Object.entries(cases))(
    '%s is accepted as often as the policy says, and then refused with that number',
    (type, [limit, command, after]) => {
      given(registration)(...after(limit - 1))
        .when(command, { at: day })
        .thenAccepted();
      const spent = given(registration)(...after(limit));
      spent.when(command, { at: day }).thenRefused('repeated-too-often', { limit });
      const { allowed, refused } = registration.commandsNow(spent.state(), day);
      expect([allowed.includes(command.type), refused.find((each) => each.command === type)?.code]).toEqual([false, 'repeated-too-often']);
    },
  );

  it.each(Object.entries(cases))('%s has no number of its own where it was opened under the first policy', (_, [limit, command, after]) => {
    given(registration.under(1))(...after(limit))
      .when(command, { at: day })
      .thenAccepted();
  });
});

describe('a purge step that an operator may retry', () => {
  const parties = { accountId: 'a', subjectId: 's', phoneId: 'p' };
  const purging: readonly DeregistrationEvent[] = [
    { type: 'DeregistrationRequested', ...parties, coolingOffEndsAt: 14 * day, reminderAts: [] },
    { type: 'CoolingOffEnded' },
  ];
  const blocked = (step: 'refundWallet' | 'revokeSessions'): DeregistrationEvent => ({
    type: 'PurgeStepBlocked',
    step,
    at: 0,
    reason: 'hold',
  });
  const retried = (attempt: number): DeregistrationEvent => ({ type: 'PurgeStepRetried', step: 'refundWallet', attempt });
  const { retriesPerStep: limit } = deregistrationPolicy;
  const spent = [...purging, blocked('refundWallet'), retried(limit), blocked('refundWallet')];
  const retry = { type: 'RetryPurgeStep', step: 'refundWallet' } as const;

  it('is retried as often as the policy says, each step by itself; its late success is taken all the same', () => {
    given(deregistration)(...purging, blocked('refundWallet'), retried(limit - 1), blocked('refundWallet'))
      .when(retry, { at: 15 * day })
      .thenAccepted();
    given(deregistration)(...spent)
      .when(retry, { at: 15 * day })
      .thenRefused('repeated-too-often', { limit });
    given(deregistration)(...spent, blocked('revokeSessions'))
      .when({ type: 'RetryPurgeStep', step: 'revokeSessions' }, { at: 15 * day })
      .thenAccepted();
    given(deregistration)(...spent)
      .when({ type: 'RecordPurgeStep', step: 'refundWallet', result: { done: true, items: 1 } }, { at: 15 * day })
      .thenAccepted();
  });

  it('is allowed as long as one blocked step may be retried', () => {
    const allowed = (...events: readonly DeregistrationEvent[]) =>
      deregistration.allowed(given(deregistration)(...events).state(), 15 * day);
    expect([allowed(...spent), allowed(...spent, blocked('revokeSessions'))]).toEqual([[], ['RetryPurgeStep']]);
  });

  it('has no number of its own under the first policy', () => {
    given(deregistration.under(1))(...spent)
      .when(retry, { at: 15 * day })
      .thenAccepted();
  });
});

describe('a task that an approver may take and release', () => {
  const slot = (n: number, ...people: string[]) => ({
    selector: n === 1 ? { kind: 'manager' as const } : { kind: 'role' as const, role: 'it-admin' },
    need: 'any' as const,
    tasks: people.map((assignee, i) => ({ taskId: `1.1.${n}.${i + 1}`, assignee })),
  });
  const opened = (policyVersion: 1 | 2 | 3): ApprovalEvent => ({
    type: 'ApprovalOpened',
    ...{ matter: { type: 'document-export', id: 'x' }, companyId: 'c', policyId: 'two-confirmations', policyVersion },
    ...{ requestedBy: 'r', subjectId: 's', round: 1, plan: [], expiresAt: 3 * day },
    stage: { index: 1, rule: 'all', distinct: true, slots: [slot(1, 'manager', 'other'), slot(2, 'admin')] },
  });
  const on = { taskId: '1.1.1.1' };
  const turns = (times: number) => repeated<ApprovalEvent>(times, { type: 'TaskTaken', ...on }, { type: 'TaskReleased', ...on });
  const limit = approvalPolicies[3]['document-export'].takingsPerTask!;
  const take = { type: 'TakeTask', actor: 'manager', ...on } as const;

  it('is taken as often as the policy says, and may be decided ever after; others take theirs', () => {
    given(approval)(opened(3), ...turns(limit - 1))
      .when(take, { at: 0 })
      .thenAccepted();
    const spent = given(approval)(opened(3), ...turns(limit));
    spent.when(take, { at: 0 }).thenRefused('repeated-too-often', { limit });
    spent.when({ type: 'DecideTask', actor: 'manager', decision: 'approve' }, { at: 0 }).thenAccepted();
    spent.when({ type: 'TakeTask', actor: 'other', taskId: '1.1.1.2' }, { at: 0 }).thenAccepted();
    spent.when({ ...take, actor: 'stranger' }, { at: 0 }).thenRefused('not-an-approver');
    const { allowed, refused } = approval.commandsNow(spent.state(), 0, 'manager');
    expect([allowed, refused.find(({ command }) => command === 'TakeTask')?.code]).toEqual([
      ['DecideTask', 'DelegateTask', 'RequestEvidence', 'AddComment', 'ReassignTask', 'AddApprover', 'AdoptPolicy'],
      'repeated-too-often',
    ]);
  });

  it.each([1, 2] as const)('has no number of its own under the policy %i', (version) => {
    given(approval.under(version))(opened(version), ...turns(limit))
      .when(take, { at: 0 })
      .thenAccepted();
  });

  it('has the number in every policy of today', () => {
    expect(Object.values(approvalPolicies[3]).map(({ takingsPerTask, version }) => [takingsPerTask, version])).toEqual([
      ...repeated(3, [limit, 3]),
      ...repeated(matterTypes.length - 3, [limit, 1]),
    ]);
  });
});

describe('the law that every table of states checks', () => {
  const edge = (command: string, from: string, to: string): Edge => ({ command, from, to });
  const lamp = (counted: boolean) => ({
    origins: { Light: 'caller', PutOut: 'caller', Burn: 'clock' } as const,
    rules: { Light: counted ? { atMost: { times: () => 1, soFar: () => 0 } } : {}, PutOut: {}, Burn: {} },
  });
  const turns = [edge('Light', 'dark', 'lit'), edge('PutOut', 'lit', 'dark')];

  it('finds the commands of callers that lead back to where they were sent', () => {
    expect(endlessCommands(lamp(false), turns)).toEqual(['Light', 'PutOut']);
    expect(endlessCommands(lamp(false), [edge('Light', 'dark', 'dark')])).toEqual(['Light']);
    expect(endlessCommands(lamp(false), [edge('Light', 'dark', 'lit'), edge('Burn', 'lit', 'dark')])).toEqual(['Light']);
  });

  it('takes a way back for bounded where one of its commands has a number, and leaves the clock alone', () => {
    expect(endlessCommands(lamp(true), turns)).toEqual([]);
    expect(endlessCommands(lamp(false), [edge('Burn', 'lit', 'lit')])).toEqual([]);
    expect(endlessCommands(lamp(true), [...turns, edge('PutOut', 'dark', 'dark')])).toEqual(['PutOut']);
  });
});
