import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database, newestMigration } from '#event-store';

/** Whether the API may be sent requests. Not Temporal: callers' commands are decided without it. */
@Injectable()
export class Health implements OnModuleDestroy {
  private goes = false;

  constructor(private readonly database: Database) {}

  /** From now on not ready, so that nobody sends anything new. */
  drain(): void {
    this.goes = true;
  }

  get draining(): boolean {
    return this.goes;
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
