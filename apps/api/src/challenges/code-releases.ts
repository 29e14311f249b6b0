import { Injectable } from '@nestjs/common';
import type { ReleaseCodes } from '#contracts';
import { answersOfCaller, deregistrationPurpose, registrationPhonePurpose, revocationPurpose } from '#domain';
import { Engine } from '#engine';
import type { Tx } from '#event-store';
import { writeSecurityEntry } from '#iam';
import { Challenges, Keys, Vault } from '#vault';
import { actorOf } from '../authority/authority';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { bindingPurpose } from './binding-purpose';
import { Processes } from '../process/processes';

type Process = NonNullable<ReleaseCodes['process']>;
type Numbered = Exclude<Process['type'], 'challenge'>;

/** What codes to the number of a process are for. */
const purposesOf: Readonly<Record<Numbered, readonly string[]>> = {
  account: [deregistrationPurpose, bindingPurpose],
  deregistration: [revocationPurpose],
  registration: [registrationPhonePurpose],
};

/** What codes are counted by, and for what. */
interface Counted {
  key: string;
  purposes: readonly string[];
}

/** An operator lets codes go to a number again, where others have used up what it had. */
@Injectable()
export class CodeReleases {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly challenges: Challenges,
    private readonly vault: Vault,
    private readonly keys: Keys,
  ) {}

  /**
   * In one transaction with its record in the security log: who, which process, and why.
   * @throws Refusal `not-found`, also where the number is erased
   */
  async release({ process, client, reason }: ReleaseCodes, call: Call) {
    const counted = process ? await this.countedBy(process, call) : async () => [this.ofClient(client)];
    const outcome = await this.engine.executeWithoutStream(call.caller, async (tx, now) => {
      let codes = 0;
      for (const { key, purposes } of await counted(tx)) codes += await this.challenges.release(tx, key, purposes, now);
      const target = `${process ? `${process.type}:${process.id}` : `client:${client}`} ${reason}`;
      await writeSecurityEntry(tx, { what: 'codes-released', target, principalId: actorOf(call.authority) });
      return { ok: true, body: { ...(process && { process }), ...(client !== undefined && { client }), codes } };
    });
    return call.take(outcome).body;
  }

  /** Binding codes that were asked for by the id of an account count by that id. */
  private async countedBy({ type, id }: Process, call: Call): Promise<(tx: Tx) => Promise<readonly Counted[]>> {
    if (type === 'challenge') return async (tx) => [await this.ofChallenge(tx, id)];
    const { subjectId } = await this.processes.find(type, id, call.authority);
    const byId = type === 'account' ? [{ key: this.keys.blindIndex('account', id), purposes: [bindingPurpose] }] : [];
    return async (tx) => [{ key: await this.keyOf(tx, subjectId, call), purposes: purposesOf[type] }, ...byId];
  }

  /** What a client that tells no addresses has missed at the answers of people. */
  private ofClient(client: string | undefined): Counted {
    return { key: this.keys.blindIndex(answersOfCaller, `client:${client}`), purposes: [answersOfCaller] };
  }

  private async ofChallenge(tx: Tx, challengeId: string): Promise<Counted> {
    const challenge = await this.challenges.lock(tx, challengeId);
    if (!challenge) throw refusal('not-found');
    return { key: challenge.key, purposes: [challenge.purpose] };
  }

  private async keyOf(tx: Tx, subjectId: string | undefined, { authority }: Call): Promise<string> {
    const opening = { dataClass: 'contact', field: 'phone', actor: actorOf(authority), purpose: 'codes-release' };
    const phone = subjectId === undefined ? undefined : await this.vault.openField(tx, { subjectId, ...opening });
    if (phone === undefined) throw refusal('not-found');
    return this.keys.blindIndex('phone', phone);
  }
}
