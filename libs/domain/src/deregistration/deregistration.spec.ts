import { given } from '#testing';
import type { Account, LivingAccount } from '../account/account';
import type { Proof } from '../challenge/challenge';
import { day } from '../decider';
import { revocationPurpose } from './cooling-off';
import type { DeregistrationEvent } from './deregistration.events';
import { purgeStepNames, type Step } from './deregistration.policy';
import { deregistration as process, type DeregistrationCommand } from './deregistration.process';

const deregistration = given(process);
const active: LivingAccount = {
  status: 'living',
  subjectId: 's',
  phoneId: 'p',
  memberships: {},
  activatedAt: 0,
  tier: 1,
  tierOneAt: 8 * day,
  tierTwoAt: 31 * day,
};
const frozen: LivingAccount = { ...active, frozenBy: 'd' };

const request: DeregistrationCommand = {
  type: 'RequestDeregistration',
  accountId: 'a',
  checklist: { appsUnbound: true, groupsLeft: true },
};
const requested: DeregistrationEvent = {
  type: 'DeregistrationRequested',
  accountId: 'a',
  subjectId: 's',
  phoneId: 'p',
  coolingOffEndsAt: 14 * day,
  reminderAts: [7 * day, 13 * day],
};
const reminded = (n: number): DeregistrationEvent => ({ type: 'CoolingOffReminderFellDue', n });
const coolingOffEnded: DeregistrationEvent = { type: 'CoolingOffEnded' };
const completed = (step: Step, at = 14 * day): DeregistrationEvent => ({ type: 'PurgeStepCompleted', step, at, items: 1 });
const blocked = (step: Step, at = 14 * day): DeregistrationEvent => ({ type: 'PurgeStepBlocked', step, at, reason: 'legal-hold' });
const done = (step: Step): DeregistrationCommand => ({ type: 'RecordPurgeStep', step, result: { done: true, items: 1 } });
const failed = (step: Step): DeregistrationCommand => ({ type: 'RecordPurgeStep', step, result: { done: false, reason: 'legal-hold' } });

const purging = [requested, coolingOffEnded];
const purged: DeregistrationEvent[] = [
  ...purging,
  ...purgeStepNames.map((step) => completed(step)),
  { type: 'PurgeCompleted', directoryEndsAt: 44 * day, phoneFreeAt: 45 * day },
];
const directoryEnded: DeregistrationEvent = { type: 'DirectoryRetentionEnded' };
const phoneReleased: DeregistrationEvent = { type: 'PhoneReleased', at: 45 * day };
const kinds = (...events: DeregistrationEvent[]) =>
  deregistration(...events)
    .owed()
    .map(({ kind }) => kind);

describe('a request to deregister', () => {
  it('opens 14 days of cooling-off, with reminders 7 days and 1 day before its end (D1)', () => {
    deregistration()
      .when(request, { at: 0, facts: { account: active } })
      .then(requested);
  });

  it('names the first item of the checklist that is not done: apps unbound, groups left (D9)', () => {
    const unmet = (appsUnbound: boolean, groupsLeft: boolean) =>
      deregistration().when({ ...request, checklist: { appsUnbound, groupsLeft } }, { at: 0, facts: { account: active } });
    unmet(false, true).thenRefused('preconditions-unmet', { unmet: ['appsUnbound'] });
    unmet(true, false).thenRefused('preconditions-unmet', { unmet: ['groupsLeft'] });
    unmet(false, false).thenRefused('preconditions-unmet', { unmet: ['appsUnbound', 'groupsLeft'] });
  });

  it('is refused while another one is pending (D1)', () => {
    deregistration()
      .when(request, { at: 0, facts: { account: frozen } })
      .thenRefused('deregistration-pending', {});
  });

  it('needs a living account', () => {
    deregistration()
      .when(request, { at: 0, facts: { account: { status: 'none' } } })
      .thenRefused('account-not-active');
    deregistration().when(request, { at: 0 }).thenRefused('account-not-active');
  });
});

