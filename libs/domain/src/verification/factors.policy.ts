import type { Level } from '../account/levels.policy';
import type { RiskStep } from '../risk/risk.policy';

/** One proof of who somebody is. */
export type Factor = 'sms' | 'behaviour' | 'face' | 'document' | 'human' | 'bank-card' | 'work-proof' | 'security-answers';

/**
 * V1, X5: what the factors of a person add up to, as data: one of the sets is enough. Sources: S0 (a live face, a work
 * proof that a person has looked at), S1 (behaviour in the place of the face).
 */
export const levelsOfFactors: readonly { level: Exclude<Level, 0>; anyOf: readonly (readonly Factor[])[] }[] = [
  { level: 1, anyOf: [['sms']] },
  { level: 2, anyOf: [['face'], ['behaviour']] },
  { level: 3, anyOf: [['work-proof', 'human']] },
];

/**
 * V5, X5: what answers a demand for a step; who has given none of a set is asked for the first. S1 asks in the last one
 * for a face or a person; a face counts there together with a document only, as in S0. Our choice: a person who has
 * looked answers a demand for a face too (R18: a face is never the only way).
 */
export const factorsOfDemand: Readonly<Record<RiskStep, readonly (readonly Factor[])[]>> = {
  basic: [['sms']],
  mid: [['face'], ['behaviour'], ['human']],
  high: [['face', 'document'], ['human']],
};
