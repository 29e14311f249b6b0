import { given } from '#testing';
import { day } from '../decider';
import type { AccountEvent } from './account.events';
import { account as process } from './account.process';
import type { CredentialMethod } from './levels.policy';

const account = given(process);
const takenIn: AccountEvent = {
  ...{ type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', activatedAt: 0, tier: 2, tierOneAt: 0, tierTwoAt: 0 },
};
const granted = (method: CredentialMethod, validUntil: number, credentialId: string = method): AccountEvent => ({
  ...{ type: 'CredentialGranted', credentialId, method, validUntil, at: 0 },
});
const expiring = (method: CredentialMethod, days: number, validUntil: number): AccountEvent => ({
  ...{ type: 'CredentialExpiring', credentialId: method, method, days, validUntil },
});
const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
const told = (n: number, usefulUntil: number) => ({ kind: 'tellExpiry', n, usefulUntil });

describe('the notice of an end (V4)', () => {
  it('is told to the person with each announcement, and is useful until the end itself', () => {
    const card = granted('bank-card', 365 * day);
    expect(account(takenIn, card).owed()).toEqual([]);
    expect(account(takenIn, card, expiring('bank-card', 30, 365 * day)).owed()).toEqual([told(1, 365 * day)]);
    const again = account(takenIn, card, expiring('bank-card', 30, 365 * day), expiring('bank-card', 7, 365 * day));
    expect(again.owed()).toEqual([told(2, 365 * day)]);
  });

  it('is one at a time: the newest speaks, of whichever credential', () => {
    const both = [granted('bank-card', 365 * day), granted('work-pass', 350 * day)];
    const announced = [expiring('work-pass', 7, 350 * day), expiring('bank-card', 30, 365 * day)];
    expect(account(takenIn, ...both, ...announced).owed()).toEqual([told(2, 365 * day)]);
  });

  it('is pointless once the proof was renewed, has ended, or the person is leaving', () => {
    const near = [granted('bank-card', 365 * day), expiring('bank-card', 1, 365 * day)];
    const lapsed: AccountEvent = { type: 'CredentialLapsed', credentialId: 'bank-card', method: 'bank-card', at: 365 * day };
    expect(account(takenIn, ...near, granted('bank-card', 700 * day, 'next')).owed()).toEqual([]);
    expect(account(takenIn, ...near, lapsed).owed()).toEqual([]);
    expect(account(takenIn, ...near, frozen).owed()).toEqual([]);
  });
});
