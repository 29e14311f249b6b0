import { Injectable } from '@nestjs/common';
import type { ReleaseCodes } from '#contracts';
import { deregistrationPurpose, registrationPhonePurpose, revocationPurpose } from '#domain';
import { Engine, streamIdOf } from '#engine';
import type { Tx } from '#event-store';
import { writeSecurityEntry } from '#iam';
import { Challenges, Keys, Vault } from '#vault';
import { actorOf } from '../authority/authority';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** What codes to the number of a process are for. */
const purposesOf: Readonly<Record<ReleaseCodes['process']['type'], readonly string[]>> = {
  account: [deregistrationPurpose],
  deregistration: [revocationPurpose],
  registration: [registrationPhonePurpose],
};

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
  async release({ process, reason }: ReleaseCodes, call: Call) {
    const { type, id } = process;
    const { subjectId } = await this.processes.find(type, id, call.authority);
    const outcome = await this.engine.executeWithoutStream(call.caller, async (tx, now) => {
      const key = await this.keyOf(tx, subjectId, call);
      const codes = await this.challenges.release(tx, key, purposesOf[type], now);
      const target = `${streamIdOf(type, id)} ${reason}`;
      await writeSecurityEntry(tx, { what: 'codes-released', target, principalId: actorOf(call.authority) });
      return { ok: true, body: { process, codes } };
    });
    return call.take(outcome).body;
  }

  private async keyOf(tx: Tx, subjectId: string | undefined, { authority }: Call): Promise<string> {
    const opening = { dataClass: 'contact', field: 'phone', actor: actorOf(authority), purpose: 'codes-release' };
    const phone = subjectId === undefined ? undefined : await this.vault.openField(tx, { subjectId, ...opening });
    if (phone === undefined) throw refusal('not-found');
    return this.keys.blindIndex('phone', phone);
  }
}