describe('a deregistration in its cooling-off', () => {
  it('ends the sessions at once and says that it began (D2)', () => {
    expect(deregistration(requested).owed()).toEqual([
      { kind: 'endSessions', n: 1 },
      { kind: 'confirmDeregistration', n: 1, usefulUntil: 14 * day },
    ]);
  });

  it('reminds 7 days before its end, not a millisecond earlier, and then 1 day before (D1)', () => {
    deregistration(requested)
      .when({ type: 'RemindOfCoolingOff', n: 1 }, { at: 7 * day - 1 })
      .thenRefused('not-due', { availableAt: 7 * day });
    deregistration(requested)
      .when({ type: 'RemindOfCoolingOff', n: 1 }, { at: 7 * day })
      .then(reminded(1));
    deregistration(requested, reminded(1))
      .when({ type: 'RemindOfCoolingOff', n: 2 }, { at: 13 * day - 1 })
      .thenRefused('not-due', { availableAt: 13 * day });
    deregistration(requested, reminded(1))
      .when({ type: 'RemindOfCoolingOff', n: 2 }, { at: 13 * day })
      .then(reminded(2));
  });

  it('reminds in order, each time once, and no third time', () => {
    deregistration(requested)
      .when({ type: 'RemindOfCoolingOff', n: 2 }, { at: 13 * day })
      .thenRefused('reminder-not-planned');
    deregistration(requested, reminded(1))
      .when({ type: 'RemindOfCoolingOff', n: 1 }, { at: 8 * day })
      .thenRefused('reminder-not-planned');
    deregistration(requested, reminded(1), reminded(2))
      .when({ type: 'RemindOfCoolingOff', n: 3 }, { at: 13 * day })
      .thenRefused('reminder-not-planned');
  });

  it('owes a message for each due reminder, of use only while the deregistration can still be undone', () => {
    expect(deregistration(requested, reminded(1)).owed().at(-1)).toEqual({ kind: 'remindOfCoolingOff', n: 1, usefulUntil: 14 * day });
    expect(deregistration(requested, reminded(1), reminded(2)).owed().at(-1)).toMatchObject({ kind: 'remindOfCoolingOff', n: 2 });
  });

  it('owes one message where several fell due together: the newest, and none once its end has come', () => {
    expect(kinds(requested, reminded(1), reminded(2))).toEqual(['endSessions', 'remindOfCoolingOff']);
    expect(kinds(requested, reminded(1), reminded(2), coolingOffEnded)).not.toContain('remindOfCoolingOff');
  });

  it('ends at the 14th day, not a millisecond earlier (D1)', () => {
    deregistration(requested)
      .when({ type: 'EndCoolingOff' }, { at: 14 * day - 1 })
      .thenRefused('not-due', { availableAt: 14 * day });
    deregistration(requested)
      .when({ type: 'EndCoolingOff' }, { at: 14 * day })
      .then(coolingOffEnded);
  });

  it('waits for the next reminder and for its end', () => {
    const waits = (...events: DeregistrationEvent[]) =>
      deregistration(...events)
        .due()
        .map(({ command, dueAt }) => [command.type, dueAt / day]);
    expect(waits(requested)).toEqual([['RemindOfCoolingOff', 7], ['EndCoolingOff', 14]]); // prettier-ignore
    expect(waits(requested, reminded(1))).toEqual([['RemindOfCoolingOff', 13], ['EndCoolingOff', 14]]); // prettier-ignore
    expect(waits(requested, reminded(1), reminded(2))).toEqual([['EndCoolingOff', 14]]);
  });
});

