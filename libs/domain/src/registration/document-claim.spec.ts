import { given, registering } from '#testing';
import { day, type Claim, type ClaimChange } from '../decider';
import type { CommandOf, FactsIn } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const { giveProfile, given: claimedAtOnce, checked, at: stage } = registering;
const { identityId: _claimed, ...unclaimed } = claimedAtOnce;
const typed: RegistrationEvent = { ...unclaimed, documentId: 'document' };
const at = day;
const reserves: ClaimChange = { change: 'reserve', kind: 'identity', key: 'n', identifierId: 'document', holder: 'r' };
const has = (holder: string, state: Claim['state'] = 'held'): Claim => ({ state, identifierId: 'theirs', holder });
const reviewers = (...holders: string[]) => ({ reviewers: { status: 'granted', role: 'identity-reviewer', holders } }) as const;
const says = (
  outcome: 'confirmed' | 'unconfirmed' | 'unavailable',
  owner?: { holder: string; principalId: string },
): CommandOf<'registration'> => ({
  type: 'RecordIdentityCheck',
  attempt: 1,
  outcome,
  document: { key: 'n', ...(owner && { owner }) },
});
const needed = (cause: string, more: object = {}) =>
  ({
    type: 'ReviewNeeded',
    cause,
    check: { of: 'identity', attempt: 1, outcome: 'confirmed' },
    elsewhere: false,
    ...more,
  }) as RegistrationEvent;
const owner = { holder: 'b', principalId: 'owner' };
const verifying = registration(...stage.memberProven, typed);

describe('a document that is typed', () => {
  it('is nobody’s: it is claimed by no one, and whoever has it already changes nothing (R17)', () => {
    for (const identity of [undefined, has('b'), has('q', 'reserved')])
      registration(...stage.memberProven)
        .when({ ...giveProfile, owner }, { at, facts: { identity } })
        .then(typed)
        .thenClaims();
  });

  it('given again after it was confirmed keeps its claim; another one frees it (R17)', () => {
    const confirmed = registration(...stage.memberProven, typed, { ...checked(), identityId: 'document' } as RegistrationEvent);
    const again = { ...giveProfile, identity: { identifierId: 'again', key: 'n' }, reviewId: 'review-2' };
    confirmed
      .when(again, { at, facts: { identity: { state: 'reserved', identifierId: 'document', holder: 'r' } } })
      .then({ ...typed, identityId: 'document', attempt: 2, reviewId: 'review-2' })
      .thenClaims();
    confirmed
      .when({ ...again, identity: { identifierId: 'other', key: 'm' } }, { at })
      .then({ ...typed, documentId: 'other', attempt: 2, reviewId: 'review-2' })
      .thenClaims({ change: 'free', identifierId: 'document' });
  });

  it('is claimed at once under versions 1 to 3, as before (R17)', () => {
    for (const version of [1, 2, 3])
      given(process.under(version))(...stage.memberProven)
        .when(giveProfile, { at })
        .then(claimedAtOnce)
        .thenClaims(reserves);
  });
});

describe('a document that the register has confirmed', () => {
  it('is this registration’s from that answer on, where nobody has it (R17)', () => {
    verifying
      .when(says('confirmed'), { at })
      .then({ ...checked(), identityId: 'document' } as RegistrationEvent)
      .thenClaims(reserves);
  });

  it('that somebody else had confirmed first goes to a reviewer, who is not its owner (R17)', () => {
    const elsewhere = { elsewhere: true, ownerId: 'owner', holder: 'b', heldAs: 'theirs' };
    for (const state of ['held', 'reserved'] as const) {
      const facts: FactsIn<'registration'> = { identity: has('b', state) };
      verifying
        .when(says('confirmed', owner), { at, facts: { ...facts, ...reviewers('owner', 'applicant') } })
        .then(needed('identity-elsewhere', elsewhere))
        .thenClaims();
      verifying
        .when(says('confirmed', owner), { at, facts: { ...facts, ...reviewers('owner', 'one') } })
        .then(needed('identity-elsewhere', { ...elsewhere, approvalId: 'review' }))
        .thenClaims();
    }
  });

  it('is looked up again where another one has it than was named before the lock (R17)', () => {
    verifying.when(says('confirmed'), { at, facts: { identity: has('b') } }).thenRefused('look-again');
    verifying.when(says('confirmed', owner), { at, facts: { identity: has('c') } }).thenRefused('look-again');
    verifying
      .when(says('confirmed', owner), { at })
      .then({ ...checked(), identityId: 'document' } as RegistrationEvent)
      .thenClaims(reserves);
  });

  it('claims nothing once the draft has lapsed, nor after the end', () => {
    verifying
      .when(says('confirmed'), { at: 7 * day })
      .then(checked())
      .thenClaims();
    const over: RegistrationEvent = { type: 'RegistrationWithdrawn', erasesAt: 9 * day };
    registration(...stage.memberProven, typed, over)
      .when(says('confirmed'), { at })
      .then(checked())
      .thenClaims();
  });

  it('of an applicant who joins with an account must be that account’s, and stays with it (X2, X21)', () => {
    const joining = registration(...stage.memberJoining, typed);
    joining
      .when(says('confirmed', { holder: 'old-account', principalId: 'applicant' }), { at, facts: { identity: has('old-account') } })
      .then(checked())
      .thenClaims();
    joining.when(says('confirmed'), { at }).then(needed('not-the-accounts-document', { elsewhere: true }));
    joining
      .when(says('confirmed', owner), { at, facts: { identity: has('b') } })
      .then(needed('not-the-accounts-document', { elsewhere: true, ownerId: 'owner', holder: 'b', heldAs: 'theirs' }));
  });
});

