import { given, registering } from '#testing';
import { day, type Claim } from '../decider';
import type { FactsIn } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registration as newest } from './registration.process';

/** A document is claimed when it is typed: since version 4 with its check (document-claim.spec). */
const process = newest.under(3);
const registration = given(process);
const { giveProfile, given: told, givenOwn, checked, openedPersonal, openedMember, signedIn, at: stage } = registering;
/** Whom a merge would be with is known since version 4 alone. */
const { holder: _merges, ...givenElsewhere } = registering.givenElsewhere as typeof told & { holder?: string };
const reserves = { change: 'reserve', kind: 'identity', key: 'n', identifierId: 'document', holder: 'r' } as const;
const claimed = (state: Claim['state'], holder: string): Claim => ({ state, identifierId: 'theirs', holder });
const at = day;
const joiner = { ...giveProfile, applicant: { accountId: 'old-account', principalId: 'applicant' } };

describe('the reference to the sign-in', () => {
  it('is given once the phone is proven, and for a personal account only (R13)', () => {
    registration(...stage.personalProven)
      .when({ type: 'RecordSignIn' }, { at })
      .then(signedIn);
    registration(openedPersonal)
      .when({ type: 'RecordSignIn' }, { at })
      .thenRefused('step-out-of-order', { unmet: ['phone'] });
  });

  it('is no step of an applicant with a company: nothing is missing before it, and it is neither allowed nor refused', () => {
    const member = registration(...stage.memberProven);
    member.when({ type: 'RecordSignIn' }, { at }).thenRefused('step-out-of-order', {});
    const named = (events: RegistrationEvent[]) => {
      const { allowed, refused } = process.commandsNow(registration(...events).state(), at);
      return [...allowed, ...refused.map(({ command }) => command)];
    };
    expect(named(stage.memberProven)).not.toContain('RecordSignIn');
    expect(named(stage.personalProven)).toContain('RecordSignIn');
  });

  it('may be given anew', () => {
    registration(...stage.personalProven, signedIn)
      .when({ type: 'RecordSignIn' }, { at })
      .then(signedIn);
  });
});

