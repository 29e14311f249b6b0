import { accounts } from '../account/account';
import { deregistrations } from '../deregistration/deregistration';
import { code, group, id, optional, type DataOf } from '../events';
import { platformGrant, roles } from '../role/role';
import type { Matter } from './matters';

/** What operators ask one another to confirm, and what happens in the same transaction once one of them has. */
export const askedOfOperators = {
  /** The person gets a right over the platform, in the stream that the matter names. */
  grants: optional(group(platformGrant)),
  /** The account ends, by the deregistration that the matter names. */
  forces: optional(group({ accountId: id, reasonCode: code() })),
};
type Asked = DataOf<typeof askedOfOperators>;

/** The streams that the last decision moves, as needs. */
export const movedForOperators = ({ matter, grants, forces }: Asked & { matter: Matter }) => ({
  role: roles.move(grants && matter.id),
  forced: deregistrations.move(forces && matter.id),
  ended: accounts.move(forces?.accountId),
});
