import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { platformGrantQuery, TakeGrantBack } from '#contracts';
import { holdersOf, platformGrants, type Role } from '#domain';
import { Engine, streamIdOf } from '#engine';
import { Database } from '#event-store';
import { readProcesses } from '#read-models';
import { idsOf } from '../authority/administrators';
import type { Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { othersBeside } from '../authority/holders';
import { People } from '../authority/people';
import { WhoIsWho } from '../authority/who-is-who';
import { pageOf, startOf } from '../http/page-token';
import { refusal } from '../http/refusal';
import { processOfRow } from '../process/view';

/** Where a page ended: at a right and its holder. */
const place = new RegExp(`^(${platformGrants.join('|')})\\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`);

interface Held {
  grant: (typeof platformGrants)[number];
  principalId: string;
}

/** The rights over the platform and those who hold them. */
@Injectable()
export class PlatformGrants {
  constructor(
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly people: People,
    private readonly whoIsWho: WhoIsWho,
  ) {}

  async list({ grant, ...query }: z.infer<typeof platformGrantQuery>, authority: Authority) {
    const asked = { list: `platform-grants ${grant ?? ''}`, query };
    const after = (startOf(asked, place) ?? []).join('|');
    const held = (await this.held()).filter((each) => grant === undefined || each.grant === grant);
    const keyOf = (each: Held) => `${each.grant}|${each.principalId}`;
    const later = held.filter((each) => keyOf(each) > after).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const page = pageOf(
      later,
      asked,
      (each) => each,
      (each) => [each.grant, each.principalId],
    );
    const people = await this.whoIsWho.nameAll(
      page.items.map(({ principalId }) => principalId),
      authority,
    );
    return { ...page, items: page.items.map((each, i) => ({ grant: each.grant, ...people[i]! })) };
  }

  /** Asks under lock whether somebody else holds the right, and can act. @throws Refusal `role-not-held` */
  async takeBack({ grant, userId }: TakeGrantBack, call: Call) {
    const named = await this.people.findIds(userId);
    if (named === undefined) throw refusal('role-not-held');
    const id = this.engine.ids.platformRole(grant);
    const command = {
      type: 'TakeRoleBack' as const,
      role: grant,
      ...named,
      others: await othersBeside(this.database, id, idsOf(named)),
    };
    const { principalId } = named;
    const outcome = await this.engine.execute({ process: 'role', id, command, caller: call.caller }, () => ({ grant, principalId }));
    return call.take(outcome).body;
  }

  /** @throws Refusal `newer-release` where only a newer release can read who holds a right */
  private async held(): Promise<Held[]> {
    const streams = platformGrants.map((grant) => streamIdOf('role', this.engine.ids.platformRole(grant)));
    const rows = await readProcesses(this.database, streams);
    return platformGrants.flatMap((grant, i) => {
      const row = rows.get(streams[i]!);
      if (row) processOfRow(row);
      return holdersOf(row?.state as Role | undefined).map((principalId) => ({ grant, principalId }));
    });
  }
}
