import { Inject, Injectable } from '@nestjs/common';
import { challengePolicy, day, expiresAt, refuseToSend } from '#domain';
import { Engine, type Caller } from '#engine';
import { Database, type Tx } from '#event-store';
import { ProviderRefused, type Messaging } from '#providers';
import { Challenges, Keys } from '#vault';
import type { Call } from '../authority/call';
import { Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { messaging } from '../tokens';
import { PartLog } from '../http/log';

/** The receiver of a code, and what possession of it will prove. */
export interface CodeRequest {
  kind: 'phone' | 'email';
  /** The value itself: only the messaging provider sees it. */
  to: string;
  /** Its blind index. */
  key: string;
  purpose: string;
  boundTo?: string;
  identifierId?: string;
}

/** Sends one-time codes right after the commit, by the API itself: they must arrive while Temporal is away. */
@Injectable()
export class CodeSender {
  private readonly log = new PartLog('codes');

  constructor(
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly challenges: Challenges,
    private readonly keys: Keys,
    @Inject(messaging) private readonly provider: Messaging,
  ) {}

  /**
   * Opens a challenge and sends its code; the answer is the same for every value.
   * A repeated call gets the first answer, and sends a code that was never sent.
   * `describe` runs inside the transaction; `about` is the stream of the process of the code; a step behind another
   * command has its own `caller`.
   * @throws Refusal `too-many-codes`, which is not recorded, and whatever `describe` throws
   */
  async send(
    call: Call,
    describe: (tx: Tx) => Promise<CodeRequest>,
    { about, caller = call.caller }: { about?: string; caller?: Caller } = {},
  ) {
    const challengeId = this.engine.idFor(caller, 'challenge');
    let wanted: CodeRequest | undefined;
    const work = async (tx: Tx, now: number) => {
      wanted = await describe(tx);
      await this.open(tx, challengeId, wanted, now);
      return { ok: true as const, body: { challengeId, expiresAt: rfc3339(expiresAt(now, challengePolicy)) } };
    };
    const outcome = await this.engine.executeWithoutStream(caller, work, about);
    const { body } = call.take(outcome);
    const findUnsent = outcome.replayed ? await this.unsent(challengeId, describe) : wanted;
    if (findUnsent) await this.deliver(challengeId, findUnsent, caller.traceId);
    return body as { challengeId: string; expiresAt: string };
  }

  private async open(tx: Tx, challengeId: string, { kind, key, purpose, boundTo, identifierId }: CodeRequest, now: number): Promise<void> {
    const tooMany = refuseToSend(await this.challenges.history(tx, key, purpose, now - day), now, challengePolicy);
    if (tooMany) throw new Refusal(tooMany);
    await this.challenges.insert(tx, {
      challengeId,
      kind,
      key,
      purpose,
      ...(boundTo !== undefined && { boundTo }),
      ...(identifierId !== undefined && { identifierId }),
      createdAt: now,
      expiresAt: expiresAt(now, challengePolicy),
    });
  }

  /**
   * Finds a code whose first call ended between its commit and the provider's answer.
   * A code that has become pointless is not sent, nor one for another number than it was made for.
   */
  private async unsent(challengeId: string, describe: (tx: Tx) => Promise<CodeRequest>): Promise<CodeRequest | undefined> {
    const now = await this.engine.now();
    try {
      return await this.database.transaction(async (tx) => {
        const stored = await this.challenges.lock(tx, challengeId);
        if (!stored || stored.sent || now >= stored.expiresAt) return undefined;
        const wanted = await describe(tx);
        return wanted.key === stored.key ? wanted : undefined;
      });
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  /**
   * @throws ProviderUnavailable: answered with 503, and the same key sends it again.
   * A provider's refusal is shown to nobody, because it would tell numbers apart.
   */
  private async deliver(challengeId: string, { kind, to }: CodeRequest, trace: string): Promise<void> {
    const text = `${this.keys.code(challengeId)} is your code. It is valid for ${challengePolicy.validMinutes} minutes. Never tell it to anybody.`;
    try {
      await this.provider.send({ channel: kind === 'phone' ? 'sms' : 'mail', to, text, idempotencyKey: challengeId }, trace);
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      this.log.warn('the provider refused a code', { challenge: challengeId, reason: error.reason, trace });
      return;
    }
    await this.challenges.markSent(this.database, challengeId);
  }
}
