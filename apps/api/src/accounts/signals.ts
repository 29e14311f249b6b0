import { Injectable } from '@nestjs/common';
import type { SendSignals } from '#contracts';
import { accountPolicies, isObserved, isTooFarAhead } from '#domain';
import { Engine, streamIdOf } from '#engine';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { ReadSignals } from './read-signals';

/** Takes what services have observed of one account: all signals of a call, or none. */
@Injectable()
export class Signals {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly reading: ReadSignals,
  ) {}

  /**
   * @throws Refusal `not-found`, `signal-in-future`, `zone-unknown`, `account-not-observed`, `signal-changed`; then it
   * has taken none
   */
  async take(id: string, { signals }: SendSignals, { authority, traceId }: Call) {
    const { principalId } = authority;
    const { state, now, policyVersion } = await this.processes.find('account', id, authority);
    const streamId = streamIdOf('account', id);
    const observed = signals.map((each) => this.reading.observationOf(id, each));
    const errors = observed.flatMap(({ at }, i) => (isTooFarAhead(at, now) ? [inFuture(i)] : []));
    if (errors.length > 0) throw refusal('signal-in-future', { errors });
    if (!signals.every((each) => this.reading.hasKnownZone(each))) throw refusal('zone-unknown');
    if (!isObserved(state)) throw refusal('account-not-observed');
    const changed = await this.reading.findChanged(observed.map((each) => ({ ...each, streamId, client: principalId })));
    if (changed.size > 0) throw refusal('signal-changed', { errors: [...changed].map(hasChanged) });
    const by = { client: principalId, actor: { principalId, authn: 'api-key' }, traceId };
    await this.engine.observe(streamId, state, { ...by, observed, ...(policyVersion in accountPolicies && { policyVersion }) });
    return { taken: signals.length };
  }
}

const inFuture = (index: number) => ({ path: `signals.${index}.at`, code: 'signal-in-future', message: 'is too far ahead of our clock' });
const hasChanged = (index: number) => ({ path: `signals.${index}.id`, code: 'signal-changed', message: 'was taken with another content' });
