import { belongsTo, companyRoles, identityReviewer, isOfCompany, platformGrants, type Account, type Role } from '#domain';
import { streamIdOf, type Ids } from '#engine';
import type { Person } from './authority';

/** Streams as they were read, locked or not. */
interface Streams {
  get(streamId: string): { state: unknown } | undefined;
}

/** The streams of the roles in a company, by role. */
export const roleStreamsOf = (ids: Ids, companyId: string): Record<string, string> =>
  Object.fromEntries(companyRoles.map((role) => [role, ids.role(companyId, role)]));

/** The streams of the roles of the platform, by role. */
export const platformStreamsOf = (ids: Ids): Record<string, string> =>
  Object.fromEntries([identityReviewer, ...platformGrants].map((role) => [role, ids.platformRole(role)]));

/**
 * The streams of these roles, each of its company or of the platform; without a company those of the platform alone.
 */
export const streamsOfRoles = (ids: Ids, roles: readonly string[], companyId: string | undefined): Record<string, string> =>
  Object.fromEntries(
    roles.flatMap((role) => {
      if (!isOfCompany(role)) return [[role, ids.platformRole(role)]];
      return companyId === undefined ? [] : [[role, ids.role(companyId, role)]];
    }),
  );

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
