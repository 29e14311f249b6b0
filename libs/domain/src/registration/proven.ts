import { defined } from '../events';
import { levelOfFactors } from '../verification/factors';
import type { Factor } from '../verification/factors.policy';
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
  // A person who has looked at the recording answers for the face.
  const factors: readonly Factor[] = [
    'sms',
    ...(isFaceSettled(state) ? ['face' as const] : []),
    ...(security?.behaves ? ['behaviour' as const] : []),
  ];
  return {
    level: levelOfFactors(factors),
    method,
    ...defined({ validUntil: unverified ? undefined : profile?.documentUntil }),
  };
}
