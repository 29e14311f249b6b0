import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { companiesOf, type Account } from '#domain';
import { Engine } from '#engine';
import { Keys } from '#vault';
import { idsOf } from '../authority/administrators';
import type { Call } from '../authority/call';
import { People } from '../authority/people';
import { Processes } from '../process/processes';
import { ScanProofs } from '../challenges/scan-proofs';

/** The devices on which people sign in. */
@Injectable()
export class Devices {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly people: People,
    private readonly scans: ScanProofs,
  ) {}

  /** A scan counts where the person of the account has given it, on a device that is signed in. */
  async add(id: string, { device, scanProof }: BodyOf<'account', 'AddDevice'>, call: Call) {
    const scanned = scanProof === undefined ? undefined : await this.scans.bring(scanProof, call);
    const named = scanned && (await this.people.findIds(id));
    const byScan = scanned?.by !== undefined && named !== undefined && idsOf(named).includes(scanned.by);
    const place = { entryId: this.engine.idFor(call.caller, 'device'), key: this.keys.blindIndex('device', device.fingerprint) };
    const command = { type: 'AddDevice', accountId: id, device: place, integrity: device.integrity, byScan } as const;
    return this.processes.run('account', id, command, call, (row) =>
      scanned ? { reads: scanned.reads, permit: (streams) => scanned.permit(streams, companiesOf(row.state as Account)[0]) } : {},
    );
  }

  signOut(id: string, deviceId: string, call: Call) {
    return this.processes.run('account', id, { type: 'SignOutDevice', deviceId }, call);
  }
}
