import { Injectable } from '@nestjs/common';
import { holdersOf, platformGrants, processOf, type Companies, type PlatformGrant, type Role } from '#domain';
import { streamIdOf } from '#engine';
import { Database } from '#event-store';
import { rolesHeldBy } from '#read-models';
import { administered, idsOf } from './administrators';
import type { Administered, Person } from './authority';

interface Held {
  grants: readonly PlatformGrant[];
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
    const isHeld = (grant: PlatformGrant) =>
      rows.some(({ state }) => isOf(grant, state) && holdersOf(state).some((holder) => ids.includes(holder)));
    const administers = rows.flatMap(({ id, state }) => administered(streamIdOf('role', id), state, person));
    return spokenFor === 'platform'
      ? { grants: platformGrants.filter(isHeld), administers }
      : { grants: [], administers: administers.filter(({ companyId }) => spokenFor.includes(companyId)) };
  }
}

const isOf = (grant: PlatformGrant, role: Role) => role.status === 'granted' && role.companyId === undefined && role.role === grant;
