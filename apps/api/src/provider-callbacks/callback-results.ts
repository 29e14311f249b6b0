import { calledBackBy, type CalledBackEffect } from '#activities';
import { takeCallback, type TakeCallback } from '#contracts';
import { reasonCode, type CallbackProvider } from '#providers';
import { refusal } from '../http/refusal';
import { errorsOf } from '../http/validation';

/** What a callback says about an effect. */
export interface CallbackResult {
  effect: CalledBackEffect;
  effectId: string;
  n: number;
  /** The same answer that the activity of the effect would get. */
  answer: unknown;
}

/** `<process>:<uuid>:<event id>:<kind>:<n>`; ids of earlier releases have the version in the place of the event. */
const effectIdPattern =
  /^([a-z]{1,64}):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,9}):([A-Za-z]{1,64}):(\d{1,9})$/;

/**
 * @throws Refusal `invalid-request` for another shape, `not-found` for a reference to anything but a call to this
 * provider.
 */
export function callbackResult(provider: CallbackProvider, body: unknown): CallbackResult {
  const effects = calledBackBy(provider);
  const { reference } = fitting(
    effects.flatMap(({ callback }) => callback),
    body,
  );
  const { effect, n } = askedFor(effects, reference);
  const { outcome, reason } = fitting(effect.callback, body);
  return { effect, effectId: reference, n, answer: outcome === 'refused' ? { refused: reasonCode(reason) } : outcome };
}

function fitting(outcomes: readonly string[], body: unknown): TakeCallback {
  const { data, error } = takeCallback(outcomes).safeParse(body);
  if (data === undefined) throw refusal('invalid-request', { errors: errorsOf(error?.issues ?? []) });
  return data;
}

function askedFor(effects: readonly CalledBackEffect[], reference: string): { effect: CalledBackEffect; n: number } {
  const [, process, kind, n] = effectIdPattern.exec(reference) ?? [];
  const effect = effects.find((each) => each.process === process && each.kind === kind);
  if (!effect) throw refusal('not-found');
  return { effect, n: Number(n) };
}
