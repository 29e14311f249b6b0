import type { Company } from '../company/company';
import type { RegistrationPolicy } from './registration.policy';

/**
 * X16, X18: what the company of the applicant demands at the opening; a later word of the company is for later
 * applicants. Nothing under a policy without further proofs.
 */
export function proofsDemanded(
  platform: keyof RegistrationPolicy['channels'],
  company: Company | undefined,
  { demands, withoutFaceReader = [] }: RegistrationPolicy,
) {
  if (!demands) return undefined;
  const { profile = 'standard', face = false } = (company?.status === 'verified' ? company.proofs : undefined) ?? {};
  const demanded = demands[profile];
  return {
    security: demanded.security,
    face: demanded.face || face,
    strict: profile === 'strict',
    faceReader: !withoutFaceReader.includes(platform),
  };
}
