import { refuse } from '../decider';
import { defined, id } from '../events';
import { positions } from '../position/position';
import { rulesOf } from '../rule';
import type { Account } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { isKeptSomewhere, reachOf } from './leaving';
import { stillLiving } from './opening';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

export const positionChangeRules = {
  /** G11: a member changes the position; what it brings is read again, and directories are told. */
  ChangePosition: rule({
    origin: 'caller',
    right: 'changeDepartment',
    takes: { companyId: id, positionStreamId: id },
    given: stillLiving.when(isKeptSomewhere, 'not-a-member'),
    reaches: reachOf,
    needs: ({ positionStreamId }) => ({ position: positions.read(positionStreamId) }),
    atMost: { times: ({ departmentChanges }) => departmentChanges, soFar: ({ moves = 0 }) => moves },
    emits: ['PositionChanged'],
    refuses: ['not-a-member', 'membership-not-active', 'position-unknown', 'position-retired', 'in-position-already'],
    decide: ({ state: { memberships }, command: { companyId, positionStreamId }, facts: { position } }) => {
      const membership = memberships[companyId];
      if (membership === undefined || membership.status === 'joining') return refuse('not-a-member');
      if (membership.status === 'dormant') return refuse('membership-not-active');
      if (position === undefined || position.status === 'none' || position.companyId !== companyId) return refuse('position-unknown');
      if (position.status === 'retired') return refuse('position-retired');
      const { positionId, template } = position;
      if (membership.positionStreamId === positionStreamId) return refuse('in-position-already');
      return accept({
        type: 'PositionChanged',
        companyId,
        positionStreamId,
        positionId,
        template,
        ...defined({ from: membership.positionId }),
      });
    },
  }),
};
