import { internal, refuse, type Deadline } from '../decider';
import { defined, id, oneOf, optional } from '../events';
import { rulesOf } from '../rule';
import type { Account, LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { levelPolicy, levels } from './levels.policy';
import { living } from './opening';
import { levelEndsAt } from './proof';
import { liftedBy } from './lifting';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

export const levelRules = {
  /** V1: a verification case has proven it. Proven again, the level counts from then on; a higher one stays. */
  RaiseLevel: rule({
    origin: 'reaction',
    takes: { level: oneOf(...levels), caseId: optional(id) },
    given: living,
    emits: ['LevelRaised', 'ReverificationMet', 'RestrictionLifted'],
    decide: ({ state: account, command: { level, caseId }, policy, now }) =>
      accept({ type: 'LevelRaised', level, ...defined({ caseId }), at: now }, ...liftedBy(account, { caseId }, policy, now)),
  }),
  /** V2: the same of accounts of versions 1 to 4, which lose the level alone. */
  DropLevel: rule({
    origin: 'clock',
    given: living,
    emits: ['LevelDropped'],
    decide: ({ state: account, now }) => {
      const endsAt = levelEndsAt(account);
      if (endsAt === undefined) return refuse(internal('level-dropped'));
      if (now < endsAt) return refuse(internal('not-due'), { availableAt: endsAt });
      return accept({ type: 'LevelDropped', level: levelPolicy.levelWhenIdle, reason: 'idle', at: now });
    },
  }),
};

/** When the level drops unless the account is used before. */
export function dueOfLevel(account: LivingAccount): readonly Deadline<{ type: 'DropLevel' }>[] {
  const endsAt = levelEndsAt(account);
  return endsAt === undefined ? [] : [{ command: { type: 'DropLevel' }, dueAt: endsAt }];
}
