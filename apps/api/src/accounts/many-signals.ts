import { Inject, Injectable } from '@nestjs/common';
import type { SendManySignals, signalRefusals } from '#contracts';
import { isObserved, isTooFarAhead, observationPolicy, processOf, type Account } from '#domain';
import { Engine, streamIdOf, type ObservedRow } from '#engine';
import { Database, type ClockMode } from '#event-store';
import { readWithCompanies, type ProcessRow } from '#read-models';
import { maySeeRow } from '../authority/authority';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { grouped } from '../process/grouped';
import { clockMode } from '../tokens';
import { ReadSignals } from './read-signals';

type Refused = { index: number; code: (typeof signalRefusals)[number] };
type Signal = SendManySignals['signals'][number];

/** Takes what a service has observed of many accounts: what is wrong with one of them is no matter of the others. */
@Injectable()
export class ManySignals {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly reading: ReadSignals,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  /** @throws Refusal `batch-too-large` */
  async take({ signals }: SendManySignals, { authority, traceId }: Call) {
    if (signals.length > observationPolicy.perCall) throw refusal('batch-too-large', { limit: observationPolicy.perCall });
    const { principalId: client } = authority;
    const accountIds = [...new Set(signals.map(({ accountId }) => accountId))];
    const { rows, reading } = await readWithCompanies(this.database, accountIds, this.clock);
    const now = reading ? this.engine.timeOf(reading) : 0;
    const read = signals.map(({ accountId, ...signal }, index) => {
      const code = this.refusalOf(rows.get(streamIdOf('account', accountId)), signal as Signal, authority, now);
      return { index, code, row: { ...this.reading.observationOf(accountId, signal), streamId: streamIdOf('account', accountId), client } };
    });
    const good = read.filter(({ code }) => code === undefined);
    const changed = await this.reading.findChanged(good.map(({ row }) => row));
    const taken = good.filter((_, i) => !changed.has(i));
    await this.engine.observeMany(
      byAccount(
        taken.map(({ row }) => row),
        rows,
      ),
      { client, actor: { principalId: client, authn: 'api-key' }, traceId },
    );
    const refused: Refused[] = [
      ...read.flatMap(({ index, code }) => (code === undefined ? [] : [{ index, code }])),
      ...[...changed].map((i) => ({ index: good[i]!.index, code: 'signal-changed' as const })),
    ];
    return { taken: taken.length, refused: refused.toSorted((one, other) => one.index - other.index) };
  }

  private refusalOf(row: ProcessRow | undefined, signal: Signal, authority: Call['authority'], now: number): Refused['code'] | undefined {
    if (!row || !maySeeRow(authority, row)) return 'not-found';
    if (!processOf('account').canRead(row)) return 'newer-release';
    if (isTooFarAhead(Date.parse(signal.at), now)) return 'signal-in-future';
    if (!this.reading.hasKnownZone(signal)) return 'zone-unknown';
    return isObserved(row.state as Account) ? undefined : 'account-not-observed';
  }
}

/** In the order of their streams. */
const byAccount = (observed: readonly ObservedRow[], rows: ReadonlyMap<string, ProcessRow>) =>
  [...grouped(observed, ({ streamId }) => streamId)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([streamId, own]) => {
      const { state, policyVersion } = rows.get(streamId)!;
      return { streamId, account: state as Account, policyVersion, observed: own };
    });
