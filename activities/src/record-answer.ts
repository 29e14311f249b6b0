import type { Engine } from '#engine';
import { onTrace } from '#log';
import { commandFor, isRefusal, type Effect, type LookUps } from './effect';

type Recorder = Pick<Engine, 'begin' | 'finish' | 'finishLate' | 'traceOf'>;

/** One answer of a provider about one effect. */
interface Answered {
  effectId: string;
  n: number;
  /** The answer, or a final refusal. */
  answer: unknown;
}

/**
 * Records the answer that a provider sent by a callback, whatever has become of its effect and its process: recorded
 * for the effect that waits for it, taken back, left to an operator, or of no consequence.
 * @returns true if this call recorded something
 */
export async function recordAnswer(engine: Recorder, effect: Effect, answered: Answered, lookUps: LookUps): Promise<boolean> {
  // The answer belongs to the request that owed the effect, whatever trace the provider has sent with it.
  return onTrace(await engine.traceOf(answered.effectId), () => record(engine, effect, answered, lookUps));
}

async function record(engine: Recorder, effect: Effect, { effectId, n, answer }: Answered, lookUps: LookUps): Promise<boolean> {
  const refusal = isRefusal(answer) && answer;
  const finish = async () =>
    engine.finish(effectId, await commandFor(effect, answer, { effectId, n }, lookUps), { wakesItsWorkflow: true, ...refusal });
  if (await finish()) return true;
  const late = typeof answer === 'string' ? effect.late?.[answer] : undefined;
  if (late === undefined || late === 'leaves-nothing') return false;
  // Owed and never begun here: a call of the past before a restored backup has done what this one would ask for.
  const begin = await engine.begin(effectId, effect.kind);
  if (begin !== 'not-owed' && 'begun' in begin) return finish();
  return engine.finishLate(effectId, late.takesBack, late.unless);
}