describe('the undo', () => {
  const proof: Proof = { verdict: 'proven', purpose: revocationPurpose, boundTo: 'd', identifierId: 'p' };
  const undo = (at: number, changes: Partial<Proof> = {}, account: Account = frozen) =>
    deregistration(requested).when({ type: 'RevokeDeregistration' }, { at, facts: { account, proof: { ...proof, ...changes } as Proof } });

  it('is possible until, not at, the 14th day, whether or not the alarm rang (D3)', () => {
    undo(0).then({ type: 'DeregistrationRevoked' });
    undo(14 * day - 1).then({ type: 'DeregistrationRevoked' });
    undo(14 * day).thenRefused('cooling-off-over', {});
  });

  it('takes a code that went to the original phone, not to another (D3)', () => {
    undo(day, { identifierId: 'another-phone' }).thenRefused('proof-not-original-phone');
    undo(day, { identifierId: undefined }).thenRefused('proof-not-original-phone');
  });

  it('takes a code for an undo, not one for something else', () => {
    undo(day, { purpose: 'identifier-check' }).thenRefused('proof-not-original-phone');
  });

  it('takes a code for this deregistration, not one for an earlier one of the same phone, and not none', () => {
    undo(day, { boundTo: 'an-earlier-one' }).thenRefused('proof-not-original-phone');
    undo(day, { boundTo: undefined }).thenRefused('proof-not-original-phone');
    undo(day, { boundTo: undefined }, active).thenRefused('proof-not-original-phone');
  });

  it('says what is wrong with a code, and how many tries are left', () => {
    undo(day, { verdict: 'refused', problem: { code: 'code-invalid', attemptsLeft: 3 } }).thenRefused('code-invalid', { attemptsLeft: 3 });
  });

  it('needs a code', () => {
    deregistration(requested)
      .when({ type: 'RevokeDeregistration' }, { at: day, facts: { account: frozen } })
      .thenRefused('proof-not-original-phone');
  });

  it('ends the deregistration: no deadline, one message, nothing of the request left to do', () => {
    const revoked = deregistration(requested, reminded(1), { type: 'DeregistrationRevoked' });
    expect(revoked.due()).toEqual([]);
    expect(revoked.owed()).toEqual([{ kind: 'confirmRevocation', n: 1 }]);
    expect(process.outcome(revoked.state())).toBe('revoked');
  });

  it('judges its code in every state, so that a miss counts even if it is too late', () => {
    const states = [deregistration(...purging), deregistration(...purged), deregistration(requested, { type: 'DeregistrationRevoked' })];
    const named = states.map((each) => Object.keys(process.needs({ type: 'RevokeDeregistration' }, each.state(), {})));
    expect(named).toEqual(Array(3).fill(['account', 'proof']));
  });

  it('is impossible once the purge has started, and cannot be repeated', () => {
    const again = { at: 20 * day, facts: { account: frozen, proof } };
    deregistration(...purging)
      .when({ type: 'RevokeDeregistration' }, again)
      .thenRefused('cooling-off-over');
    deregistration(...purged)
      .when({ type: 'RevokeDeregistration' }, again)
      .thenRefused('cooling-off-over');
    deregistration(requested, { type: 'DeregistrationRevoked' })
      .when({ type: 'RevokeDeregistration' }, again)
      .thenRefused('deregistration-revoked');
  });
});

