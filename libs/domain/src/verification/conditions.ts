import { internal } from '../decider';
import { rulesOf } from '../rule';
import { isKnown, isUnderWay, type Verification } from './verification';
import type { VerificationEvent } from './verification.events';
import type { VerificationPolicy } from './verification.policy';

const { rule, opening, anything, accept } = rulesOf<Verification, VerificationEvent, VerificationPolicy>();
export { accept, opening, rule };

export const known = anything.in(isKnown, internal('case-unknown'));
export const underWay = known.in(isUnderWay, 'case-closed');
/** The same for what only a reaction or the clock sends. */
export const stillUnderWay = known.in(isUnderWay, internal('case-closed'));

/** Refuses from its recorded end on, whether or not the alarm fired: only an open case lapses. */
export const inTime = underWay.when(({ status, expiresAt }, { now }) => status !== 'open' || now < expiresAt, 'case-closed');
