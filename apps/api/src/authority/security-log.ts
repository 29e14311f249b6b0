import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#event-store';

/** Who was refused what: random ids and route templates only, kept for half a year and longer. */
@Injectable()
export class SecurityLog {
  private readonly log = new Logger('security');

  constructor(private readonly database: Database) {}

  /** Never fails the request: an entry that cannot be written goes to the log instead. `what` is a problem's code. */
  async note(what: string, target: string, principalId?: string): Promise<void> {
    try {
      await this.database.query('INSERT INTO iam.security_log (principal_id, what, target) VALUES ($1, $2, $3)', [
        principalId ?? null,
        what,
        target,
      ]);
    } catch (error) {
      this.log.error({ what, target, principalId, unwritten: (error as { code?: unknown }).code ?? 'unknown' });
    }
  }
}
