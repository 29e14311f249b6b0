import { internal, refuse } from '../decider';
import { proofCodes, type Proof } from '../challenge/challenge';
import { group, id, key } from '../events';
import { claim, claimWithId, proof } from '../needs';
import { rulesOf } from '../rule';
import type { Account } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { formerPhoneFree } from './merging.policy';
import { refusePhone, stillLiving } from './opening';
import { phoneChangeEnd } from './phone-change.policy';
import { isFree } from './restriction';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

/** What a code to the number of an account may be used for, where its person has another number. */
export const phoneChangePurpose = 'phone-change';
/** The same of a code to the number that the account is to have. */
export const newPhonePurpose = 'phone-change-new';

const present = stillLiving.when(isFree, 'deregistration-pending');

const isFor = (shown: Proof & { verdict: 'proven' }, purpose: string, accountId: string, phoneId: string) =>
  shown.purpose === purpose && shown.boundTo === accountId && shown.identifierId === phoneId;

export const phoneChangeRules = {
  /**
   * R7: with a code to the number that the account has. Only a person who proves
   * to have the new one learns whether it is somebody’s.
   */
  BeginPhoneChange: rule({
    origin: 'caller',
    right: 'changePhone',
    takes: { accountId: id, phone: group({ identifierId: id, key }) },
    given: present,
    needs: ({ phone }) => ({ held: claim('phone', phone.key), proof }),
    atMost: { times: ({ phoneChange }) => phoneChange?.begun, soFar: ({ phoneChangesBegun = 0 }) => phoneChangesBegun },
    emits: ['PhoneChangeBegun'],
    refuses: ['proof-not-owners-phone', 'phone-unchanged', ...proofCodes],
    decide: ({ state: { phoneId }, command: { accountId, phone }, facts: { held, proof: shown }, now }) => {
      if (shown?.verdict === 'refused') return { events: [], problem: shown.problem };
      if (!shown || !isFor(shown, phoneChangePurpose, accountId, phoneId)) return refuse('proof-not-owners-phone');
      if (held?.identifierId === phoneId) return refuse('phone-unchanged');
      return accept({ type: 'PhoneChangeBegun', phoneId: phone.identifierId, until: phoneChangeEnd(now) });
    },
  }),
  /**
   * R7, D6: with a code to the new number, until, not at, the end. From here on it is the account’s, and the former one
   * cools down: codes to that prove nothing any more.
   */
  ChangePhone: rule({
    origin: 'caller',
    right: 'changePhone',
    takes: { accountId: id, phone: group({ identifierId: id, key }) },
    given: present
      .when(({ phoneNext }) => phoneNext !== undefined, 'phone-change-not-begun')
      .when(({ phoneNext }, { now }) => now < phoneNext!.until, 'phone-change-over'),
    // Both numbers are locked in the order of all claims, so that two people who swap theirs never wait for each other.
    needs: ({ phone }, { phoneId }) => ({ wanted: claim('phone', phone.key), former: claimWithId(phoneId), proof }),
    emits: ['PhoneChanged'],
    refuses: [...(['proof-not-new-phone', 'phone-taken', 'registration-pending', 'phone-in-cooldown'] as const), ...proofCodes],
    decide: ({ state: account, command: { accountId, phone }, facts: { wanted, proof: shown }, now }) => {
      const { phoneId: former, phoneNext } = account;
      if (phoneNext?.phoneId !== phone.identifierId) return refuse(internal('look-again'));
      if (shown?.verdict === 'refused') return { events: [], problem: shown.problem };
      if (!shown || !isFor(shown, newPhonePurpose, accountId, phone.identifierId)) return refuse('proof-not-new-phone');
      const refused = refusePhone(wanted, now);
      if (refused) return refused;
      const formerFreeAt = formerPhoneFree(now);
      return {
        ...accept({ type: 'PhoneChanged', phoneId: phone.identifierId, at: now, formerFreeAt }),
        claims: [
          { change: 'hold', kind: 'phone', ...phone, holder: accountId, ...(wanted && { replaces: wanted.identifierId }) },
          { change: 'cool-down', identifierId: former, until: formerFreeAt },
        ],
      };
    },
  }),
};
