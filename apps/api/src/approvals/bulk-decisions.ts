import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { DecideApprovals } from '#contracts';
import { inboxPolicy } from '#domain';
import { Engine, type Caller } from '#engine';
import { codeIn } from '#log';
import { Keys } from '#vault';
import type { Call } from '../authority/call';
import { SecurityLog } from '../authority/security-log';
import { PartLog } from '../http/log';
import { problemBody } from '../http/problem-body';
import { problemOf } from '../http/problem-filter';
import { ApprovalCommands } from './approval-commands';

type Item = DecideApprovals['items'][number];
type Answered = { approvalId: string; status: number; state?: string; version?: number; code?: string; detail?: string };

const route = ['POST', '/v1/approvals/decisions'];

/**
 * Decides many approvals in one call. Each item is a command with a key that derives from the call's: the same call goes
 * on where it broke off, and gives each item that was answered its recorded answer.
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
      if (first.get(item.approvalId) !== i) return refused(item, { code: 'item-repeated' }, call);
      const part = call.partAs(this.callerOf(call.caller, item, i));
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
      if (problem === undefined) this.log.error('an item of many decisions failed', { error: (error as Error).name, code: codeIn(error) });
      else if (!part.replays) this.securityLog.noteItem(problem, { route, id: approvalId }, part.authority);
      return refused({ approvalId }, problem ?? { code: 'internal' }, part);
    }
  }

  private callerOf({ formerRequestHashes: _none, ...caller }: Caller, item: Item, place: number): Caller {
    const commandId = this.keys.hmac('item-of-command', caller.commandId, String(place));
    return { ...caller, commandId, requestHash: this.keys.hmac('request-of-item', commandId, canonicalize(item)!) };
  }
}

function refused({ approvalId }: Pick<Item, 'approvalId'>, problem: { code: string }, { traceId }: Call): Answered {
  const { status, code, detail } = problemBody(problem, traceId);
  return { approvalId, status, code, detail };
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
