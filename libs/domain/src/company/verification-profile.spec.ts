import { given } from '#testing';
import type { CommandOf, EventIn } from '../processes';
import { company as process } from './company';
import { companyPolicy } from './company.policy';
import { profileOf, strictestOf } from './verification-profile';
import { verificationProfilePolicy as policy } from './verification-profile.policy';

const reviewed = { foreignNumberReview: 'required' } as const;
const takenIn: EventIn<'company'> = { type: 'CompanyTakenIn', companyId: 'c', companyKind: 'enterprise' };
type Choose = CommandOf<'company'> & { type: 'ChooseVerificationProfile' };
const choose = (chosen: Omit<Choose, 'type'>): Choose => ({ type: 'ChooseVerificationProfile', ...chosen });
const chosen = (of: Omit<Choose, 'type'>): EventIn<'company'> => ({ type: 'VerificationProfileChosen', ...of });

describe('what a company asks its people to prove', () => {
  it('is the profile standard where it has said nothing: no level for administrators, no live face (X6, X18)', () => {
    expect(profileOf(undefined)).toEqual({ profile: 'standard', faceRequired: false, adminLevel: 0, ...reviewed });
    expect(process.view(given(process)(takenIn).state())).not.toHaveProperty('verification');
  });

  it('is a live face and level 3 for administrators by the profile strict, unless it says otherwise (V1, X18)', () => {
    given(process)(takenIn)
      .when(choose({ profile: 'strict' }), { at: 1 })
      .then(chosen({ profile: 'strict' }));
    expect(profileOf({ profile: 'strict' })).toEqual({ profile: 'strict', faceRequired: true, adminLevel: 3, ...reviewed });
    expect(profileOf({ profile: 'strict', adminLevel: 0 })).toMatchObject({ faceRequired: true, adminLevel: 0 });
    const state = given(process)(takenIn, chosen({ profile: 'standard', adminLevel: 3 })).state();
    expect(process.view(state)).toMatchObject({ verification: { profile: 'standard', faceRequired: false, adminLevel: 3 } });
  });

  it('is chosen anew only where it differs, and so many times at most', () => {
    given(process)(takenIn, chosen({ profile: 'strict' }))
      .when(choose({ profile: 'strict' }), { at: 1 })
      .thenRefused('verification-profile-chosen-already');
    given(process)(takenIn, chosen({ profile: 'strict', adminLevel: 2 }))
      .when(choose({ profile: 'strict' }), { at: 1 })
      .then(chosen({ profile: 'strict' }));
    const { profileChoices: limit } = companyPolicy;
    const often = Array.from({ length: limit }, (_, n) => chosen({ profile: n % 2 === 0 ? 'strict' : 'standard' }));
    given(process)(takenIn, ...often)
      .when(choose({ profile: 'strict' }), { at: 1 })
      .thenRefused('repeated-too-often', { limit });
  });

  it.each([
    [policy.faceReviewDaysMin - 1, false],
    [policy.faceReviewDaysMin, true],
    [policy.faceReviewDaysMax, true],
    [policy.faceReviewDaysMax + 1, false],
  ])('asks for a new face after %i days: %s (X29)', (faceReviewDays, isTaken) => {
    const asked = given(process)(takenIn).when(choose({ profile: 'standard', faceReviewDays }), { at: 1 });
    if (isTaken) asked.then(chosen({ profile: 'standard', faceReviewDays }));
    else asked.thenRefused('face-review-period-invalid', { atLeast: policy.faceReviewDaysMin, limit: policy.faceReviewDaysMax });
  });

  it('exempts applicants with a foreign number from the review only where it says so (X28)', () => {
    for (const profile of ['standard', 'strict'] as const) {
      expect(profileOf({ profile })).toMatchObject(reviewed);
      expect(profileOf({ profile, foreignNumberReview: 'exempt' })).toMatchObject({ foreignNumberReview: 'exempt' });
    }
    given(process)(takenIn, chosen({ profile: 'standard' }))
      .when(choose({ profile: 'standard', foreignNumberReview: 'exempt' }), { at: 1 })
      .then(chosen({ profile: 'standard', foreignNumberReview: 'exempt' }));
  });

  it('is of several companies in each point what the one asks that asks for most (X25)', () => {
    expect(strictestOf([])).toEqual(profileOf(undefined));
    expect(
      strictestOf([
        profileOf({ profile: 'standard', adminLevel: 2, faceReviewDays: 60 }),
        profileOf({ profile: 'strict', adminLevel: 1, faceRequired: false, faceReviewDays: 90 }),
      ]),
    ).toEqual({ profile: 'strict', faceRequired: false, adminLevel: 2, faceReviewDays: 60, ...reviewed });
  });
});
