import canonicalize from 'canonicalize';
import { Injectable } from '@nestjs/common';
import type { AskForKey, Role } from '#contracts';
import { whyNoKey } from '#domain';
import { Engine } from '#engine';
import type { Tx } from '#event-store';
import { hasMadeKey } from '#iam';
import { Keys } from '#vault';
import { actorOf } from '../authority/authority';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** A key with these rights takes a second operator. */
export const needsSecondOperator = (roles: readonly Role[]): boolean => roles.some((role) => role !== 'service');

/** Whether a second operator has agreed to a key: PostgreSQL decides that each approval makes one. */
@Injectable()
export class OperatorKeys {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
  ) {}

  /** The id of what is approved: the same for the same key, however its lists are ordered. */
  matterOf(key: AskForKey): string {
    const { roles, scopes, companies } = key;
    const sorted = {
      roles: roles.toSorted(),
      scopes: scopes.toSorted(),
      companies: companies === 'platform' ? companies : companies.toSorted(),
    };
    return this.keys.uuid('operator-key', canonicalize({ ...key, ...sorted })!);
  }

  /**
   * Asked within the transaction that makes the key.
   * @throws Refusal `second-operator-needed`, `not-found`, `key-not-approved`
   */
  async refuseUnapproved(tx: Tx, key: AskForKey, approvalId: string | undefined, call: Call): Promise<void> {
    if (approvalId === undefined) throw refusal('second-operator-needed');
    const found = await this.processes.read<'approval'>('approval', approvalId);
    if (!found) throw refusal('not-found');
    const asked = { matterId: this.matterOf(key), requester: actorOf(call.authority), now: await this.engine.nowOf(tx) };
    const reason = whyNoKey(found.state, asked);
    if (reason !== undefined) throw refusal('key-not-approved', { reason });
  }

  /** @throws Refusal `approval-used` where it is the approval that hindered the insertion of a key */
  async refuseUsed(tx: Tx, approvalId: string | undefined): Promise<void> {
    if (approvalId !== undefined && (await hasMadeKey(tx, approvalId))) throw refusal('approval-used');
  }
}
