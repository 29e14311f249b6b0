import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { SendSignals } from '#contracts';
import { isZone, type Observation } from '#domain';
import { Engine, type ObservedRow } from '#engine';
import { Keys } from '#vault';

type Signal = SendSignals['signals'][number];
type Observed = Observation & { source: string; id: string };

/** What signals say, in the words of the domain. */
@Injectable()
export class ReadSignals {
  constructor(
    private readonly engine: Engine,
    private readonly keys: Keys,
  ) {}

  /** A fingerprint becomes an id of this account alone, by which nobody finds it at another one. */
  observationOf(accountId: string, { source = '', id, type, at, ...said }: Signal): Observed {
    const { device, ...body } = said as typeof said & { device?: { fingerprint: string; integrity?: string } };
    const seenOn = device && {
      deviceId: this.deviceIdOf(accountId, device.fingerprint),
      ...(device.integrity && { integrity: device.integrity }),
    };
    return { source, id, type, at: Date.parse(at), body: { ...body, ...seenOn } };
  }

  /** Stands for a device in what an account keeps of its sign-ins. */
  deviceIdOf(accountId: string, fingerprint: string): string {
    return this.keys.uuid('device-of-account', accountId, fingerprint);
  }

  /** The places of those that were taken with another content, before or earlier in this call. */
  async findChanged(rows: readonly ObservedRow[]): Promise<ReadonlySet<number>> {
    const first = new Map<string, ObservedRow>();
    const within = rows.flatMap((row, i) => {
      const key = JSON.stringify([row.streamId, row.source, row.id]);
      const before = first.get(key);
      first.set(key, before ?? row);
      return before && !isDeepStrictEqual(before, row) ? [i] : [];
    });
    return new Set([...within, ...(await this.engine.findChanged(rows))].toSorted((a, b) => a - b));
  }

  /** A name of the IANA; an offset is none. */
  hasKnownZone(signal: Signal): boolean {
    const { timeZone } = signal as { timeZone?: string };
    return timeZone === undefined || (/^[A-Za-z]/.test(timeZone) && isZone(timeZone));
  }
}
