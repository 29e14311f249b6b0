import { code, eventsOf, id, optional } from '../events';
import { isLiving, withChanged, type Account } from './account';

/**
 * G11: of an active member. `template`: the rights that the new position brings, in place of those of the former one.
 */
export const positionChangeEvents = {
  PositionChanged: eventsOf<Account>().from(isLiving)(
    { companyId: id, positionStreamId: id, positionId: code(), template: code(), from: optional(code()) },
    (account, { companyId, positionStreamId, positionId, template }) => {
      const moved = { ...account, moves: (account.moves ?? 0) + 1, entryChanges: (account.entryChanges ?? 0) + 1 };
      return withChanged(moved, companyId, (membership) => ({ ...membership, positionStreamId, positionId, template }));
    },
  ),
};
