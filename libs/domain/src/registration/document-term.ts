import type { Instant } from '../decider';
import type { KnownRegistration } from './registration';
import type { RegistrationPolicy } from './registration.policy';

/** R9: why a registration comes to nothing whose document has ended meanwhile. */
export const documentExpired = 'document-expired';

/** R9: the passport, visa or permit of the applicant has ended since they gave it: no account is proven by it. */
export const hasDocumentEnded = (
  { profile, unverified }: KnownRegistration,
  now: Instant,
  { documentOutlastsApproval }: RegistrationPolicy,
): boolean =>
  documentOutlastsApproval === true && unverified === undefined && profile?.documentUntil !== undefined && now >= profile.documentUntil;
