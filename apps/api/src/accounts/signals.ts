import { Injectable } from '@nestjs/common';
import type { SendSignals } from '#contracts';
import { isObserved, isTooFarAhead, isZone } from '#domain';
import { Engine, streamIdOf } from '#engine';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** Takes what services have observed of an account. */
@Injectable()
export class Signals {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
  ) {}

  /** @throws Refusal `not-found`, `signal-in-future`, `zone-unknown`, `account-not-observed`; then it has taken none */
  async take(id: string, { signals }: SendSignals, { authority, traceId }: Call) {
    const { principalId } = authority;
    const { state, now } = await this.processes.find('account', id, authority);
    const observed = signals.map(({ source = '', id: own, type, at, ...body }) => ({ source, id: own, type, at: Date.parse(at), body }));
    const errors = observed.flatMap(({ at }, i) => (isTooFarAhead(at, now) ? [inFuture(i)] : []));
    if (errors.length > 0) throw refusal('signal-in-future', { errors });
    if (signals.some((each) => 'timeZone' in each && each.timeZone !== undefined && !isNamedZone(each.timeZone)))
      throw refusal('zone-unknown');
    if (!isObserved(state)) throw refusal('account-not-observed');
    await this.engine.observe(streamIdOf('account', id), state, {
      client: principalId,
      actor: { principalId, authn: 'api-key' },
      traceId,
      observed,
    });
    return { taken: signals.length };
  }
}

/** A name of the IANA; an offset is none. */
const isNamedZone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && isZone(zone);

const inFuture = (index: number) => ({ path: `signals.${index}.at`, code: 'signal-in-future', message: 'is too far ahead of our clock' });
