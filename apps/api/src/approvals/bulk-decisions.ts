import { Injectable } from '@nestjs/common';
import type { DecideApprovals } from '#contracts';
import { inboxPolicy } from '#domain';
import { Engine } from '#engine';
import { Keys } from '#vault';
import type { Call } from '../authority/call';
import { callerOfPart } from '../authority/part-of-call';
import { SecurityLog } from '../authority/security-log';
import { failedPart, refusedPart } from '../http/failed-part';
import { PartLog } from '../http/log';
import { problemOf } from '../http/problem-filter';
import { ApprovalCommands } from './approval-commands';

type Item = DecideApprovals['items'][number];
type Answered = { approvalId: string; status: number; state?: string; version?: number; code?: string; detail?: string };

const route = ['POST', '/v1/approvals/decisions'];

/**
 * Decides many approvals in one call. Each item is a command with a key that derives from the call's: the same call
 * goes on where it broke off, and gives each item that was answered its recorded answer.
 */
@Injectable()
export class BulkDecisions {
  private readonly log = new PartLog('approvals');

  constructor(
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly commands: ApprovalCommands,
    private readonly securityLog: SecurityLog,
  ) {}

  /** @throws Refusal `idempotency-key-reused` before any item is decided, for another body under the same key */
  async decide({ items }: DecideApprovals, call: Call) {
    call.take(await this.engine.executeWithoutStream(call.caller, async () => ({ ok: true, body: { items: items.length } })));
    const first = new Map<string, number>();
    for (const [i, { approvalId }] of items.entries()) if (!first.has(approvalId)) first.set(approvalId, i);
    const replayed: boolean[] = [];
    const answers = await someAtOnce(items, async (item, i) => {
      const { approvalId } = item;
      if (first.get(approvalId) !== i) return { approvalId, ...refusedPart({ code: 'item-repeated' }, call.traceId) };
      const part = call.partAs(callerOfPart(this.keys, call.caller, { purpose: 'item-of-command', name: String(i) }, item));
      const answer = await this.decideOne(item, part);
      replayed.push(part.replays);
      return answer;
    });
    call.showReplayed(replayed.every(Boolean));
    return { decided: answers.filter(({ status }) => status === 200).length, items: answers };
  }

  private async decideOne({ approvalId, ...decision }: Item, part: Call): Promise<Answered> {
    try {
      const view = await this.commands.decide(approvalId, decision, part);
      return { approvalId, status: 200, state: view['state'] as string, version: view['version'] as number };
    } catch (error) {
      const problem = problemOf(error);
      if (problem && !part.replays) this.securityLog.noteItem(problem, { route, id: approvalId }, part.authority);
      return { approvalId, ...failedPart(error, this.log, part.traceId) };
    }
  }
}

/** In the order of the items, a few at any time. */
async function someAtOnce<T, R>(items: readonly T[], work: (item: T, place: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const takeTurns = async () => {
    for (let place = next++; place < items.length; place = next++) results[place] = await work(items[place]!, place);
  };
  await Promise.all(Array.from({ length: inboxPolicy.decisionsAtOnce }, takeTurns));
  return results;
}
