import { internal, refuse } from '../decider';
import { id, instant, oneOf } from '../events';
import { rulesOf } from '../rule';
import type { Account, LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { placesOnDevices } from './devices';
import { documentsOf } from './documents';
import { living, stillLiving } from './opening';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

const isFrozenBy = ({ frozenBy }: LivingAccount, deregistrationId: string) => frozenBy === deregistrationId;

export const lifeRules = {
  /** G2: on its recorded day an account may do more, frozen or not. */
  RaiseTier: rule({
    origin: 'clock',
    takes: { tier: oneOf(0, 1, 2) },
    given: living,
    emits: ['TierRaised'],
    decide: ({ state: account, command: { tier }, now }) => {
      if (tier !== account.tier + 1) return refuse(internal('tier-out-of-order'));
      const dueAt = tier === 1 ? account.tierOneAt : account.tierTwoAt;
      return now >= dueAt ? accept({ type: 'TierRaised', tier }) : refuse(internal('not-due'), { availableAt: dueAt });
    },
  }),
  /** D2: with the request. */
  FreezeAccount: rule({
    origin: 'reaction',
    takes: { deregistrationId: id },
    given: stillLiving.when(({ frozenBy }) => frozenBy === undefined, 'deregistration-pending'),
    emits: ['AccountFrozen'],
    decide: ({ command: { deregistrationId } }) => accept({ type: 'AccountFrozen', deregistrationId }),
  }),
  /** D3: with the undo. */
  UnfreezeAccount: rule({
    origin: 'reaction',
    takes: { deregistrationId: id },
    given: living,
    emits: ['AccountUnfrozen'],
    decide: ({ state: account, command: { deregistrationId } }) =>
      isFrozenBy(account, deregistrationId)
        ? accept({ type: 'AccountUnfrozen', deregistrationId })
        : refuse(internal('account-not-frozen')),
  }),
  /**
   * D6: the number is kept from everybody for a while; the documents, and the place on the device, are free at once.
   */
  PurgeAccount: rule({
    origin: 'reaction',
    takes: { deregistrationId: id, phoneFreeAt: instant },
    given: living,
    emits: ['AccountPurged'],
    decide: ({ state: account, command: { deregistrationId, phoneFreeAt } }) => {
      if (!isFrozenBy(account, deregistrationId)) return refuse(internal('account-not-frozen'));
      const { phoneId } = account;
      return {
        ...accept({ type: 'AccountPurged', deregistrationId, phoneFreeAt }),
        claims: [
          { change: 'cool-down', identifierId: phoneId, until: phoneFreeAt },
          ...documentsOf(account).map((identifierId) => ({ change: 'free' as const, identifierId })),
        ],
        tallies: placesOnDevices(account).map((entryId) => ({ change: 'leave', entryId })),
      };
    },
  }),
};
