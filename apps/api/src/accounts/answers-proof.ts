import { Injectable } from '@nestjs/common';
import type { ProveAnswers } from '#contracts';
import { answersOfCaller, answersPurpose, challengePolicy, day, expiresAt, hour, whyNotProven } from '#domain';
import { Engine, streamIdOf } from '#engine';
import type { Tx } from '#event-store';
import { Challenges, Keys, ownersCounter, Vault } from '#vault';
import type { Call } from '../authority/call';
import { counterOf } from '../authority/owners-proof';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** Under which misses are counted over all accounts: from an address with a caller, and of a caller that tells none. */
const purposes = { address: `${answersPurpose}-from-address`, caller: answersOfCaller } as const;

/** Where a try comes from, and the blind index that it is counted by. */
interface Origin {
  of: keyof typeof purposes;
  key: string;
}

/** R24: proves the owner of an account by the security questions that they have enrolled. */
@Injectable()
export class AnswersProof {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly vault: Vault,
    private readonly keys: Keys,
    private readonly challenges: Challenges,
  ) {}

  /** Each try is counted, in the transaction that judges it: two at once are two tries. */
  async prove(id: string, { answers, addressHash }: ProveAnswers, call: Call) {
    const { state } = await this.processes.find('account', id, call.authority);
    if (state.status !== 'living') throw refusal('account-not-active');
    const { subjectId } = state;
    const key = this.keys.blindIndex(answersPurpose, subjectId);
    const counter = counterOf(call.authority, id);
    const challengeId = this.engine.idFor(call.caller, 'answers');
    const origin = counter === ownersCounter ? undefined : this.originOf(counter, addressHash);
    const work = async (tx: Tx, now: number) => {
      const { failuresToday, ofAll } = await this.challenges.history(tx, key, answersPurpose, now - day, counter);
      const missedFrom = origin && { of: origin.of, misses: await this.missedFrom(tx, origin, now) };
      const kept = await this.enrolled(tx, subjectId, call);
      const right = answers.filter(
        ({ question, answer }) => kept.get(question) === this.keys.answerHash(subjectId, question, answer),
      ).length;
      const missed = { missedToday: failuresToday, missedByAll: ofAll?.failuresToday ?? 0, ...(missedFrom && { missedFrom }) };
      const problem = whyNotProven({ enrolled: kept.size, given: answers.length, right, ...missed });
      if (kept.size > 0) {
        const tried = { challengeId, purpose: answersPurpose, kind: 'answers', key, boundTo: id, createdAt: now };
        await this.challenges.insert(tx, { ...tried, expiresAt: expiresAt(now, challengePolicy) });
        await this.challenges.note(tx, challengeId, problem ? 'failed' : 'consumed', now, counter);
        if (problem && origin) await this.countMiss(tx, origin, now);
      }
      return problem ? { ok: false as const, problem } : { ok: true as const, body: { proven: true } };
    };
    return call.take(await this.engine.executeWithoutStream(call.caller, work, streamIdOf('account', id))).body;
  }

  /** A caller's hash is hashed again, with the caller: what one of them tells counts against nobody else. */
  private originOf(counter: string, addressHash: string | undefined): Origin {
    return addressHash === undefined
      ? { of: 'caller', key: this.keys.blindIndex(answersOfCaller, counter) }
      : { of: 'address', key: this.keys.blindIndex(purposes.address, `${counter} ${addressHash}`) };
  }

  private async missedFrom(tx: Tx, { of, key }: Origin, now: number): Promise<number> {
    return (await this.challenges.history(tx, key, purposes[of], now - day)).failuresToday;
  }

  /** One row for each hour with a miss: the count slides, and no midnight gives as much again. */
  private async countMiss(tx: Tx, { of, key }: Origin, now: number): Promise<void> {
    const createdAt = Math.floor(now / hour) * hour;
    const challengeId = this.keys.uuid(purposes[of], key, String(createdAt));
    await this.challenges.insert(tx, { challengeId, purpose: purposes[of], kind: 'answers', key, createdAt, expiresAt: createdAt + hour });
    await this.challenges.note(tx, challengeId, 'failed', now);
  }

  /** The hashes of the answers by their questions, opened and recorded. */
  private async enrolled(tx: Tx, subjectId: string, call: Call): Promise<ReadonlyMap<string, string>> {
    const actor = call.caller.actor.principalId;
    const opening = { subjectId, dataClass: 'profile', field: 'securityAnswers', actor, purpose: answersPurpose };
    const kept = await this.vault.openField(tx, opening);
    const answers = kept === undefined ? [] : (JSON.parse(kept) as { question: string; hash: string }[]);
    return new Map(answers.map(({ question, hash }) => [question, hash]));
  }
}
