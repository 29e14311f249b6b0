import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ClockWitness, Database, isAtHead, type Agreement } from '#event-store';
import { WaitingRooms } from '../process/waiting-rooms';

/** True while the API may get requests. Does not ask Temporal: commands of callers are decided without it. */
@Injectable()
export class Health implements OnModuleDestroy {
  private goes = false;

  constructor(
    private readonly database: Database,
    private readonly rooms: WaitingRooms,
    private readonly witness: ClockWitness,
  ) {}

  /** From now on not ready, so that no new requests come. */
  drain(): void {
    this.goes = true;
  }

  get draining(): boolean {
    return this.goes;
  }

  /** What the witness says of the database's clock. It keeps no request away: callers' commands go on. */
  get clock(): Agreement {
    return this.witness.agreement;
  }

  onModuleDestroy(): void {
    this.drain();
  }

  /** The seconds since the last answered question for those who wait, by waiting room. */
  ages(): Record<string, number> {
    return this.rooms.ages();
  }

  /** What is missing; for a waiting room its name. */
  async unready(): Promise<string | undefined> {
    if (this.goes) return 'draining';
    try {
      return (await isAtHead({ query: (sql, parameters) => this.database.querySoon(sql, parameters) })) ? this.rooms.late() : 'migrations';
    } catch {
      return 'postgresql';
    }
  }
}
