import { ProviderUnavailable } from './errors';
import type { Exchanged } from './exchange';
import { takenStatus } from './provider-client';

/**
 * What a provider answers to the question whether something is so. `unconfirmed` is an answer, not an error: it does
 * not say what did not match. `pending`: accepted; the answer comes by a signed callback, or when the same key asks
 * again.
 */
export type Outcome = 'confirmed' | 'unconfirmed' | 'pending';

/** The outcomes that a callback about a check may bring, beside a final refusal. */
const decided = ['confirmed', 'unconfirmed'] as const;

/** Reads 200 `{ outcome }`, or 202. @throws ProviderUnavailable for an outcome that nobody has agreed on. */
export function outcomeIn(provider: string, { status, json }: Exchanged): Outcome {
  if (status === takenStatus) return 'pending';
  const told = (json as { outcome?: unknown } | null | undefined)?.outcome;
  const outcome = decided.find((each) => each === told);
  if (outcome === undefined) throw new ProviderUnavailable(`${provider} answered without an outcome`, 'answer-unusable');
  return outcome;
}
