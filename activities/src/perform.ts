import { ApplicationFailure } from '@temporalio/activity';
import type { Command } from '#domain';
import type { BegunEffect, Engine } from '#engine';
import { ProviderRefused } from '#providers';
import { Undecided } from './undecided';
import { withoutDetails } from './without-details';

/** How one kind of effect is performed. It may run again after a crash, and must then end the same: the effect id is the provider's idempotency key. */
export interface Performance {
  /** Does it. A command that it returns is recorded together with the end of the effect. */
  act(effect: BegunEffect): Promise<Command | undefined>;
  /** The command that records a provider's final no; without it the effect fails and an operator is told. */
  refused?(effect: BegunEffect, reason: string): Command;
}

export type EffectActivity = (effectId: string) => Promise<void>;
export interface EffectEngine extends Pick<Engine, 'begin' | 'fail' | 'postpone' | 'release'> {
  finish(effectId: string, command?: Command): Promise<unknown>;
}

/** The workflow gives an activity 10 s; whoever is slower may have lost its lease to the next try. */
const leaseIsOursMs = 10_000;

/**
 * Begin, act, finish. Settles when the effect is recorded as done or failed, or is not owed (any more).
 * Errors: retryable ones only, without personal data; while somebody else performs it, one that asks to wait until that lease is over.
 */
export const perform =
  (engine: EffectEngine, kind: string, performance: Performance): EffectActivity =>
  async (effectId) => {
    try {
      const since = Date.now();
      const begin = await engine.begin(String(effectId), kind);
      if (begin === 'not-owed') return;
      if ('busyForMs' in begin) throw busy(kind, begin.busyForMs);
      const { begun } = begin;
      await complete(engine, begun, performance).catch((error: unknown) =>
        error instanceof Undecided ? postpone(engine, begun) : giveBack(engine, begun.effectId, since, error),
      );
    } catch (error) {
      throw withoutDetails(kind, error);
    }
  };

async function complete(engine: EffectEngine, effect: BegunEffect, { act, refused }: Performance): Promise<void> {
  let result: Command | undefined;
  try {
    result = await act(effect);
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error;
    if (!refused) return engine.fail(effect.effectId, error.reason);
    result = refused(effect, error.reason);
  }
  await engine.finish(effect.effectId, result);
}

/** The next try need not wait for a lease that nobody uses. Where it cannot be given back it runs out by itself. */
async function giveBack(engine: EffectEngine, effectId: string, since: number, error: unknown): Promise<never> {
  if (Date.now() - since < leaseIsOursMs) await engine.release(effectId).catch(() => undefined);
  throw error;
}

const postponedMs = { min: 1_000, max: 300_000 };

/** As long again as it has taken so far: whoever answers within seconds is heard within seconds, whoever takes hours is asked now and then. */
async function postpone(engine: EffectEngine, { effectId, kind, owedForMs }: BegunEffect): Promise<never> {
  const forMs = Math.round(Math.min(postponedMs.max, Math.max(postponedMs.min, owedForMs)));
  await engine.postpone(effectId, forMs);
  throw ApplicationFailure.create({ message: `${kind}: Undecided`, type: 'Undecided', nextRetryDelay: forMs });
}

const busy = (kind: string, forMs: number) =>
  ApplicationFailure.create({ message: `${kind} is being performed`, type: 'Busy', nextRetryDelay: Math.max(1, forMs) });
