import { internal, refuse, type Deadline, type Instant } from '../decider';
import { rulesOf } from '../rule';
import type { Account, LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { levelPolicy } from './levels.policy';
import { owes } from './lifting';
import { living } from './opening';
import { idleEndsAt } from './proof';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

type Drop = Extract<AccountEvent, { type: 'LevelDropped' }>;

export const reverifyingRules = {
  /** V2, X7: more than 90 days without operation, whatever was proven; each activity moves the instant. */
  RequireReverification: rule({
    origin: 'clock',
    given: living.when((account) => !owes(account, 'idle'), internal('reverification-required-already')).from(idleEndsAt),
    emits: ['ReverificationRequired', 'LevelDropped'],
    decide: ({ state: account, policy, now }) =>
      policy.restrictions === undefined
        ? refuse(internal('never-required'))
        : accept({ type: 'ReverificationRequired', reason: 'idle', at: now }, ...levelLost(account, now)),
  }),
};

/** V2: a level counts no more where its account was idle for too long. */
const levelLost = ({ level = 0 }: LivingAccount, at: Instant): readonly Drop[] =>
  level > levelPolicy.levelWhenIdle ? [{ type: 'LevelDropped', level: levelPolicy.levelWhenIdle, reason: 'idle', at }] : [];

/** When the account was idle for too long, unless it is used before. */
export const dueOfReverification = (account: LivingAccount): readonly Deadline<{ type: 'RequireReverification' }>[] =>
  owes(account, 'idle') ? [] : [{ command: { type: 'RequireReverification' }, dueAt: idleEndsAt(account) }];
