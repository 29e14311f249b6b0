import { defined } from '../events';
import { isFaceSettled } from './liveness';
import type { KnownRegistration } from './registration';

/**
 * V1, V4, V10: what a registration has proven of its applicant goes to their account: by which document, and the level
 * that phone and face add up to. Nothing of one that was opened before there were further proofs.
 */
export function provenBy(state: KnownRegistration) {
  const { proofs, profile, unverified, security } = state;
  const method = unverified ? ('unverified' as const) : profile?.method;
  if (!proofs || method === undefined) return undefined;
  const isMid = isFaceSettled(state) || security?.behaves === true;
  return {
    level: isMid ? (2 as const) : (1 as const),
    method,
    ...defined({ validUntil: unverified ? undefined : profile?.documentUntil }),
  };
}
