import { belongsTo, companyRoles, type Account, type Role } from '#domain';
import { streamIdOf, type Ids } from '#engine';
import type { Person } from './authority';

/** Streams as they were read, locked or not. */
interface Streams {
  get(streamId: string): { state: unknown } | undefined;
}

/** The streams of the roles in a company, by role. */
export const roleStreamsOf = (ids: Ids, companyId: string): Record<string, string> =>
  Object.fromEntries(companyRoles.map((role) => [role, ids.role(companyId, role)]));

/** How to find out whether a person belongs to a company: the streams to read, and the answer that they give. */
export function belonging(
  ids: Ids,
  companyId: string,
  { userId, principalId, aliases = [] }: Pick<Person, 'userId' | 'principalId' | 'aliases'>,
) {
  const roleStreams = roleStreamsOf(ids, companyId);
  const account = streamIdOf('account', userId);
  const roles = Object.values(roleStreams).map((id) => streamIdOf('role', id));
  return {
    accountId: userId,
    roleStreams,
    streamIds: [account, ...roles],
    saidBy: (streams: Streams): boolean =>
      [principalId, ...aliases].some((principal) =>
        belongsTo(
          companyId,
          principal,
          streams.get(account)?.state as Account | undefined,
          roles.map((id) => streams.get(id)?.state as Role | undefined),
        ),
      ),
  };
}