describe('a document that the register could not confirm', () => {
  it('goes to a reviewer as any other does, who learns if somebody else has it (R5, R17)', () => {
    const check = { of: 'identity', attempt: 1, outcome: 'unavailable' };
    verifying
      .when(says('unavailable', owner), { at, facts: { identity: has('b') } })
      .then(needed('registry-unavailable', { check, elsewhere: true, ownerId: 'owner', holder: 'b', heldAs: 'theirs' }))
      .thenClaims();
    verifying.when(says('unavailable'), { at }).then(needed('registry-unavailable', { check })).thenClaims();
  });

  it('looks the same to the applicant, whatever led a person to look (R17)', () => {
    const seen = (event: RegistrationEvent) => {
      const { state, owed, due } = registration(...stage.memberProven, typed, event);
      return [process.view(state()), process.commandsNow(state(), at), process.status(state()), owed(), due()];
    };
    const people = { approvalId: 'review' };
    const failed = { check: { of: 'identity', attempt: 1, outcome: 'unavailable' } };
    expect(seen(needed('identity-elsewhere', { ...people, elsewhere: true, ownerId: 'owner' }))).toEqual(
      seen(needed('registry-unavailable', { ...people, ...failed })),
    );
  });
});

describe('a document that a person has confirmed', () => {
  const reviewed = [
    ...stage.memberProven,
    typed,
    needed('registry-unavailable', { check: { of: 'identity', attempt: 1, outcome: 'unavailable' }, approvalId: 'review' }),
    { type: 'IdentityReviewed', draftExpiresAt: 9 * day } as const,
  ];
  const submit: CommandOf<'registration'> = {
    type: 'SubmitRegistration',
    approvalId: 'v',
    document: { identifierId: 'late', key: 'n', attempt: 1 },
  };

  it('is claimed with the submission, under the id of its profile (R17)', () => {
    registration(...reviewed)
      .when(submit, { at })
      .then({ type: 'RegistrationSubmitted', approvalId: 'v', approvalExpiresAt: 4 * day, identityId: 'document' })
      .thenClaims(reserves);
  });

  it('and that somebody else had confirmed before that is checked again, so that a reviewer sees both (R17)', () => {
    const meanwhile = { at, facts: { identity: has('b') } };
    registration(...reviewed)
      .when(submit, meanwhile)
      .then({ ...typed, attempt: 2, reviewId: 'v' })
      .thenClaims();
    const again = registration(...reviewed, { ...typed, attempt: 2, reviewId: 'v' });
    expect([process.status(again.state()), again.owed()]).toEqual(['verifying', [{ kind: 'checkIdentity', n: 2 }]]);
  });

  it('although another person has it, goes on without a claim: the reviewer has seen that (R17)', () => {
    const knowingly = needed('identity-elsewhere', { elsewhere: true, ownerId: 'owner', approvalId: 'review' });
    registration(...stage.memberProven, typed, knowingly, { type: 'IdentityReviewed', draftExpiresAt: 9 * day })
      .when(submit, { at, facts: { identity: has('b') } })
      .then({ type: 'RegistrationSubmitted', approvalId: 'v', approvalExpiresAt: 4 * day })
      .thenClaims();
  });
});

describe('what leads people to look', () => {
  it('moves no public version: neither the answer, nor the review, nor its end (R17)', () => {
    expect(process.minor).toEqual(expect.arrayContaining(['ReviewNeeded', 'ReviewerFound', 'ReviewEndMoved']));
    const awaiting = registration(...stage.memberProven, typed, needed('identity-elsewhere', { elsewhere: true }));
    awaiting.when({ type: 'OpenReview' }, { at, facts: reviewers('one') }).then({ type: 'ReviewerFound', approvalId: 'review' });
    const review = registration(...stage.memberProven, typed, needed('identity-elsewhere', { approvalId: 'review' }));
    review
      .when({ type: 'MoveApprovalEnd', approvalId: 'review', approvalExpiresAt: 20 * day }, { at })
      .then({ type: 'ReviewEndMoved', approvalExpiresAt: 20 * day });
    expect(review.state()).toMatchObject({ status: 'manual_review', reviewCause: 'identity-elsewhere', approvalId: 'review' });
  });

  it('opens the review as it did before, and waits for reviewers where there are none (R16)', () => {
    const waiting = registration(...stage.memberProven, typed, needed('identity-elsewhere', { elsewhere: true })).state();
    expect(waiting).toMatchObject({ status: 'manual_review', waitsForReviewers: true });
    expect(process.troubles(waiting)).toEqual([{ kind: 'reviewers-missing', ref: 'review' }]);
    expect(process.due(waiting)).toEqual([]);
  });
});