describe('a profile', () => {
  it('comes after the phone, and of a personal account after the sign-in; what is missing is named (R2, R13)', () => {
    registration(openedMember)
      .when(giveProfile, { at })
      .thenRefused('step-out-of-order', { unmet: ['phone'] });
    registration(openedPersonal)
      .when(giveProfile, { at })
      .thenRefused('step-out-of-order', { unmet: ['phone', 'sign-in'] });
    registration(...stage.personalProven)
      .when(giveProfile, { at })
      .thenRefused('step-out-of-order', { unmet: ['sign-in'] });
    registration(...stage.personalProven, signedIn)
      .when(giveProfile, { at })
      .then(told);
  });

  it('whose document is free reserves it, and is checked live (R4, R5)', () => {
    registration(...stage.memberProven)
      .when(giveProfile, { at })
      .then(told)
      .thenClaims(reserves);
    expect(registration(...stage.verifying).owed()).toEqual([{ kind: 'checkIdentity', n: 1 }]);
    expect(process.status(registration(...stage.verifying).state())).toBe('verifying');
  });

  it('with another person’s document is no error to the applicant: it is checked like any other (R17)', () => {
    for (const identity of [claimed('held', 'b'), claimed('reserved', 'q')])
      registration(...stage.memberProven)
        .when(giveProfile, { at, facts: { identity } })
        .then(givenElsewhere)
        .thenClaims();
  });

  it('with another person’s document names its owner, who must not decide what may be their own', () => {
    const owner = { holder: 'b', principalId: 'owner' };
    const asked = { ...giveProfile, owner };
    const named: RegistrationEvent = { ...givenElsewhere, ownerId: 'owner' };
    registration(...stage.memberProven)
      .when(asked, { at, facts: { identity: claimed('held', 'b') } })
      .then(named);
    registration(...stage.memberProven)
      .when({ ...giveProfile, owner: { ...owner, holder: 'q' } }, { at, facts: { identity: claimed('reserved', 'q') } })
      .then(named);
    // The caller looked before the lock: by now another person has it, or none.
    registration(...stage.memberProven)
      .when(asked, { at, facts: { identity: claimed('held', 'c') } })
      .then(givenElsewhere);
    registration(...stage.memberProven)
      .when(asked, { at })
      .then(told);
    const review = (...holders: string[]) =>
      registration(...stage.memberProven, named).when(
        { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' },
        { at, facts: { reviewers: { status: 'granted', role: 'identity-reviewer', holders } } },
      );
    const began: RegistrationEvent = { type: 'ManualReviewBegan', cause: 'identity-elsewhere' };
    review('owner', 'applicant').then(checked(), began, { type: 'ReviewersAwaited' });
    review('owner', 'one').then(checked(), began, { type: 'ReviewOpened', approvalId: 'review' });
  });

  it('looks the same to the applicant, whether or not another person has the document', () => {
    const seen = (...events: RegistrationEvent[]) => {
      const { state, owed } = registration(...stage.memberProven, ...events);
      return [process.view(state()), process.allowed(state(), at), process.status(state()), owed()];
    };
    expect(seen(givenElsewhere)).toEqual(seen(told));
    const reviewed = (cause: 'identity-elsewhere' | 'registry-unavailable'): RegistrationEvent => ({ type: 'ManualReviewBegan', cause });
    expect(seen(givenElsewhere, checked(), reviewed('identity-elsewhere'))).toEqual(
      seen(told, checked('unavailable'), reviewed('registry-unavailable')),
    );
  });

  it('given again with the same document keeps its claim', () => {
    registration(...stage.memberReady)
      .when(
        { ...giveProfile, identity: { identifierId: 'again', key: 'n' }, reviewId: 'review-2' },
        { at, facts: { identity: { state: 'reserved', identifierId: 'document', holder: 'r' } } },
      )
      .then({ ...told, attempt: 2, reviewId: 'review-2' })
      .thenClaims();
  });

  it('given again with another document frees the first', () => {
    const other = { ...giveProfile, identity: { identifierId: 'other', key: 'n2' } };
    registration(...stage.memberReady)
      .when(other, { at })
      .then({ ...told, attempt: 2, identityId: 'other' })
      .thenClaims({ change: 'free', identifierId: 'document' }, { ...reserves, identifierId: 'other', key: 'n2' });
    registration(...stage.memberReady)
      .when(other, { at, facts: { identity: claimed('held', 'b') } })
      .then({ ...givenElsewhere, attempt: 2 })
      .thenClaims({ change: 'free', identifierId: 'document' });
  });

  it('given again must be checked again, whatever was verified before', () => {
    const again = registration(...stage.memberReady, { ...told, attempt: 2 });
    expect(process.view(again.state())).toMatchObject({
      steps: [
        { step: 'phone', state: 'done' },
        { step: 'profile', state: 'open' },
      ],
    });
    expect(again.owed()).toEqual([{ kind: 'checkIdentity', n: 2 }]);
  });

  it('waits while a check or a review is under way, and is closed once submitted', () => {
    registration(...stage.verifying)
      .when(giveProfile, { at })
      .thenRefused('check-under-way');
    registration(...stage.inReview)
      .when(giveProfile, { at })
      .thenRefused('check-under-way');
    registration(...stage.submitted)
      .when(giveProfile, { at })
      .thenRefused('registration-submitted');
  });
});

describe('a profile when joining with an account', () => {
  it('shows the document that the account holds: then it is the same person (X2)', () => {
    registration(...stage.memberJoining)
      .when(joiner, { at, facts: { identity: claimed('held', 'old-account') } })
      .then(givenOwn)
      .thenClaims();
  });

  it('goes to a reviewer where another person has the document, or none: the number alone proves nothing', () => {
    registration(...stage.memberJoining)
      .when(joiner, { at, facts: { identity: claimed('held', 'b') } })
      .then(givenElsewhere)
      .thenClaims();
    registration(...stage.memberJoining)
      .when(joiner, { at })
      .then({ ...givenOwn, elsewhere: true, identityId: 'document' })
      .thenClaims({ change: 'reserve', kind: 'identity', key: 'n', identifierId: 'document', holder: 'r' });
  });

  it('names the person who proved the phone, not the one that the caller found before', () => {
    registration(...stage.memberJoining)
      .when(giveProfile, { at })
      .thenRefused('step-out-of-order', { unmet: ['phone'] });
    registration(...stage.memberProven)
      .when(joiner, { at })
      .thenRefused('step-out-of-order', { unmet: ['phone'] });
  });
});

describe('the profile of foreign staff (R9)', () => {
  const company = (foreignRelated?: boolean): FactsIn<'registration'> => ({
    company: { status: 'verified', companyId: 'c', companyKind: 'enterprise', ...(foreignRelated !== undefined && { foreignRelated }) },
  });
  const give = (passport: { visa: boolean; mainlandNumber: boolean } | undefined, facts: FactsIn<'registration'>) =>
    registration(...stage.memberProven).when({ ...registering.giveProfile, ...(passport && { passport }) }, { at, facts });
  const here = { mainlandNumber: true };
  const abroad = { mainlandNumber: false };

  it('needs the end of a visa, for a company that is foreign-related', () => {
    give({ ...here, visa: false }, company(true)).thenRefused('visa-missing');
    give({ ...here, visa: true }, company(true)).thenAccepted();
  });

  it('is refused for a company that says that it is not', () => {
    for (const visa of [true, false]) give({ ...here, visa }, company(false)).thenRefused('company-not-foreign-related');
  });

  it.each([
    ['a company that does not say which it is', { ...here, visa: false }, company()],
    ['overseas staff, whose number is of their country', { ...abroad, visa: false }, company(false)],
    ['a document of this country', undefined, company(false)],
  ])('asks nothing of %s', (_, passport, facts) => {
    give(passport, facts).thenAccepted();
  });

  it('locks the company only where it must know', () => {
    const needs = (passport?: { visa: boolean; mainlandNumber: boolean }) =>
      Object.keys(
        process.needs({ ...registering.giveProfile, ...(passport && { passport }) }, registration(...stage.memberProven).state(), {}),
      );
    expect([needs(), needs({ ...abroad, visa: true }), needs({ ...here, visa: true })]).toEqual([
      ['identity', 'position'],
      ['identity', 'position'],
      ['identity', 'position', 'company'],
    ]);
  });
});
