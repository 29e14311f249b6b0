import { Injectable } from '@nestjs/common';
import type { ProveAnswers } from '#contracts';
import { answersPurpose, challengePolicy, day, expiresAt, whyNotProven } from '#domain';
import { Engine, streamIdOf } from '#engine';
import type { Tx } from '#event-store';
import { Challenges, Keys, ownersCounter, Vault } from '#vault';
import type { Call } from '../authority/call';
import { counterOf } from '../authority/owners-proof';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** Under which misses of a caller are counted over all accounts. */
const ofCaller = `${answersPurpose}-of-caller`;

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
  async prove(id: string, { answers }: ProveAnswers, call: Call) {
    const { state } = await this.processes.find('account', id, call.authority);
    if (state.status !== 'living') throw refusal('account-not-active');
    const { subjectId } = state;
    const key = this.keys.blindIndex(answersPurpose, subjectId);
    const counter = counterOf(call.authority, id);
    const challengeId = this.engine.idFor(call.caller, 'answers');
    const work = async (tx: Tx, now: number) => {
      const { failuresToday, ofAll } = await this.challenges.history(tx, key, answersPurpose, now - day, counter);
      const missedByCaller = await this.missedBy(tx, counter, now);
      const kept = await this.enrolled(tx, subjectId, call);
      const right = answers.filter(
        ({ question, answer }) => kept.get(question) === this.keys.answerHash(subjectId, question, answer),
      ).length;
      const missed = { missedToday: failuresToday, missedByAll: ofAll?.failuresToday ?? 0, missedByCaller };
      const problem = whyNotProven({ enrolled: kept.size, given: answers.length, right, ...missed });
      if (kept.size > 0) {
        const tried = { challengeId, purpose: answersPurpose, kind: 'answers', key, boundTo: id, createdAt: now };
        await this.challenges.insert(tx, { ...tried, expiresAt: expiresAt(now, challengePolicy) });
        await this.challenges.note(tx, challengeId, problem ? 'failed' : 'consumed', now, counter);
        if (problem && counter !== ownersCounter) await this.countMiss(tx, counter, now);
      }
      return problem ? { ok: false as const, problem } : { ok: true as const, body: { proven: true } };
    };
    return call.take(await this.engine.executeWithoutStream(call.caller, work, streamIdOf('account', id))).body;
  }

  /**
   * The misses of a caller over all accounts: one row for each of their days. The owner of an account has their own.
   */
  private async missedBy(tx: Tx, counter: string, now: number): Promise<number> {
    if (counter === ownersCounter) return 0;
    return (await this.challenges.history(tx, this.keyOf(counter), ofCaller, now - day)).failuresToday;
  }

  private async countMiss(tx: Tx, counter: string, now: number): Promise<void> {
    const today = Math.floor(now / day) * day;
    const challengeId = this.keys.uuid(ofCaller, counter, String(today));
    const row = { challengeId, purpose: ofCaller, kind: 'answers', key: this.keyOf(counter), createdAt: now };
    await this.challenges.insert(tx, { ...row, expiresAt: today + day });
    await this.challenges.note(tx, challengeId, 'failed', now);
  }

  private readonly keyOf = (counter: string): string => this.keys.blindIndex(ofCaller, counter);

  /** The hashes of the answers by their questions, opened and recorded. */
  private async enrolled(tx: Tx, subjectId: string, call: Call): Promise<ReadonlyMap<string, string>> {
    const actor = call.caller.actor.principalId;
    const opening = { subjectId, dataClass: 'profile', field: 'securityAnswers', actor, purpose: answersPurpose };
    const kept = await this.vault.openField(tx, opening);
    const answers = kept === undefined ? [] : (JSON.parse(kept) as { question: string; hash: string }[]);
    return new Map(answers.map(({ question, hash }) => [question, hash]));
  }
}
