import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ClockWitness, Database, newestMigration, type Agreement } from '#event-store';

/** True while the API may get requests. Does not ask Temporal: commands of callers are decided without it. */
@Injectable()
export class Health implements OnModuleDestroy {
  private goes = false;

  constructor(
    private readonly database: Database,
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

  async unready(): Promise<'draining' | 'postgresql' | 'migrations' | undefined> {
    if (this.goes) return 'draining';
    try {
      const [head] = await this.database.query('SELECT 1 FROM public.tenure_migrations WHERE name = $1', [newestMigration]);
      return head ? undefined : 'migrations';
    } catch {
      return 'postgresql';
    }
  }
}
