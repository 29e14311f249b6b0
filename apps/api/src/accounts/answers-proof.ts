import { Injectable } from '@nestjs/common';
import type { ProveAnswers } from '#contracts';
import { answersPurpose, challengePolicy, day, expiresAt, whyNotProven } from '#domain';
import { Engine, streamIdOf } from '#engine';
import type { Tx } from '#event-store';
import { Challenges, Keys, Vault } from '#vault';
import type { Call } from '../authority/call';
import { counterOf } from '../authority/owners-proof';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

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
    const challengeId = this.engine.idFor(call.caller, 'answers');
    const work = async (tx: Tx, now: number) => {
      const { failuresToday } = await this.challenges.history(tx, key, answersPurpose, now - day);
      const kept = await this.enrolled(tx, subjectId, call);
      const right = answers.filter(
        ({ question, answer }) => kept.get(question) === this.keys.answerHash(subjectId, question, answer),
      ).length;
      const problem = whyNotProven({ enrolled: kept.size, given: answers.length, right, missedToday: failuresToday });
      if (kept.size > 0) {
        const tried = { challengeId, purpose: answersPurpose, kind: 'answers', key, boundTo: id, createdAt: now };
        await this.challenges.insert(tx, { ...tried, expiresAt: expiresAt(now, challengePolicy) });
        await this.challenges.note(tx, challengeId, problem ? 'failed' : 'consumed', now, counterOf(call.authority, id));
      }
      return problem ? { ok: false as const, problem } : { ok: true as const, body: { proven: true } };
    };
    return call.take(await this.engine.executeWithoutStream(call.caller, work, streamIdOf('account', id))).body;
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
