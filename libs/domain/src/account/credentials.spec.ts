import { given } from '#testing';
import { day } from '../decider';
import type { AccountEvent } from './account.events';
import type { AccountCommand } from './account.process';
import { account as process } from './account.process';
import { noticesIn, type CredentialMethod } from './levels.policy';
import { credentialsOf, stateOf, validMethods } from './proof';

const account = given(process);
const tiers = { tier: 2, tierOneAt: 0, tierTwoAt: 0 } as const;
const takenIn: AccountEvent = { type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', activatedAt: 0, ...tiers };
const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
const purged: AccountEvent = { type: 'AccountPurged', deregistrationId: 'd', phoneFreeAt: 45 * day };
const grant = (method: CredentialMethod, more: object = {}): AccountCommand => ({
  ...{ type: 'GrantCredential', credentialId: method, method },
  ...more,
});
const granted = (method: CredentialMethod, validUntil?: number, at = 0): AccountEvent => ({
  ...{ type: 'CredentialGranted', credentialId: method, method, at },
  ...(validUntil !== undefined && { validUntil }),
});
const ended = (type: 'CredentialLapsed', method: CredentialMethod, at: number): AccountEvent => ({
  type,
  credentialId: method,
  method,
  at,
});
const raised = (level: 1 | 2 | 3, at = 0): AccountEvent => ({ type: 'LevelRaised', level, at });
const lapse = (credentialId: string): AccountCommand => ({ type: 'LapseCredential', credentialId });
const revoke = (credentialId: string): AccountCommand => ({ type: 'RevokeCredential', credentialId, reason: 'document-invalid' });
const announce = (credentialId: string, days: number): AccountCommand => ({ type: 'AnnounceExpiry', credentialId, days });

/** What falls due of credentials, by days. */
const dueOf = ({ due }: ReturnType<typeof account>) =>
  due().flatMap(({ command: { type }, dueAt }) => (type === 'RequireReverification' ? [] : [[type, dueAt / day]]));

describe('a credential', () => {
  it.each([
    ['unverified', 30],
    ['bank-card', 365],
    ['work-pass', 365],
    ['id-card', undefined],
    ['passport', undefined],
    ['residence-permit', undefined],
  ] as const)('%s counts for %s days from its grant, or for good (V4, X7)', (method, days) => {
    account(takenIn)
      .when(grant(method), { at: day })
      .then(granted(method, days === undefined ? undefined : (1 + days) * day, day));
  });

  it('counts until the date in its document, whatever its method (V4)', () => {
    account(takenIn)
      .when(grant('passport', { validUntil: 90 * day, caseId: 'k' }), { at: 0 })
      .then({ ...granted('passport', 90 * day), caseId: 'k' } as AccountEvent);
  });

  it('takes the place of an earlier one of its method, which is due no more, and is granted once', () => {
    const renewed = account(takenIn, granted('bank-card', 365 * day), {
      ...{ type: 'CredentialGranted', credentialId: 'next', method: 'bank-card', validUntil: 700 * day, at: 300 * day },
    });
    expect(dueOf(renewed).map(([, at]) => at)).toEqual([670, 693, 699, 700]);
    renewed.when(lapse('bank-card'), { at: 365 * day }).thenRefused('credential-ended');
    renewed.when({ ...grant('bank-card'), credentialId: 'next' } as AccountCommand, { at: 0 }).thenRefused('credential-granted-already');
  });

  it('is valid until, not at, its end, whether or not the alarm has rung (V4)', () => {
    const { state } = account(takenIn, granted('id-card'), granted('bank-card', 365 * day));
    expect([365 * day - 1, 365 * day].map((now) => validMethods(state(), now))).toEqual([['bank-card', 'id-card'], ['id-card']]);
    expect([365 * day - 1, 365 * day].map((now) => stateOf(credentialsOf(state())['bank-card']!, now))).toEqual(['valid', 'lapsed']);
  });

  it('lapses at its recorded end, not a millisecond earlier, and the next lower one counts from then on (V4)', () => {
    const held = account(takenIn, granted('id-card', 90 * day), granted('bank-card', 365 * day));
    held.when(lapse('id-card'), { at: 90 * day - 1 }).thenRefused('not-due', { availableAt: 90 * day });
    held.when(lapse('id-card'), { at: 90 * day }).then(ended('CredentialLapsed', 'id-card', 90 * day));
    const after = account(
      takenIn,
      granted('id-card', 90 * day),
      granted('bank-card', 365 * day),
      ended('CredentialLapsed', 'id-card', 90 * day),
    );
    expect(validMethods(after.state(), 90 * day)).toEqual(['bank-card']);
    after.when(lapse('id-card'), { at: 91 * day }).thenRefused('credential-ended');
    account(takenIn, granted('id-card'))
      .when(lapse('id-card'), { at: 91 * day })
      .thenRefused('credential-without-end');
  });

  it('lapses while the account is frozen: its deadlines run on (X8)', () => {
    account(takenIn, granted('unverified', 30 * day), frozen)
      .when(lapse('unverified'), { at: 30 * day })
      .thenAccepted();
  });

  it('goes with the account: a purged one has none, and nothing of it falls due', () => {
    const gone = account(takenIn, granted('unverified', 30 * day), raised(1), frozen, purged);
    expect([credentialsOf(gone.state()), gone.due()]).toEqual([{}, []]);
    expect(JSON.stringify(gone.state())).not.toMatch(/credential|level/i);
    gone.when(grant('id-card'), { at: 0 }).thenRefused('account-not-active');
  });
});

describe('the notice before a credential ends', () => {
  it('comes 30, 7 and 1 day before, where the term is at least twice as long', () => {
    expect([365, 60, 59, 30, 14, 13, 2, 1].map((days) => noticesIn(days * day))).toEqual([
      ...[[30, 7, 1], [30, 7, 1], [7, 1], [7, 1], [7, 1], [1], [1], []],
    ]);
    expect(dueOf(account(takenIn, granted('unverified', 30 * day)))).toEqual([
      ['AnnounceExpiry', 23],
      ['AnnounceExpiry', 29],
      ['LapseCredential', 30],
    ]);
  });

  it('is due at its instant and once; the credential is expiring then, and its account unchanged otherwise', () => {
    const held = account(takenIn, granted('unverified', 30 * day));
    held.when(announce('unverified', 7), { at: 23 * day - 1 }).thenRefused('not-due', { availableAt: 23 * day });
    const told: AccountEvent = {
      ...{ type: 'CredentialExpiring', credentialId: 'unverified', method: 'unverified', days: 7, validUntil: 30 * day },
    };
    held.when(announce('unverified', 7), { at: 23 * day }).then(told);
    const after = account(takenIn, granted('unverified', 30 * day), told);
    after.when(announce('unverified', 7), { at: 23 * day }).thenRefused('notice-not-planned');
    expect(stateOf(credentialsOf(after.state()).unverified!, 23 * day)).toBe('expiring');
    expect(process.minor).toContain('CredentialExpiring');
  });

  it('is one, the nearest, after an outage that several fell into', () => {
    const held = account(takenIn, granted('bank-card', 365 * day));
    held
      .when(announce('bank-card', 30), { at: 364 * day })
      .then({ type: 'CredentialExpiring', credentialId: 'bank-card', method: 'bank-card', days: 1, validUntil: 365 * day });
  });
});

describe('a credential that an operator revokes', () => {
  it('counts no more from then on, with the reason on record; it lapses no more', () => {
    const held = account(takenIn, granted('bank-card', 365 * day));
    const revoked: AccountEvent = {
      ...{ type: 'CredentialRevoked', credentialId: 'bank-card', method: 'bank-card', reason: 'document-invalid', at: day },
    };
    held.when(revoke('bank-card'), { at: day }).then(revoked, { type: 'AccountRestricted', at: day });
    const after = account(takenIn, granted('bank-card', 365 * day), revoked);
    expect([validMethods(after.state(), day), dueOf(after)]).toEqual([[], []]);
    after.when(revoke('bank-card'), { at: 2 * day }).thenRefused('credential-ended');
    after.when(grant('bank-card', { credentialId: 'next' }), { at: 2 * day }).thenAccepted();
  });

  it('is refused where there is none with this id, and where it has lapsed already, alarm or not', () => {
    account(takenIn, granted('id-card')).when(revoke('bank-card'), { at: day }).thenRefused('credential-unknown');
    account(takenIn, granted('unverified', 30 * day))
      .when(revoke('unverified'), { at: 30 * day })
      .thenRefused('credential-ended');
  });

  it('takes the level down to what the phone proves; a work pass takes down level 3 alone (V1)', () => {
    const dropsTo = (method: CredentialMethod, level: 1 | 2 | 3) => {
      const { state } = account(takenIn, granted(method), raised(level));
      const { events } = process.decide(state(), revoke(method), {}, day);
      return events.flatMap((event) => (event.type === 'LevelDropped' ? [[event.level, event.reason]] : []));
    };
    expect([dropsTo('id-card', 3), dropsTo('id-card', 1), dropsTo('work-pass', 3), dropsTo('work-pass', 2)]).toEqual([
      ...[[[1, 'credential-revoked']], [], [[1, 'work-pass-ended']], []],
    ]);
  });

  it('is in the commands of an account only once it has a credential', () => {
    const commandsOf = (...events: AccountEvent[]) => process.commandsNow(account(takenIn, ...events).state(), day);
    const { allowed, refused } = commandsOf();
    expect([...allowed, ...refused.map(({ command }) => command)]).not.toContain('RevokeCredential');
    expect(commandsOf(granted('id-card')).allowed).toContain('RevokeCredential');
  });
});

describe('what a registration has proven', () => {
  const opened: AccountEvent = { type: 'AccountOpened', subjectId: 's', phoneId: 'p', registrationId: 'r' };
  const activate: AccountCommand = { type: 'ActivateAccount', accountId: 'a', registrationId: 'r' };
  const activated: AccountEvent = { type: 'AccountActivated', activatedAt: day, tierOneAt: 9 * day, tierTwoAt: 32 * day };

  it('is the account’s with its activation: a credential with the id of the registration, and the level', () => {
    account(opened)
      .when({ ...activate, proven: { level: 1, method: 'id-card' } }, { at: day })
      .then(activated, { ...granted('id-card', undefined, day), credentialId: 'r' } as AccountEvent, raised(1, day));
    account(opened)
      .when({ ...activate, proven: { level: 1, method: 'unverified' } }, { at: day })
      .then(activated, { ...granted('unverified', 31 * day, day), credentialId: 'r' } as AccountEvent, raised(1, day));
  });

  it('is nothing where it says nothing, as with a registration of an older release', () => {
    account(opened).when(activate, { at: day }).then(activated);
  });

  it('is added to an account that joins a company', () => {
    const joining: AccountEvent = { type: 'MembershipProposed', companyId: 'c', positionStreamId: 'o', registrationId: 'r' };
    account(takenIn, joining)
      .when({ ...activate, proven: { level: 2, method: 'id-card' } }, { at: day })
      .then(
        { type: 'MembershipActivated', companyId: 'c', at: day },
        { ...granted('id-card', undefined, day), credentialId: 'r' } as AccountEvent,
        raised(2, day),
      );
  });
});

describe('a person whom an operator takes in', () => {
  const takeIn: AccountCommand = { type: 'TakeInAccount', accountId: 'a', subjectId: 's', phone: { identifierId: 'p', key: 'k' } };

  it('has the credential of the document that the operator has seen, as attested; without one nothing', () => {
    const attested = { credentialId: 'v', method: 'passport', validUntil: 90 * day } as const;
    const { events } = process.decide(process.initial, { ...takeIn, attested }, {}, 0);
    expect(events.slice(1)).toEqual([{ type: 'CredentialGranted', ...attested, attested: true, at: 0 }]);
    expect(process.decide(process.initial, takeIn, {}, 0).events).toHaveLength(1);
  });
});
