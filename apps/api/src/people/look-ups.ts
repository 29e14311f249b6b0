import { Injectable } from '@nestjs/common';
import type { LookUpPerson } from '#contracts';
import type { Account } from '#domain';
import { streamIdOf } from '#engine';
import { Database } from '#event-store';
import { writeSecurityEntry } from '#iam';
import { readHolder, readProcess } from '#read-models';
import { Keys } from '#vault';
import { actorOf, maySeeRow, type Authority } from '../authority/authority';
import { e164 } from '../http/phone';
import { refusal } from '../http/refusal';

/** A random id that nobody has: a number without a holder costs the same reads as one with. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Finds the account of a number, for callers who have a right of its own for it. Each look-up is recorded before its
 * answer.
 */
@Injectable()
export class LookUps {
  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
  ) {}

  /**
   * @throws Refusal `phone-invalid`; `not-found` for a free number and for an account that the caller may not see alike
   */
  async run({ phone, purpose }: LookUpPerson, authority: Authority) {
    const key = this.keys.blindIndex('phone', e164(phone));
    const holder = (await readHolder(this.database, 'phone', key)) ?? nobody;
    const row = await readProcess<Account>(this.database, streamIdOf('account', holder));
    const accountId = row && maySeeRow(authority, row) ? row.id : undefined;
    await writeSecurityEntry(this.database, {
      what: 'person-looked-up',
      target: `POST /v1/people/lookups ${purpose} ${accountId ?? 'nobody'}`,
      principalId: actorOf(authority),
    });
    if (accountId === undefined) throw refusal('not-found');
    return { accountId };
  }
}
