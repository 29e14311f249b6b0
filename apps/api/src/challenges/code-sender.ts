import { Inject, Injectable } from '@nestjs/common';
import { codeIn } from '#log';
import { challengePolicy, day, expiresAt, refuseToSend } from '#domain';
import { Engine, type Caller } from '#engine';
import { Database, type Tx } from '#event-store';
import { ProviderRefused, type Messaging } from '#providers';
import { Challenges, counterWithin, Keys, ownersCounter } from '#vault';
import type { Call } from '../authority/call';
import { counterOf } from '../authority/owners-proof';
import { Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { messaging } from '../tokens';
import { PartLog } from '../http/log';
import { codeMessage } from './code-message';

/** The receiver of a code, and what possession of it will prove. */
export interface CodeRequest {
  kind: 'phone' | 'email';
  /** The value itself: only the messaging provider sees it. Undefined: nobody has it, and nobody learns that. */
  to: string | undefined;
  /** Its blind index. */
  key: string;
  purpose: string;
  boundTo?: string;
  identifierId?: string;
  /** The account whose number it is, where that is known. */
  owner?: string;
  /** The receiver has proven the number already: the code counts as one that the owner asked for. */
  byOwner?: true;
  /** The company that asks for it: chooses the provider, and is named in the message. */
  company?: { companyId: string; name?: string | undefined } | undefined;
  /** What has a counter of its own within that of the client. */
  countedWithin?: string;
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
   * command has its own `caller`. `unheard`: the answer does not wait for the provider, so that its time tells nothing.
   * @throws Refusal `too-many-codes`, which is not recorded, and whatever `describe` throws
   */
  async send(
    call: Call,
    describe: (tx: Tx) => Promise<CodeRequest>,
    { about, caller = call.caller, unheard = false }: { about?: string; caller?: Caller; unheard?: boolean } = {},
  ) {
    const challengeId = this.engine.idFor(caller, 'challenge');
    let wanted: CodeRequest | undefined;
    const work = async (tx: Tx, now: number) => {
      wanted = await describe(tx);
      const { countedWithin, byOwner } = wanted;
      const counter = byOwner ? ownersCounter : counterOf(call.authority, wanted.owner);
      const own = countedWithin === undefined ? counter : counterWithin(counter, countedWithin);
      await this.open(tx, challengeId, wanted, { now, counter: own });
      return { ok: true as const, body: { challengeId, expiresAt: rfc3339(expiresAt(now, challengePolicy)) } };
    };
    const outcome = await this.engine.executeWithoutStream(caller, work, about);
    const { body } = call.take(outcome);
    const findUnsent = outcome.replayed ? await this.unsent(challengeId, describe) : wanted;
    const delivered = findUnsent && this.deliver(challengeId, findUnsent, caller.traceId);
    if (unheard)
      delivered?.catch((error: unknown) => this.log.warn('a code was not sent', { challenge: challengeId, code: codeIn(error) }));
    else await delivered;
    return body as { challengeId: string; expiresAt: string };
  }

  private async open(
    tx: Tx,
    challengeId: string,
    { kind, key, purpose, boundTo, identifierId }: CodeRequest,
    { now, counter }: { now: number; counter: string },
  ): Promise<void> {
    const tooMany = refuseToSend(await this.challenges.history(tx, key, purpose, now - day, counter), now, challengePolicy);
    if (tooMany) throw new Refusal(tooMany);
    await this.challenges.insert(tx, {
      challengeId,
      kind,
      key,
      purpose,
      ...(boundTo !== undefined && { boundTo }),
      ...(identifierId !== undefined && { identifierId }),
      counter,
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
  private async deliver(challengeId: string, { kind, to, purpose, company }: CodeRequest, trace: string): Promise<void> {
    if (to === undefined) return;
    const message = codeMessage(this.keys.code(challengeId), { purpose, company: company?.name });
    const channel = kind === 'phone' ? 'sms' : 'mail';
    try {
      const from = company && { companyId: company.companyId };
      await this.provider.send({ channel, to, ...message, ...from, idempotencyKey: challengeId }, trace);
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      this.log.warn('the provider refused a code', { challenge: challengeId, reason: error.reason, trace });
      return;
    }
    await this.challenges.markSent(this.database, challengeId);
  }
}
