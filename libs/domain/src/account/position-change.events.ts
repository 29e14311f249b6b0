import { code, eventsOf, id, optional } from '../events';
import { isLiving, type Account } from './account';

/** G11: of an active member. `template`: the rights that the new position brings, in place of those of the former one. */
export const positionChangeEvents = {
  PositionChanged: eventsOf<Account>().from(isLiving)(
    { companyId: id, positionStreamId: id, positionId: code(), template: code(), from: optional(code()) },
    (account, { companyId, positionStreamId, positionId, template }) => {
      const membership = account.memberships[companyId];
      const moved = { ...account, moves: (account.moves ?? 0) + 1, entryChanges: (account.entryChanges ?? 0) + 1 };
      if (!membership) return moved;
      return { ...moved, memberships: { ...account.memberships, [companyId]: { ...membership, positionStreamId, positionId, template } } };
    },
  ),
};
