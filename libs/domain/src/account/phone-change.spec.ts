import { given } from '#testing';
import type { Proof } from '../challenge/challenge';
import { day, hour, type Claim } from '../decider';
import type { AccountEvent } from './account.events';
import { accountPolicy } from './account.policy';
import { account as process, type AccountCommand } from './account.process';
import { formerPhoneFree } from './merging.policy';

const account = given(process);
const at = 200 * day;
const member: AccountEvent = {
  ...{ type: 'AccountTakenIn', subjectId: 's', phoneId: 'old', companyId: 'c' },
  ...{ activatedAt: 0, tier: 2, tierOneAt: 8 * day, tierTwoAt: 31 * day },
};
const phone = { identifierId: 'new', key: 'k' };
const begin: AccountCommand = { type: 'BeginPhoneChange', accountId: 'a', phone };
const change: AccountCommand = { type: 'ChangePhone', accountId: 'a', phone };
const code = (purpose: string, identifierId: string, boundTo = 'a'): Proof => ({ verdict: 'proven', purpose, boundTo, identifierId });
const ofOld = code('phone-change', 'old');
const ofNew = code('phone-change-new', 'new');
const begun: AccountEvent = { type: 'PhoneChangeBegun', phoneId: 'new', until: at + hour };
const changed: AccountEvent = { type: 'PhoneChanged', phoneId: 'new', at, formerFreeAt: formerPhoneFree(at) };
const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
const held = (claim: Partial<Claim>): Claim => ({ state: 'held', identifierId: 'theirs', holder: 'b', ...claim });

describe('another number for an account (R7)', () => {
  it('begins with a code to the old number, for this and this account alone', () => {
    account(member)
      .when(begin, { at, facts: { proof: ofOld } })
      .then(begun);
    const refused = (proof: Proof | undefined, why: string) => account(member).when(begin, { at, facts: { proof } }).thenRefused(why);
    refused(undefined, 'proof-not-owners-phone');
    refused(code('deregistration-request', 'old'), 'proof-not-owners-phone');
    refused(code('phone-change', 'old', 'b'), 'proof-not-owners-phone');
    refused(code('phone-change', 'older'), 'proof-not-owners-phone');
    refused({ verdict: 'refused', problem: { code: 'code-invalid' } }, 'code-invalid');
    account(member, frozen)
      .when(begin, { at, facts: { proof: ofOld } })
      .thenRefused('deregistration-pending');
  });

  it('is told nothing of the new number before a code to it: also where it is somebody’s', () => {
    account(member)
      .when(begin, { at, facts: { proof: ofOld, held: held({}) } })
      .then(begun);
    account(member)
      .when(begin, { at, facts: { proof: ofOld, held: held({ identifierId: 'old' }) } })
      .thenRefused('phone-unchanged');
  });

  it('ends with a code to the new one until, not at, the end; directories hear of it, and the former one cools down', () => {
    account(member, begun)
      .when(change, { at, facts: { proof: ofNew } })
      .then(changed);
    const facts = { proof: ofNew };
    account(member, begun)
      .when(change, { at: at + hour, facts })
      .thenRefused('phone-change-over');
    account(member).when(change, { at, facts }).thenRefused('phone-change-not-begun');
    account(member, begun, frozen).when(change, { at, facts }).thenRefused('deregistration-pending');
    account(member, begun)
      .when(change, { at, facts: { proof: ofOld } })
      .thenRefused('proof-not-new-phone');
    account(member, begun).when(change, { at }).thenRefused('proof-not-new-phone');
    const { state } = account(member, begun, changed);
    expect(process.owed(state())).toEqual([{ kind: 'updateDirectoryEntries', n: 1 }]);
    expect(process.due(state())).toContainEqual({ command: { type: 'ReleaseFormerPhone' }, dueAt: formerPhoneFree(at) });
    account(member, begun, changed).when(change, { at, facts }).thenRefused('phone-change-not-begun');
  });

  it('is no number that somebody has, nor one in cooldown before its recorded instant', () => {
    const wants = (wanted: Claim) => account(member, begun).when(change, { at, facts: { proof: ofNew, wanted } });
    wants(held({})).thenRefused('phone-taken');
    wants(held({ state: 'reserved' })).thenRefused('registration-pending');
    wants(held({ state: 'cooldown', until: at + 1 })).thenRefused('phone-in-cooldown', { availableAt: at + 1 });
    wants(held({ state: 'cooldown', until: at })).then(changed);
  });

  it('begins so often at most', () => {
    const { begun: limit } = accountPolicy.phoneChange;
    account(member, ...Array.from({ length: limit }, () => begun))
      .when(begin, { at, facts: { proof: ofOld } })
      .thenRefused('repeated-too-often', { limit });
  });
});
