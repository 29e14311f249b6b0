import type { Company } from '../company/company';
import { profileOf } from '../company/verification-profile';
import type { RegistrationPolicy } from './registration.policy';

/**
 * X16, X18, X28: what the company of the applicant demands at the opening; a later word of the company is for later
 * applicants. Nothing under a policy without further proofs.
 */
export function proofsDemanded(
  platform: keyof RegistrationPolicy['channels'],
  company: Company | undefined,
  { securityDemanded, withoutFaceReader = [], foreignNumbersReviewed }: RegistrationPolicy,
) {
  if (!securityDemanded) return undefined;
  const { profile, faceRequired, foreignNumberReview, oneMessenger } = profileOf(
    company?.status === 'verified' ? company.verification : undefined,
  );
  return {
    security: securityDemanded[profile],
    face: faceRequired,
    strict: profile === 'strict',
    faceReader: !withoutFaceReader.includes(platform),
    ...(oneMessenger && { oneMessenger }),
    ...(foreignNumbersReviewed && foreignNumberReview === 'exempt' && { foreignNumberExempt: true }),
  };
}
