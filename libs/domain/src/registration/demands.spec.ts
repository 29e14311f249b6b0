import type { Company } from '../company/company';
import { proofsDemanded } from './demands';
import { firstRegistrationPolicy, registrationPolicy, secondRegistrationPolicy } from './registration.policy';

const company = (verification?: { profile: 'standard' | 'strict'; faceRequired?: boolean }): Company => ({
  status: 'verified',
  companyId: 'c',
  companyKind: 'enterprise',
  ...(verification && { verification }),
});

describe('what is demanded of an applicant', () => {
  it.each([
    ['nobody’s company', undefined, { security: false, face: false, strict: false }],
    ['a company that says nothing', company(), { security: false, face: false, strict: false }],
    [
      'one that demands the face (X16)',
      company({ profile: 'standard', faceRequired: true }),
      { security: false, face: true, strict: false },
    ],
    ['a strict one (X18)', company({ profile: 'strict' }), { security: true, face: true, strict: true }],
  ])('by %s', (_, its, demanded) => {
    expect(proofsDemanded('ios', its, registrationPolicy)).toEqual({ ...demanded, faceReader: true });
  });

  it('is nothing under a policy from before', () => {
    const before = [firstRegistrationPolicy, secondRegistrationPolicy].map((policy) => proofsDemanded('ios', company(), policy));
    expect(before).toEqual([undefined, undefined]);
  });

  it.each([
    ['ios', true],
    ['android', true],
    ['harmonyos', true],
    ['windows', false],
    ['macos', false],
    ['web', false],
  ] as const)('%s has a reader of faces: %s (R14)', (platform, faceReader) => {
    expect(proofsDemanded(platform, undefined, registrationPolicy)).toMatchObject({ faceReader });
  });
});
