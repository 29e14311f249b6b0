import { Inject, Injectable } from '@nestjs/common';
import { scanProofExpiry, scanProofsAtOnce, standing, type Account } from '#domain';
import { Engine, streamIdOf, type CallerCommand, type Once, type ProcessState } from '#engine';
import { Database, readNow, type ClockMode } from '#event-store';
import { findScanProof, insertScanProof, spareScanProof, useScanProof, type ScanProof } from '#iam';
import { Keys } from '#vault';
import { actorOf } from '../authority/authority';
import type { Call } from '../authority/call';
import { rfc3339 } from '../http/time';
import { clockMode } from '../tokens';

const tokenBytes = 16;
const invalid = { code: 'scan-invalid' } as const;

/** What goes with an opening by a scan. `permit`: of the streams under lock, and of the company that it leads into. */
interface Scanned {
  by?: string;
  reads: readonly string[];
  permit(streams: Parameters<NonNullable<CallerCommand['permit']>>[0], companyId: string | undefined): typeof invalid | undefined;
}

/**
 * R14: tokens by which somebody who is signed in lets a new device register. A token derives from its call, and is
 * stored as a hash.
 */
@Injectable()
export class ScanProofs {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly keys: Keys,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  async give(call: Call) {
    const { authority, caller } = call;
    const token = this.keys.hmac('scan-proof', caller.commandId).subarray(0, tokenBytes).toString('base64url');
    const outcome = await this.engine.executeWithoutStream(caller, async (tx, now) => {
      const expiresAt = scanProofExpiry(now);
      const { companies } = authority;
      const proof = { proof: this.hashOf(token), principalId: actorOf(authority), expiresAt };
      const limit = { now, atOnce: scanProofsAtOnce };
      const isGiven = await insertScanProof(tx, { ...proof, ...(companies !== 'platform' && { companies }) }, limit);
      if (!isGiven) return { ok: false, problem: { code: 'too-many-scan-proofs', limit: limit.atOnce } };
      return { ok: true, body: { expiresAt: rfc3339(expiresAt) } };
    });
    return { scanProof: token, ...(call.take(outcome).body as { expiresAt: string }) };
  }

  /**
   * The opening uses the proof up in its transaction, and spares it where it is refused. Found without a lock, so that
   * a repetition gets its answer whatever has become of the proof since.
   */
  async bring(token: string, call: Call): Promise<Scanned> {
    const proof = this.hashOf(token);
    call.usesUp(this.once({ proof, commandId: call.caller.commandId }));
    const found = await findScanProof(this.database, proof);
    if (!found) return { reads: [], permit: () => undefined };
    const account = found.userId === undefined ? undefined : streamIdOf('account', found.userId);
    return {
      by: found.principalId,
      reads: account === undefined ? [] : [account],
      permit: (streams, companyId) => {
        const person = account === undefined ? undefined : streams.get(account);
        return speaksFor(found, companyId) && mayVouch(person) ? undefined : invalid;
      },
    };
  }

  private once(used: { proof: Buffer; commandId: Buffer }): Once {
    return {
      use: async (tx) => ((await useScanProof(tx, { ...used, now: (await readNow(tx, this.clock)).now })) ? undefined : invalid),
      spare: (tx) => spareScanProof(tx, used),
    };
  }

  private hashOf(token: string): Buffer {
    return this.keys.hmac('given-scan-proof', token);
  }
}

/** Somebody whose identity provider speaks for some companies lets nobody into others, nor in without a company. */
const speaksFor = ({ companies }: ScanProof, companyId: string | undefined): boolean =>
  companies === undefined || (companyId !== undefined && companies.includes(companyId));

/** Who has no account here may: they have proven who they are. */
const mayVouch = (account: Pick<ProcessState, 'state'> | undefined): boolean =>
  account === undefined || standing(account.state as Account) === 'present';