describe('the purge', () => {
  it('ends sessions and refunds the wallet first; what needs them follows; the profile goes last (D4)', () => {
    expect(kinds(...purging)).toEqual(['revokeSessions', 'refundWallet', 'endRegistrations']);
    expect(kinds(...purging, completed('refundWallet'))).toEqual(['revokeSessions', 'endRegistrations']);
    expect(kinds(...purging, completed('revokeSessions'))).toEqual([
      'refundWallet',
      'deleteChats',
      'deleteEvidence',
      'unbindDevices',
      'endRegistrations',
    ]);
    expect(
      kinds(...purging, ...(['revokeSessions', 'refundWallet', 'deleteChats', 'endRegistrations'] as const).map((step) => completed(step))),
    ).toContain('cutCompanyTies');
    expect(kinds(...purging, ...purgeStepNames.slice(0, -1).map((step) => completed(step)))).toEqual(['eraseProfile']);
  });

  it.each<[Step, Step[]]>([
    ['revokeSessions', []],
    ['refundWallet', []],
    ['deleteChats', ['revokeSessions']],
    ['deleteEvidence', ['revokeSessions']],
    ['unbindDevices', ['revokeSessions']],
    ['endRegistrations', []],
    ['cutCompanyTies', ['refundWallet', 'deleteChats', 'endRegistrations']],
    ['eraseProfile', ['deleteEvidence', 'unbindDevices', 'cutCompanyTies']],
  ])('lets %s wait for the receipts of %j, and for no other', (step, awaited) => {
    const owedWithout = (missing: Step) => {
      const others = purgeStepNames.filter((each) => each !== step && each !== missing);
      return kinds(...purging, ...others.map((each) => completed(each))).includes(step);
    };
    const others = purgeStepNames.filter((each) => each !== step);
    expect(others.filter((missing) => !owedWithout(missing)).sort()).toEqual(awaited.sort());
  });

  it.each(purgeStepNames)('leaves a receipt of %s: when, and how much went', (step) => {
    const before = purgeStepNames.slice(0, purgeStepNames.indexOf(step)).map((earlier) => completed(earlier));
    const after = deregistration(...purging, ...before, { type: 'PurgeStepCompleted', step, at: 15 * day, items: 7 }).state();
    expect(after).toMatchObject({ receipts: { [step]: { at: 15 * day, items: 7 } } });
    expect(deregistration(...purging, ...before).owed()).toContainEqual({ kind: step, n: 1 });
  });

  it('takes no step out of order, and none twice', () => {
    deregistration(...purging)
      .when(done('eraseProfile'), { at: 14 * day })
      .thenRefused('step-out-of-order');
    deregistration(...purging)
      .when(done('eraseDirectoryEntry'), { at: 60 * day })
      .thenRefused('step-out-of-order');
    deregistration(...purging)
      .when(done('destroyKeys'), { at: 60 * day })
      .thenRefused('step-out-of-order');
    deregistration(...purging, completed('revokeSessions'))
      .when(done('revokeSessions'), { at: 14 * day })
      .thenRefused('step-has-receipt');
  });

  it('is complete with the last receipt: from that instant 30 days for the directory, 31 for the phone (D5, D6, X9)', () => {
    deregistration(...purging, ...purgeStepNames.slice(0, -1).map((step) => completed(step)))
      .when(done('eraseProfile'), { at: 16 * day })
      .then(completed('eraseProfile', 16 * day), { type: 'PurgeCompleted', directoryEndsAt: 46 * day, phoneFreeAt: 47 * day });
  });

  it('is never silent: a step that fails blocks the purge and says why; the others go on (D4)', () => {
    deregistration(...purging)
      .when(failed('refundWallet'), { at: 14 * day })
      .then(blocked('refundWallet'));
    const state = deregistration(...purging, blocked('refundWallet')).state();
    expect(process.status(state)).toBe('purge_blocked');
    expect(process.view(state)).toMatchObject({ blocked: ['refundWallet'] });
    expect(process.troubles(state)).toEqual([{ kind: 'purge-blocked', ref: 'refundWallet' }]);
    expect(kinds(...purging, blocked('refundWallet'))).toEqual(['revokeSessions', 'endRegistrations']);
  });

  it('is not complete while a step is blocked', () => {
    const others = purgeStepNames.filter((step) => step !== 'deleteEvidence' && step !== 'eraseProfile');
    const state = deregistration(...purging, blocked('deleteEvidence'), ...others.map((step) => completed(step)));
    expect(state.owed()).toEqual([]);
    expect(process.status(state.state())).toBe('purge_blocked');
  });

  it('goes on when an operator retries a blocked step, with an effect of its own', () => {
    deregistration(...purging)
      .when({ type: 'RetryPurgeStep', step: 'refundWallet' }, { at: 15 * day })
      .thenRefused('step-not-blocked');
    deregistration(...purging, blocked('refundWallet'))
      .when({ type: 'RetryPurgeStep', step: 'refundWallet' }, { at: 15 * day })
      .then({ type: 'PurgeStepRetried', step: 'refundWallet', attempt: 1 });
    const retried = deregistration(...purging, blocked('refundWallet'), { type: 'PurgeStepRetried', step: 'refundWallet', attempt: 1 });
    expect(retried.owed()).toContainEqual({ kind: 'refundWallet', n: 2 });
    expect(process.status(retried.state())).toBe('purging');
    expect(process.troubles(retried.state())).toEqual([]);
  });

  it('accepts the late success of a blocked step, and refuses a second block', () => {
    deregistration(...purging, blocked('refundWallet'))
      .when(done('refundWallet'), { at: 15 * day })
      .then(completed('refundWallet', 15 * day));
    deregistration(...purging, blocked('refundWallet'))
      .when(failed('refundWallet'), { at: 15 * day })
      .thenRefused('step-blocked');
  });
});

