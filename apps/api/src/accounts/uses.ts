import { Injectable } from '@nestjs/common';
import type { UseCapability } from '#contracts';
import { accountPolicies, contextOf, judgeUse, refuseUse, type Account, type Problem } from '#domain';
import { addDailyUse, Engine, streamIdOf, type Caller, type ProcessState } from '#engine';
import type { Tx } from '#event-store';
import type { Call } from '../authority/call';
import { refuseTouched } from '../authority/standing';
import { hideProcess } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { Processes } from '../process/processes';
import { askedBy, shownConditions, wordsIn } from './capabilities';

type Streams = Pick<ReadonlyMap<string, ProcessState>, 'get'>;

/** Counts what people do that a day has only so much of: asked and counted in one transaction, under lock. */
@Injectable()
export class Uses {
  constructor(
    private readonly engine: Engine,
    private readonly processes: Processes,
  ) {}

  /**
   * @throws Refusal `not-found`, `not-a-member`, `account-frozen`, `capability-not-granted`, `daily-add-limit`,
   * `daily-transfer-limit`
   */
  async count(id: string, { amount = 1, ...use }: UseCapability, call: Call) {
    const streamId = streamIdOf('account', id);
    const { companies = [] } = await this.processes.readVisible('account', id, call.authority);
    const held: { streams?: Streams } = {};
    const standing: Caller['standing'] = {
      streamId,
      roles: companies.map((companyId) => streamIdOf('company', companyId)),
      refuse: (account, streams) => {
        held.streams = streams;
        return account ? refuseTouched(account) : hideProcess(streamId);
      },
    };
    const outcome = await this.engine.executeWithoutStream({ ...call.caller, standing }, (tx, now) =>
      countUnderLock(tx, now, held.streams!, { id, companies, amount, ...use }),
    );
    return call.take(outcome).body;
  }
}

async function countUnderLock(tx: Tx, now: number, streams: Streams, { id, companies, capability, amount, context }: Asked) {
  const streamId = streamIdOf('account', id);
  const { state, policyVersion } = streams.get(streamId)!;
  const asked = contextOf(state as Account, askedBy(context), wordsIn(companies, streams));
  if (!asked) return refused({ code: 'not-a-member' });
  const judged = judgeUse(state as Account, accountPolicies[policyVersion]!, now, asked, { capability, amount });
  if ('problem' in judged) return refused(shownConditions(judged.problem));
  const { counted } = judged;
  const used = await addDailyUse(tx, { ...counted, streamId, amount });
  if (used === undefined) return refused(refuseUse(counted, { capability, amount }));
  const { limit, dayEndsAt } = counted;
  const body = { accountId: id, capability, amount, used, ...(limit !== undefined && { limit }), dayEndsAt: rfc3339(dayEndsAt) };
  return { ok: true as const, body };
}

interface Asked extends Required<Pick<UseCapability, 'capability' | 'amount'>>, Pick<UseCapability, 'context'> {
  id: string;
  /** Of the account, as far as they are locked. */
  companies: readonly string[];
}

const refused = (problem: Problem) => ({ ok: false as const, problem });
