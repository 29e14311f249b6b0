import { accountPolicy } from './account.policy';
import { given } from '#testing';
import { day } from '../decider';
import { standing, status } from './account';
import type { AccountEvent } from './account.events';
import { account as process, type AccountCommand } from './account.process';
import { mayDo } from './capabilities';
import type { CredentialMethod } from './levels.policy';
import { restrictions, restrictionsOf, type Restrictions } from './restriction';
import { acts, leavesToDo } from './restriction.policy';

const account = given(process);
const tiers = { tier: 2, tierOneAt: 0, tierTwoAt: 0 } as const;
const takenIn: AccountEvent = { type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', activatedAt: 0, ...tiers };
const raised = (level: 1 | 2 | 3, at = 0): AccountEvent => ({ type: 'LevelRaised', level, at });
const used = (on: number): AccountEvent => ({ type: 'ActivityRecorded', day: on * day });
const granted = (method: CredentialMethod, validUntil?: number, at = 0): AccountEvent => ({
  ...{ type: 'CredentialGranted', credentialId: method, method, at },
  ...(validUntil !== undefined && { validUntil }),
});
const lapsed = (method: CredentialMethod, at: number): AccountEvent => ({ type: 'CredentialLapsed', credentialId: method, method, at });
const required = (reason: 'idle' | 'document-ended', at: number): AccountEvent => ({ type: 'ReverificationRequired', reason, at });
const met = (reasons: readonly ('idle' | 'document-ended')[], at: number, caseId?: string): AccountEvent => ({
  ...{ type: 'ReverificationMet', reasons, ...(caseId !== undefined && { caseId }), at },
});
const restricted = (at: number): AccountEvent => ({ type: 'AccountRestricted', at });
const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
const unfrozen: AccountEvent = { type: 'AccountUnfrozen', deregistrationId: 'd' };

const require: AccountCommand = { type: 'RequireReverification' };
const lapse = (credentialId: string): AccountCommand => ({ type: 'LapseCredential', credentialId });
const idleAt = (...events: AccountEvent[]) =>
  account(takenIn, ...events)
    .due()
    .flatMap(({ command, dueAt }) => (command.type === 'RequireReverification' ? [dueAt / day] : []));
const statusOf = (...events: AccountEvent[]) => status(account(takenIn, ...events).state());

describe('an account that nobody used for more than 90 days', () => {
  it('is to be verified again, at the instant and not before, whatever was proven, and its level is 0 (V2, X7)', () => {
    const held = account(takenIn, raised(2, day));
    held.when(require, { at: 91 * day - 1 }).thenRefused('not-due', { availableAt: 91 * day });
    held.when(require, { at: 91 * day }).then(required('idle', 91 * day), { type: 'LevelDropped', level: 0, reason: 'idle', at: 91 * day });
    account(takenIn)
      .when(require, { at: 90 * day })
      .then(required('idle', 90 * day));
    expect(statusOf(required('idle', 90 * day))).toBe('reverify_required');
    account(takenIn, required('idle', 90 * day))
      .when(require, { at: 200 * day })
      .thenRefused('reverification-required-already');
  });

  it('counts from the last day of use, a proof, and its taking in; each moves the instant, and nothing else is due of it (V2)', () => {
    expect([idleAt(), idleAt(used(20)), idleAt(used(20), raised(1, 150 * day))]).toEqual([[90], [111], [240]]);
    const late = account({ ...takenIn, takenInAt: 400 * day });
    expect(late.due()).toEqual([{ command: require, dueAt: 490 * day }]);
    expect(idleAt(required('idle', 90 * day))).toEqual([]);
  });

  it('counts from the adoption of a policy that asks for it: nobody is overdue at once (V2)', () => {
    const adopted: AccountEvent = {
      ...{ type: 'AccountPolicyAdopted', version: 5, from: 4, reason: 'r', tierOneAt: 0, tierTwoAt: 0, at: 400 * day },
    };
    expect(idleAt(adopted)).toEqual([490]);
  });

  it('stays so when it is used again, until a case passes, and the clock begins anew then (V2)', () => {
    expect(statusOf(required('idle', 90 * day), used(95))).toBe('reverify_required');
    const back = account(takenIn, required('idle', 90 * day), used(95));
    back
      .when({ type: 'RaiseLevel', level: 2, caseId: 'k' }, { at: 96 * day })
      .then({ ...raised(2, 96 * day), caseId: 'k' } as AccountEvent, met(['idle'], 96 * day, 'k'));
    const again = [required('idle', 90 * day), raised(1, 96 * day), met(['idle'], 96 * day)];
    expect([statusOf(...again), idleAt(...again)]).toEqual(['active', [186]]);
  });

  it('is so by a case of any credential, which need not raise the level (V2, X7)', () => {
    account(takenIn, required('idle', 90 * day))
      .when({ type: 'GrantCredential', credentialId: 'b', method: 'bank-card', caseId: 'k' }, { at: 91 * day })
      .then(
        {
          ...{ type: 'CredentialGranted', credentialId: 'b', method: 'bank-card' },
          ...{ validUntil: (91 + 365) * day, caseId: 'k', at: 91 * day },
        },
        met(['idle'], 91 * day, 'k'),
      );
  });

  it('becomes so while it is frozen, and an undo lifts the freeze alone (D3)', () => {
    account(takenIn, frozen)
      .when(require, { at: 90 * day })
      .thenAccepted();
    expect(statusOf(frozen, required('idle', 90 * day))).toBe('frozen');
    expect(statusOf(frozen, required('idle', 90 * day), unfrozen)).toBe('reverify_required');
  });

  it('is never so under versions 1 to 4, which lose the level alone', () => {
    const former = process.under(4);
    const { state } = account(takenIn, raised(1));
    expect(former.due(state()).map(({ command }) => command.type)).toEqual(['DropLevel']);
    expect(former.decide(state(), require, {}, 90 * day).problem?.code).toBe('never-required');
    expect(former.decide(account(takenIn, granted('bank-card', day)).state(), lapse('bank-card'), {}, day).events).toHaveLength(1);
  });
});

describe('the end of a credential', () => {
  it('leaves the next lower one, and restricts the account where none is left (V4, X7)', () => {
    account(takenIn, granted('id-card', 50 * day), granted('bank-card', 365 * day))
      .when(lapse('id-card'), { at: 50 * day })
      .then(lapsed('id-card', 50 * day));
    account(takenIn, granted('unverified', 30 * day))
      .when(lapse('unverified'), { at: 30 * day })
      .then(lapsed('unverified', 30 * day), restricted(30 * day));
    expect(statusOf(granted('unverified', 30 * day), lapsed('unverified', 30 * day), restricted(30 * day))).toBe('restricted');
  });

  it('restricts once where two end in the same millisecond, whichever alarm rings first (V4)', () => {
    const two = [granted('unverified', 30 * day), granted('bank-card', 30 * day)];
    account(takenIn, ...two)
      .when(lapse('bank-card'), { at: 30 * day })
      .then(lapsed('bank-card', 30 * day), restricted(30 * day));
    account(takenIn, ...two, lapsed('bank-card', 30 * day), restricted(30 * day))
      .when(lapse('unverified'), { at: 30 * day })
      .then(lapsed('unverified', 30 * day));
  });

  it('of a passport or a permit asks for another document: a bank card lifts the restriction alone (R9)', () => {
    const until = 200 * day;
    const held = [used(199), granted('passport', until)];
    account(takenIn, ...held)
      .when(lapse('passport'), { at: until })
      .then(lapsed('passport', until), required('document-ended', until), restricted(until));
    const after = [...held, lapsed('passport', until), required('document-ended', until), restricted(until)];
    const grant = (method: CredentialMethod, validUntil: number): AccountCommand => ({
      ...{ type: 'GrantCredential', credentialId: `new-${method}`, method, validUntil },
    });
    const typesAfter = (command: AccountCommand) =>
      process.decide(account(takenIn, ...after).state(), command, {}, 201 * day).events.map((event) => event.type);
    expect(typesAfter(grant('bank-card', 900 * day))).toEqual(['CredentialGranted', 'RestrictionLifted']);
    expect(typesAfter(grant('residence-permit', 900 * day))).toEqual(['CredentialGranted', 'ReverificationMet', 'RestrictionLifted']);
    expect(typesAfter(grant('passport', 201 * day))).toEqual(['CredentialGranted']);
    expect(statusOf(...after)).toBe('reverify_required');
  });

  it('keeps each reason until it is met: an idle person whose visa has ended owes both (R9, X7)', () => {
    const both = [required('idle', 90 * day), required('document-ended', 95 * day)];
    expect(account(takenIn, ...both).state()).toMatchObject({ reverifyRequired: { since: 90 * day, reasons: ['idle', 'document-ended'] } });
    expect(statusOf(...both, met(['idle'], 96 * day))).toBe('reverify_required');
    expect(statusOf(...both, met(['idle', 'document-ended'], 96 * day))).toBe('active');
  });

  it('restricts nobody who never had one, and an operator’s revocation of the last one does (V4)', () => {
    expect(statusOf()).toBe('active');
    account(takenIn, granted('id-card'))
      .when({ type: 'RevokeCredential', credentialId: 'id-card', reason: 'asked-for' }, { at: day })
      .then({ type: 'CredentialRevoked', credentialId: 'id-card', method: 'id-card', reason: 'asked-for', at: day }, restricted(day));
  });

  it('is made good by joining a company, whose registration has proven the person (V4, X7)', () => {
    const joining: AccountEvent = { type: 'MembershipProposed', companyId: 'c', positionStreamId: 'o', registrationId: 'r' };
    const activate: AccountCommand = { type: 'ActivateAccount', accountId: 'a', registrationId: 'r' };
    const { events } = process.decide(
      account(takenIn, required('idle', 90 * day), restricted(91 * day), joining).state(),
      { ...activate, proven: { level: 1, method: 'id-card' } },
      {},
      92 * day,
    );
    expect(events.map((event) => event.type)).toEqual([
      ...['MembershipActivated', 'CredentialGranted', 'LevelRaised', 'ReverificationMet', 'RestrictionLifted'],
    ]);
  });
});

describe('the status of an account', () => {
  const all: Restrictions = { frozenBy: 'd', lockedUntil: 9, reverifyRequired: { since: 0, reasons: ['idle'] }, restricted: { since: 0 } };
  const living = account(takenIn).state() as object;

  it('is the gravest of what holds it back: purged, merged, frozen, locked, reverify_required, restricted, active', () => {
    const { frozenBy: _frozen, ...unfrozenOne } = all;
    const { lockedUntil: _locked, ...unlocked } = unfrozenOne;
    const { reverifyRequired: _owed, ...verified } = unlocked;
    const words = [all, unfrozenOne, unlocked, verified, {}].map((each) => status({ ...living, ...each } as never));
    expect(words).toEqual(['frozen', 'locked', 'reverify_required', 'restricted', 'active']);
    expect(status(account(takenIn, frozen, { type: 'AccountPurged', deregistrationId: 'd', phoneFreeAt: 1 }).state())).toBe('purged');
  });

  it('tells a lock until its alarm has rung, which holds nobody from its end on (E12)', () => {
    expect([8, 9].map((now) => restrictionsOf({ lockedUntil: 9 }, now))).toEqual([['locked'], []]);
    expect(status({ ...living, lockedUntil: 9 } as never)).toBe('locked');
  });

  it('leaves a locked, restricted or unverified person present: they keep roles and tasks, and act again later', () => {
    expect(standing({ ...living, ...all, frozenBy: undefined } as never)).toBe('present');
  });

  it.each([
    ['frozen', 'undo'],
    ['locked', 'undo'],
    ['reverify_required', 'undo verify leave'],
    ['restricted', 'undo verify leave'],
  ] as const)('%s leaves a person to do: %s', (restriction, left) => {
    expect(acts.filter((act) => leavesToDo[restriction].includes(act)).join(' ')).toBe(left);
    expect(restrictions).toContain(restriction);
  });
});

describe('what an account may do that is held back (V2, V4, E12)', () => {
  const proven = account(takenIn, raised(3, 80 * day), granted('id-card')).state() as object;
  const of = (more: Restrictions, now = 81 * day) => mayDo({ ...proven, ...more } as never, accountPolicy, now);
  const basic = ['internal-chat', 'voice-calls', 'calendar'];

  it('is basic messaging where the person must prove something, with the condition of all else', () => {
    const owed = of({ reverifyRequired: { since: 0, reasons: ['idle'] } });
    expect(owed.capabilities).toEqual(basic);
    expect(owed.withheld.find(({ capability }) => capability === 'files')?.unmet).toEqual([{ condition: 'reverification' }]);
    expect(of({ restricted: { since: 0 } }).withheld.find(({ capability }) => capability === 'files')?.unmet).toEqual([
      { condition: 'valid-credential' },
    ]);
  });

  it('is nothing while it is locked, with the instant at which that ends, and all of it from then on (E12)', () => {
    const locked = of({ lockedUntil: 82 * day });
    expect([locked.capabilities, locked.withheld[0]?.unmet[0]]).toEqual([[], { condition: 'unlocked', availableAt: 82 * day }]);
    expect(of({ lockedUntil: 82 * day }, 82 * day)).toEqual(of({}, 82 * day));
  });
});
