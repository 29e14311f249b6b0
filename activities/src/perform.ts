import { ApplicationFailure } from '@temporalio/activity';
import type { Command } from '#domain';
import { Unavailable, type BegunEffect, type Engine } from '#engine';
import { onTrace, silent, type Log } from '#log';
import { ProviderRefused } from '#providers';
import { commandOf, isRefusal, type Effect, type Refusal, type Services } from './effect';
import { Telling } from './telling';
import { withoutDetails } from './without-details';

export type EffectActivity = (effectId: string) => Promise<void>;
export interface EffectEngine extends Pick<Engine, 'begin' | 'fail' | 'postpone' | 'release'> {
  finish(effectId: string, command?: Command): Promise<unknown>;
}

/** The workflow gives an activity 10 s; after that the lease may belong to the next try. */
const leaseIsOursMs = 10_000;

/**
 * Begins, acts, finishes. Settles when the effect is recorded as done or failed, or is not owed.
 * Errors: retryable ones only, without personal data; while another try holds the lease, one that waits until it is
 * over. `temporalNow`: what Temporal's clock showed when it scheduled this try. What follows is on the trace of the event
 * that owes the effect.
 */
export const perform =
  (
    engine: EffectEngine,
    effect: Effect,
    services: Services,
    temporalNow: () => number | undefined = () => undefined,
    log: Log = silent,
  ): EffectActivity =>
  async (effectId) => {
    try {
      const begin = await engine.begin(String(effectId), effect.kind, temporalNow());
      if (begin === 'not-owed') return;
      if ('busyForMs' in begin) throw busy(effect.kind, begin.busyForMs);
      const { begun } = begin;
      await onTrace(begun.trace, () => attempt(engine, begun, effect, services, new Telling(log, begun)));
    } catch (error) {
      if (error instanceof Unavailable && error.reason === 'clock-ahead') throw held(effect.kind);
      throw withoutDetails(effect.kind, error);
    }
  };

/** One try, of which the log tells how it ended. */
async function attempt(engine: EffectEngine, begun: BegunEffect, effect: Effect, services: Services, telling: Telling): Promise<void> {
  const since = Date.now();
  const decided = await complete(engine, begun, effect, services, telling).catch((error: unknown) => {
    telling.failed(error);
    return giveBack(engine, begun.effectId, since, error);
  });
  if (decided) return;
  telling.taken();
  await postpone(engine, begun);
}

/** @returns false if the provider has not decided yet. */
async function complete(engine: EffectEngine, begun: BegunEffect, effect: Effect, services: Services, telling: Telling): Promise<boolean> {
  const answer = begun.outdated ? undefined : await effect.act(begun, services).catch(refusalOf);
  if (answer === 'pending') return false;
  if (isRefusal(answer) && !effect.refused) await engine.fail(begun.effectId, answer.refused);
  else await engine.finish(begun.effectId, commandOf(effect, answer, begun));
  telling.done(isRefusal(answer) ? answer.refused : undefined);
  return true;
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof ProviderRefused) return { refused: error.reason };
  throw error;
}

/** Releases the lease, so that the next try need not wait for it. If that fails, the lease expires by itself. */
async function giveBack(engine: EffectEngine, effectId: string, since: number, error: unknown): Promise<never> {
  if (Date.now() - since < leaseIsOursMs) await engine.release(effectId).catch(() => undefined);
  throw error;
}

const postponedMs = { min: 1_000, max: 300_000 };

/** Waits as long again as it has taken so far: seconds for a fast provider, minutes for a slow one. */
async function postpone(engine: EffectEngine, { effectId, kind, owedForMs }: BegunEffect): Promise<never> {
  const forMs = Math.round(Math.min(postponedMs.max, Math.max(postponedMs.min, owedForMs)));
  await engine.postpone(effectId, forMs);
  throw ApplicationFailure.create({ message: `${kind}: Undecided`, type: 'Undecided', nextRetryDelay: forMs });
}

/** Soon again: nothing but the clock is in the way, and the next try brings Temporal's. */
const held = (kind: string) =>
  ApplicationFailure.create({ message: `${kind} waits until the clock is certain`, type: 'ClockAhead', nextRetryDelay: 10_000 });

const busy = (kind: string, forMs: number) =>
  ApplicationFailure.create({ message: `${kind} is being performed`, type: 'Busy', nextRetryDelay: Math.max(1, forMs) });
