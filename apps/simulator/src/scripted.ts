import { createHash } from 'node:crypto';

/** The outcomes of a check, the usual one first. */
export const checkOutcomes = ['confirmed', 'unconfirmed'] as const;

/** So many of a hundred people pass at once (R18, V1); the others go to people. */
const passPercent = 93;

/** What a test asks for by a word in the data of a request. */
const words = ['unconfirmed', 'pending'] as const;

/**
 * The outcome that the data of a request asks for by a word in it: `live:unconfirmed-7`, `live:pending-7`; with
 * `of-a-hundred` 93 of 100 values pass, each always the same. A fault switch comes first.
 */
export function scriptedOutcome(asked: string): string {
  const said = words.find((word) => asked.includes(word));
  if (said !== undefined) return said;
  return asked.includes('of-a-hundred') && placeOf(asked) >= passPercent ? 'unconfirmed' : 'confirmed';
}

/** 0 to 99, spread evenly. */
const placeOf = (value: string): number => createHash('sha256').update(value).digest().readUInt32BE() % 100;