describe('a purged deregistration', () => {
  it('says goodbye, and waits for day 44 and day 45', () => {
    expect(deregistration(...purged).owed()).toEqual([{ kind: 'confirmPurge', n: 1, usefulUntil: 45 * day }]);
    expect(deregistration(...purged).due()).toEqual([
      { command: { type: 'EndDirectoryRetention' }, dueAt: 44 * day },
      { command: { type: 'ReleasePhone' }, dueAt: 45 * day },
    ]);
  });

  it('lets the directory go at day 44, not a millisecond earlier (D5)', () => {
    deregistration(...purged)
      .when({ type: 'EndDirectoryRetention' }, { at: 44 * day - 1 })
      .thenRefused('not-due', { availableAt: 44 * day });
    deregistration(...purged)
      .when({ type: 'EndDirectoryRetention' }, { at: 44 * day })
      .then(directoryEnded);
    deregistration(...purged)
      .when(done('eraseDirectoryEntry'), { at: 44 * day })
      .thenRefused('step-out-of-order');
    expect(kinds(...purged, directoryEnded)).toEqual(['confirmPurge', 'eraseDirectoryEntry']);
  });

  it('frees the phone number at day 45, not a millisecond earlier (D6)', () => {
    deregistration(...purged)
      .when({ type: 'ReleasePhone' }, { at: 45 * day - 1 })
      .thenRefused('not-due', { availableAt: 45 * day });
    deregistration(...purged)
      .when({ type: 'ReleasePhone' }, { at: 45 * day })
      .then(phoneReleased)
      .thenClaims({ change: 'free', identifierId: 'p' });
  });

  it('destroys the last key only after the directory entry and the phone number are gone', () => {
    expect(kinds(...purged, phoneReleased)).not.toContain('destroyKeys');
    expect(kinds(...purged, directoryEnded, completed('eraseDirectoryEntry', 44 * day))).not.toContain('destroyKeys');
    deregistration(...purged, phoneReleased)
      .when(done('destroyKeys'), { at: 45 * day })
      .thenRefused('step-out-of-order');
    expect(kinds(...purged, directoryEnded, phoneReleased, completed('eraseDirectoryEntry', 45 * day))).toContain('destroyKeys');
  });

  it('is closed by the receipt of the last key', () => {
    const last = [...purged, directoryEnded, completed('eraseDirectoryEntry', 44 * day), phoneReleased];
    deregistration(...last)
      .when(done('destroyKeys'), { at: 45 * day })
      .then(completed('destroyKeys', 45 * day), { type: 'DeregistrationClosed' });
    const closed = deregistration(...last, completed('destroyKeys', 45 * day), { type: 'DeregistrationClosed' });
    expect(process.outcome(closed.state())).toBe('closed');
    expect([...closed.due(), ...closed.owed()]).toEqual([]);
  });

  it('shows a blocked step of its last days too, and an operator can retry it', () => {
    const stuck = [...purged, directoryEnded, blocked('eraseDirectoryEntry', 44 * day)];
    expect(process.status(deregistration(...stuck).state())).toBe('purge_blocked');
    deregistration(...stuck)
      .when({ type: 'RetryPurgeStep', step: 'eraseDirectoryEntry' }, { at: 46 * day })
      .thenAccepted();
  });
});
