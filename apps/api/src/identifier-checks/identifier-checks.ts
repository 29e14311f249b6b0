import { Injectable } from '@nestjs/common';
import { challengePolicy, day, judge, type Problem } from '#domain';
import type { CheckIdentifier, IdentifierStatus } from '#contracts';
import { Engine } from '#engine';
import { Database, type Tx } from '#event-store';
import { readClaim } from '#read-models';
import { Challenges, Keys } from '#vault';
import { canonicalIdentifier } from '../http/identifier';
import { Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';

const purpose = 'identifier-check';

interface Proof {
  challengeId: string;
  code: string;
  counter: string;
}

/**
 * Shows how an identifier is held only to a caller who proves possession.
 * Without the proof every value takes the same path and gets the same answer.
 */
@Injectable()
export class IdentifierChecks {
  constructor(
    private readonly database: Database,
    private readonly challenges: Challenges,
    private readonly keys: Keys,
    private readonly engine: Engine,
  ) {}

  /**
   * `counter`: whose misses they are. @throws Refusal with the problem of a failed proof; the miss is counted all the
   * same
   */
  async check({ kind, value, challengeId, code }: CheckIdentifier, counter: string): Promise<IdentifierStatus> {
    const key = this.keys.blindIndex(kind, canonicalIdentifier(kind, value));
    const proof = challengeId !== undefined && code !== undefined ? { challengeId, code, counter } : undefined;
    const checked = await this.database.transaction(async (tx) => {
      const problem = proof && (await this.prove(tx, proof, key));
      return problem ? { problem } : { status: await this.standing(tx, kind, key) };
    });
    // After the commit: the miss stays counted.
    if (checked.problem) throw new Refusal(checked.problem);
    return proof ? checked.status : { status: 'unproven' };
  }

  /**
   * A code stays valid for repeats until it expires, because the route is naturally repeatable; failed tries go on
   * counting.
   * A code for another purpose or another identifier is unknown here.
   */
  private async prove(tx: Tx, { challengeId, code, counter }: Proof, key: string): Promise<Problem | undefined> {
    const challenge = await this.challenges.lock(tx, challengeId);
    if (challenge?.purpose !== purpose || challenge.key !== key) return { code: 'challenge-unknown' };
    const now = await this.engine.nowOf(tx);
    const history = await this.challenges.history(tx, key, purpose, now - day, counter);
    const { proof, change } = judge(
      { ...challenge, consumed: false },
      this.keys.codeMatches(challengeId, code),
      history,
      now,
      challengePolicy,
    );
    if (change === 'failed' || (change === 'consumed' && !challenge.consumed))
      await this.challenges.note(tx, challengeId, change, now, counter);
    return proof.verdict === 'refused' ? proof.problem : undefined;
  }

  /**
   * D6: nobody may take a number in cooldown before its recorded instant; from then on it is free, whether or not the
   * alarm fired.
   */
  private async standing(tx: Tx, kind: string, key: string): Promise<IdentifierStatus> {
    const now = await this.engine.nowOf(tx);
    const claim = await readClaim(tx, kind, key);
    if (!claim) return { status: 'free' };
    if (claim.state !== 'cooldown') return { status: 'held' };
    return claim.until !== null && now < claim.until ? { status: 'cooldown', availableAt: rfc3339(claim.until) } : { status: 'free' };
  }
}
