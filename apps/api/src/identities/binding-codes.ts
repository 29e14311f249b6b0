import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AskForBinding } from '#contracts';
import { challengePolicy, day, judge, standing, type Account, type Problem } from '#domain';
import { streamIdOf } from '#engine';
import { Database, type Tx } from '#event-store';
import { readClaim, readProcess } from '#read-models';
import { Challenges, Keys, Vault, type StoredChallenge } from '#vault';
import { actorOf, type ProvenIdentity } from '../authority/authority';
import type { Call } from '../authority/call';
import { bindingPurpose } from '../challenges/binding-purpose';
import { CodeSender, type CodeRequest } from '../challenges/code-sender';
import { counterOf } from '../authority/owners-proof';
import { e164 } from '../http/phone';
import { identityOf } from './identity-of';

const purpose = bindingPurpose;

type Proof = { challengeId: string; code: string };

/** Codes that show that somebody whom an identity provider has proven has the number of an account. */
@Injectable()
export class BindingCodes {
  constructor(
    private readonly database: Database,
    private readonly sender: CodeSender,
    private readonly challenges: Challenges,
    private readonly vault: Vault,
    private readonly keys: Keys,
  ) {}

  /**
   * A named number gets its code, held or not. Of a named account nobody learns that it is there: what counts the
   * codes is made of its id, and the answer waits for no provider.
   */
  send({ phone, accountId = '' }: AskForBinding, call: Call) {
    const boundTo = boundToOf(identityOf(call));
    if (phone !== undefined) {
      const to = e164(phone);
      return this.sender.send(call, () => Promise.resolve({ kind: 'phone', to, key: this.keys.blindIndex('phone', to), purpose, boundTo }));
    }
    const describe = async (tx: Tx): Promise<CodeRequest> => ({
      ...{ kind: 'phone', to: await this.phoneOf(tx, accountId, call) },
      ...{ key: this.keys.blindIndex('account', accountId), purpose, boundTo, identifierId: accountId },
    });
    return this.sender.send(call, describe, { unheard: true });
  }

  /** Returns the account that a code was asked for, as it is known before the code is judged. */
  async accountOf(challengeId: string): Promise<string | undefined> {
    const challenge = await this.challenges.lock(this.database, challengeId);
    if (challenge?.purpose !== purpose) return undefined;
    return challenge.identifierId ?? this.holderOf(this.database, challenge.key);
  }

  /** Returns the account that holds a number. */
  async holderOf(db: Pick<Tx, 'query'>, key: string): Promise<string | undefined> {
    const claim = await readClaim(db, 'phone', key);
    return claim?.state === 'held' ? claim.holder : undefined;
  }

  keyOf(phone: string): string {
    return this.keys.blindIndex('phone', e164(phone));
  }

  /**
   * Judges a code within the transaction that binds, and counts a miss of this client. A number may have come to
   * another account since.
   * @returns why it proves nothing for this name and this account
   */
  async refuse(tx: Tx, { challengeId, code }: Proof, call: Call, accountId: string | undefined, now: number): Promise<Problem | undefined> {
    const counter = counterOf(call.authority);
    const challenge = await this.challenges.lock(tx, challengeId);
    if (challenge?.purpose !== purpose || challenge.boundTo !== boundToOf(identityOf(call))) return { code: 'challenge-unknown' };
    const history = await this.challenges.history(tx, challenge.key, purpose, now - day, counter);
    const { proof, change } = judge(challenge, this.keys.codeMatches(challengeId, code), history, now, challengePolicy);
    if (change) await this.challenges.note(tx, challengeId, change, now, counter);
    if (proof.verdict === 'refused') return proof.problem;
    return (await this.isFor(tx, challenge, accountId)) ? undefined : { code: 'account-unknown' };
  }

  private async isFor(tx: Tx, { identifierId, key }: StoredChallenge, accountId: string | undefined): Promise<boolean> {
    return accountId !== undefined && (identifierId ?? (await this.holderOf(tx, key))) === accountId;
  }

  /** Opens the sealed number of an account that is there, and looks for one that is not all the same. */
  private async phoneOf(tx: Tx, accountId: string, { authority }: Call): Promise<string | undefined> {
    const account = await readProcess<Account>(tx, streamIdOf('account', accountId));
    const isPresent = account !== undefined && standing(account.state) === 'present';
    const subjectId = (isPresent && account.subjectId) || randomUUID();
    return this.vault.openField(tx, { subjectId, dataClass: 'contact', field: 'phone', actor: actorOf(authority), purpose });
  }
}

/** A code serves the name that asked for it, and no other. */
const boundToOf = ({ hash }: ProvenIdentity): string => hash.toString('hex');
