import { Injectable } from '@nestjs/common';
import { holdersOf, platformGrants, type PlatformGrant, type Role } from '#domain';
import { Engine, streamIdOf } from '#engine';
import { Database } from '#event-store';
import { readProcesses } from '#read-models';

/** The rights over the platform that people hold. */
@Injectable()
export class PlatformGrants {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
  ) {}

  /** Read anew for each call, because a right that is taken back goes at once. */
  async heldBy(principalId: string): Promise<readonly PlatformGrant[]> {
    const streams = platformGrants.map((grant) => streamIdOf('role', this.engine.ids.platformRole(grant)));
    const found = await readProcesses(this.database, streams);
    return platformGrants.filter((_, i) => holdersOf(found.get(streams[i]!)?.state as Role | undefined).includes(principalId));
  }
}
