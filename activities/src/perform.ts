import { ApplicationFailure } from '@temporalio/activity';
import type { Command } from '#domain';
import { Unavailable, type BegunEffect, type Engine } from '#engine';
import { onTrace, silent, type Log } from '#log';
import { pauseMs, pausePolicy } from '#pauses';
import { ProviderRefused, ProviderUnavailable } from '#providers';
import { commandFor, isRefusal, type Effect, type Refusal, type Services } from './effect';
import { reasonOf } from './failed-try';
import { refusedForGood } from './refused';
import { Telling } from './telling';
import { withoutDetails } from './without-details';

export type EffectActivity = (effectId: string) => Promise<void>;
export interface EffectEngine extends Pick<Engine, 'begin' | 'fail' | 'hold' | 'postpone' | 'release'> {
  finish(effectId: string, command?: Command, ended?: { refused: string }): Promise<unknown>;
}

/** The workflow gives an activity 10 s; after that the lease may belong to the next try. */
const leaseIsOursMs = 10_000;

/**
 * Begins, acts, finishes. Settles when the effect is recorded as done, or is not owed; one that was refused for good is
 * recorded, and fails as `Refused`, so that nobody takes it for done. Errors: retryable ones beside that, without
 * personal data; while another try holds the lease, one that is soon tried again. `temporalNow`: what Temporal's clock
 * showed when it scheduled this try. What follows is on the trace of the event that owes the effect.
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
    const { kind } = effect;
    const telling = new Telling(log, String(effectId), kind);
    try {
      const begin = await engine.begin(String(effectId), kind, temporalNow());
      if (begin === 'not-owed') return;
      if ('busyForMs' in begin) throw busy(kind, begin.busyForMs);
      const { begun } = begin;
      telling.attempt = begun.attempts;
      await onTrace(begun.trace, () => attempt(engine, begun, effect, services, telling));
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      const isHeld = error instanceof Unavailable && error.reason === 'clock-ahead';
      telling.failed({ reason: reasonOf(error), ...(isHeld && { nextTryInMs: heldMs }) });
      if (!isHeld) throw withoutDetails(kind, error);
      await engine.hold(String(effectId), { reason: error.reason, nextTryInMs: heldMs }).catch(() => undefined);
      throw held(kind);
    }
  };

/** One try, of which the log tells how it ended. */
async function attempt(engine: EffectEngine, begun: BegunEffect, effect: Effect, services: Services, telling: Telling): Promise<void> {
  const since = performance.now();
  const end = await complete(engine, begun, effect, services).catch((error: unknown) => {
    const failed = { reason: reasonOf(error), nextTryInMs: pauseMs(begun.attempts) };
    telling.failed(failed);
    return giveBack(engine, begun, since, failed, error);
  });
  if (end === 'pending') return postpone(engine, begun, since, telling);
  if (end === 'recorded') return telling.done();
  telling.refused(end.refused);
  throw refusedForGood(effect, begun, end);
}

/** @returns `pending` if the provider has not decided yet, or the final refusal that is recorded by now. */
async function complete(
  engine: EffectEngine,
  begun: BegunEffect,
  effect: Effect,
  services: Services,
): Promise<'recorded' | 'pending' | Refusal> {
  const answer = begun.outdated ? undefined : await effect.act(begun, services).catch((error: unknown) => refusalOf(error, begun));
  if (answer === 'pending') return 'pending';
  const command = await commandFor(effect, answer, begun, services);
  if (!isRefusal(answer)) await engine.finish(begun.effectId, command);
  else if (effect.refused) await engine.finish(begun.effectId, command, { refused: answer.refused });
  else await engine.fail(begun.effectId, answer.refused);
  return isRefusal(answer) ? answer : 'recorded';
}

/** A code that no table knows is tried again, and not without an end: then it is a final no, which leads to people. */
function refusalOf(error: unknown, { attempts }: Pick<BegunEffect, 'attempts'>): Refusal {
  if (error instanceof ProviderRefused) return { refused: error.reason };
  if (error instanceof ProviderUnavailable && isUnknown(error.reason) && attempts >= pausePolicy.triesOfUnknown)
    return { refused: error.reason };
  throw error;
}

const isUnknown = (reason: string): boolean => reason.startsWith('unknown-');

/** By a clock that nobody moves. */
const isOurs = (since: number): boolean => performance.now() - since < leaseIsOursMs;

/** Releases the lease, so that the next try need not wait for it. If that fails, the lease expires by itself. */
async function giveBack(
  engine: EffectEngine,
  { effectId, kind }: BegunEffect,
  since: number,
  failed: { reason: string; nextTryInMs: number },
  error: unknown,
): Promise<never> {
  if (isOurs(since)) await engine.release(effectId, failed).catch(() => undefined);
  throw withoutDetails(kind, error, failed.nextTryInMs);
}

const postponedMs = { min: 1_000, max: 300_000 };

/** Waits as long again as it has taken so far: seconds for a fast provider, minutes for a slow one. */
async function postpone(engine: EffectEngine, { effectId, kind, owedForMs }: BegunEffect, since: number, telling: Telling): Promise<never> {
  const forMs = Math.round(Math.min(postponedMs.max, Math.max(postponedMs.min, owedForMs)));
  if (isOurs(since)) await engine.postpone(effectId, forMs);
  telling.taken({ reason: 'undecided', nextTryInMs: forMs });
  throw ApplicationFailure.create({ message: `${kind}: Undecided`, type: 'Undecided', nextRetryDelay: forMs });
}

/** Soon again: nothing but the clock is in the way, and the next try brings Temporal's. */
const heldMs = 10_000;
const held = (kind: string) =>
  ApplicationFailure.create({ message: `${kind} waits until the clock is certain`, type: 'ClockAhead', nextRetryDelay: heldMs });

const busy = (kind: string, forMs: number) =>
  ApplicationFailure.create({ message: `${kind} is being performed`, type: 'Busy', nextRetryDelay: Math.max(1, forMs) });
