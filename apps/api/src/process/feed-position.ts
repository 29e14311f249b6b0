import { Injectable } from '@nestjs/common';
import { Database, settledPosition } from '#event-store';

const staleAfterMs = 100;

/**
 * A position of the feed up to which whatever is read from now on knows every event. A little old is right too: a
 * reader looks once more, and misses nothing. So many calls share one look.
 */
@Injectable()
export class FeedPosition {
  private readAt = -Infinity;
  private reading: Promise<number> | undefined;
  private position = 0;

  constructor(private readonly database: Database) {}

  /** Must be had before the read that it speaks for. */
  async before(): Promise<number> {
    if (performance.now() - this.readAt < staleAfterMs) return this.position;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<number> {
    const askedAt = performance.now();
    this.position = await settledPosition(this.database);
    this.readAt = askedAt;
    return this.position;
  }
}
