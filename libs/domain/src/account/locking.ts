import { internal } from '../decider';
import { code } from '../events';
import { rulesOf } from '../rule';
import type { Account, LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { isLocked } from './restriction';
import { unlockReasons } from './lock.policy';
import { living, stillLiving } from './opening';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

type Locked = LivingAccount & Required<Pick<LivingAccount, 'lockedUntil'>>;
const hasLock = (account: LivingAccount): account is Locked => account.lockedUntil !== undefined;

export const lockRules = {
  /** E12: at midnight in the zone of the person. */
  EndLock: rule({
    origin: 'clock',
    given: living.in(hasLock, internal('not-locked')).from(({ lockedUntil }) => lockedUntil),
    emits: ['AccountUnlocked'],
    decide: ({ now }) => accept({ type: 'AccountUnlocked', at: now }),
  }),
  /** E12: an administrator or an operator has heard the person; what failed before counts no more. */
  UnlockAccount: rule({
    origin: 'caller',
    right: 'unlockAccount',
    takes: { reason: code(...unlockReasons) },
    given: stillLiving.in(hasLock, 'not-locked').when((account, { now }) => isLocked(account, now), 'not-locked'),
    atMost: { times: ({ lock }) => lock?.unlocks, soFar: ({ unlocks = 0 }) => unlocks },
    emits: ['AccountUnlocked'],
    decide: ({ command: { reason }, now }) => accept({ type: 'AccountUnlocked', reason, at: now }),
  }),
};
