import { given, registering } from '#testing';
import { policyFor } from '../approval/matters';
import type { Company } from '../company/company';
import { day, hour } from '../decider';
import { processUnder } from '../processes';
import { proofsDemanded } from './demands';
import { zoneOf } from './foreign-number';
import type { RegistrationEvent } from './registration.events';
import { registrationPolicy, thirdRegistrationPolicy } from './registration.policy';
import type { KnownRegistration } from './registration';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedMember, openedPersonal, proven, signedIn, checked, proofs } = registering;
const at = day;
const abroad = { foreign: true, timeZone: 'Asia/Hong_Kong' };
const member: RegistrationEvent = { ...openedMember, proofs, number: abroad };
const exempt: RegistrationEvent = { ...openedMember, proofs: { ...proofs, foreignNumberExempt: true }, number: abroad };
const give = { ...registering.giveProfile, document: { method: 'passport' as const } };
const shown = { ...give, shown: ['passport'] };
const given1: RegistrationEvent = { ...registering.given, method: 'passport' };
const confirm = { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' } as const;
const reviewers = { facts: { reviewers: { status: 'granted', role: 'identity-reviewer', holders: ['one'] } } } as const;

describe('an applicant with a number of Hong Kong, Macau, Taiwan or another country', () => {
  it('shows a picture of the document that they give; what is missing is named, and costs no try (R16)', () => {
    registration(member, proven)
      .when(give, { at })
      .thenRefused('document-missing', { unmet: ['passport'] });
    registration(member, proven)
      .when({ ...give, shown: ['visa'] }, { at })
      .thenRefused('document-missing', { unmet: ['passport'] });
    registration(member, proven).when(shown, { at }).thenAccepted();
  });

  it('begins with a document, also without a company: nobody who leaves it out could be looked at (R16, V10)', () => {
    const { identity: _left, document: _out, ...without } = give;
    registration({ ...openedPersonal, proofs, number: abroad }, proven, signedIn)
      .when(without, { at })
      .thenRefused('document-missing', { unmet: ['identity'] });
    registration({ ...openedPersonal, proofs, number: { foreign: false } }, proven, signedIn)
      .when(without, { at })
      .thenAccepted();
  });

  it('is looked at by a person, also where the authority confirms (R16, X28)', () => {
    registration(member, proven, given1)
      .when(confirm, { at, ...reviewers })
      .then(checked(), { type: 'ManualReviewBegan', cause: 'foreign-number' }, { type: 'ReviewOpened', approvalId: 'review' });
  });

  it('waits for a reviewer where there is none, and does not lapse for that (R16)', () => {
    const began: RegistrationEvent = { type: 'ManualReviewBegan', cause: 'foreign-number' };
    registration(member, proven, given1).when(confirm, { at }).then(checked(), began, { type: 'ReviewersAwaited' });
    expect(registration(member, proven, given1, checked(), began, { type: 'ReviewersAwaited' }).due()).toEqual([]);
  });

  it('goes to a reviewer with another cause first: the number is the least of it (R17)', () => {
    registration(member, proven, { ...given1, elsewhere: true })
      .when(confirm, { at })
      .then(checked(), { type: 'ManualReviewBegan', cause: 'identity-elsewhere' }, { type: 'ReviewersAwaited' });
    registration(member, proven, given1)
      .when({ ...confirm, outcome: 'unconfirmed' }, { at })
      .then(checked('unconfirmed'));
    registration(member, proven, given1)
      .when({ ...confirm, outcome: 'unavailable' }, { at })
      .then(checked('unavailable'), { type: 'ManualReviewBegan', cause: 'registry-unavailable' }, { type: 'ReviewersAwaited' });
  });

  it('is neither asked nor looked at where the company had exempted them at the opening (X28)', () => {
    registration(exempt, proven).when(give, { at }).thenAccepted();
    registration(exempt, proven, given1).when(confirm, { at }).then(checked());
  });

  it('is one by the number that counts: a corrected one takes the place of the first', () => {
    const corrected: RegistrationEvent = { type: 'PhoneCorrected', phoneId: 'p', number: { foreign: false, timeZone: 'Asia/Shanghai' } };
    registration(member).when({ type: 'CorrectPhone', phoneId: 'p', number: corrected.number! }, { at }).then(corrected);
    registration(member, corrected, proven).when(give, { at }).thenAccepted();
    registration(member, { type: 'PhoneCorrected', phoneId: 'p' }, proven).when(give, { at }).thenAccepted();
  });

  it('asks nothing of registrations under earlier versions of the policy', () => {
    for (const version of [1, 2, 3]) {
      const earlier = processUnder('registration', version);
      const state = [member, proven].reduce(earlier.evolve, earlier.initial);
      expect(earlier.decide(state, give, {}, at).problem).toBeUndefined();
      expect(earlier.decide(earlier.evolve(state, given1), confirm, {}, at).events).toEqual([checked()]);
    }
  });
});

describe('the review of such an applicant', () => {
  it('reminds after 3 working days, calls an operator after 5, and never lapses (R16)', () => {
    const { stages, expiryHours } = policyFor('identity-review');
    expect(stages[0]!.chain).toEqual([
      { afterWorkingDays: 3, act: 'remind' },
      { afterWorkingDays: 5, act: 'call-operator' },
    ]);
    expect(expiryHours).toBeUndefined();
  });
});

describe('what a company says of foreign numbers (X28)', () => {
  const company = (foreignNumberReview?: 'required' | 'exempt'): Company => ({
    status: 'verified',
    companyId: 'c',
    companyKind: 'enterprise',
    verification: { profile: 'strict', ...(foreignNumberReview && { foreignNumberReview }) },
  });

  it('is recorded at the opening; nothing said means a review, and so does nobody’s company', () => {
    const exempted = (its: Company | undefined) => proofsDemanded('ios', its, registrationPolicy)?.foreignNumberExempt;
    expect([company('exempt'), company('required'), company(), undefined].map(exempted)).toEqual([true, undefined, undefined, undefined]);
    expect(proofsDemanded('ios', company('exempt'), thirdRegistrationPolicy)).not.toHaveProperty('foreignNumberExempt');
  });
});

describe('the zone of an applicant (R10)', () => {
  const stateOf = (event: RegistrationEvent) => registration(event).state() as KnownRegistration;

  it('is that of their number; one that they gave wins', () => {
    expect(zoneOf(stateOf(member))).toBe('Asia/Hong_Kong');
    expect(zoneOf(stateOf({ ...member, timeZone: 'Europe/Lisbon' }))).toBe('Europe/Lisbon');
    expect(zoneOf(stateOf({ ...member, number: { foreign: true } }))).toBeUndefined();
  });

  it('says when it is late at night there (V6)', () => {
    const ready = [{ ...member, number: { foreign: true, timeZone: 'Europe/Lisbon' } } as RegistrationEvent, proven, given1, checked()];
    const lateIn = (events: readonly RegistrationEvent[], hours: number) =>
      process.decide(registration(...events).state(), { type: 'GiveSecurity', signals: {} }, {}, at + hours * hour).events;
    expect(lateIn(ready, 1)).toMatchObject([{ lateNight: true }]);
    expect(lateIn(ready, 12)).toMatchObject([{ lateNight: false }]);
  });
});
