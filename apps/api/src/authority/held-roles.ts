import { Injectable } from '@nestjs/common';
import type { Access } from '#contracts';
import { holdersOf, platformGrants, processOf, type Companies, type PlatformGrant, type Problem, type Role } from '#domain';
import { streamIdOf } from '#engine';
import { Database } from '#event-store';
import { rolesHeldBy } from '#read-models';
import { administered, idsOf } from './administrators';
import type { ActingPerson, Administered, Person } from './authority';

interface Held {
  grants: readonly PlatformGrant[];
  grantStreams: Readonly<Partial<Record<PlatformGrant, string>>>;
  administers: readonly Administered[];
}

/** What people may do by the roles that they hold: over the platform, and in companies. */
@Injectable()
export class HeldRoles {
  constructor(private readonly database: Database) {}

  /**
   * Read anew for each call, because a role that is taken back goes at once. A role that only a newer release can read
   * lends nothing. Who speaks for some companies (`spokenFor`) speaks for nobody's rights over the platform.
   */
  async of(person: Pick<Person, 'principalId' | 'aliases'>, spokenFor: Companies): Promise<Held> {
    const ids = idsOf(person);
    const found = await Promise.all(ids.map((id) => rolesHeldBy(this.database, id)));
    const byId = new Map(found.flat().map((row) => [row.id, row]));
    const rows = [...byId.values()].filter((row) => processOf('role').canRead(row));
    const streamOf = (grant: PlatformGrant) => rows.find(({ state }) => isOf(grant, state) && isHeldBy(state, ids));
    const held = platformGrants.flatMap((grant) =>
      [streamOf(grant)].flatMap((row) => (row ? [[grant, streamIdOf('role', row.id)] as const] : [])),
    );
    const administers = rows.flatMap(({ id, state }) => administered(streamIdOf('role', id), state, person));
    return spokenFor === 'platform'
      ? { grants: held.map(([grant]) => grant), grantStreams: Object.fromEntries(held), administers }
      : { grants: [], grantStreams: {}, administers: administers.filter(({ companyId }) => spokenFor.includes(companyId)) };
  }
}

const isHeldBy = (role: Role, ids: readonly string[]) => holdersOf(role).some((holder) => ids.includes(holder));
const isOf = (grant: PlatformGrant, role: Role) => role.status === 'granted' && role.companyId === undefined && role.role === grant;

/** The streams of the rights over the platform by which a person came to this route; none where they came otherwise. */
export const grantStreamsFor = (access: Access | undefined, { grants = [], grantStreams = {} }: ActingPerson): readonly string[] =>
  grants.flatMap((grant) => (access?.roles.includes(grant) ? (grantStreams[grant] ?? []) : []));

/** A right that was taken back since the guard has looked opens no route any more. */
export const refuseLostGrant = (
  streamIds: readonly string[],
  person: Pick<Person, 'principalId' | 'aliases'>,
  streams: { get(streamId: string): { state: unknown } | undefined },
): Problem | undefined =>
  streamIds.some((streamId) => isHeldBy((streams.get(streamId)?.state ?? { status: 'none' }) as Role, idsOf(person)))
    ? undefined
    : { code: 'forbidden' };
