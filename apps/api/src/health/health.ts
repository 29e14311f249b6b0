import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database, isAtHead } from '#event-store';

/** True while the API may get requests. Does not ask Temporal: commands of callers are decided without it. */
@Injectable()
export class Health implements OnModuleDestroy {
  private goes = false;

  constructor(private readonly database: Database) {}

  /** From now on not ready, so that no new requests come. */
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
      return (await isAtHead(this.database)) ? undefined : 'migrations';
    } catch {
      return 'postgresql';
    }
  }
}
