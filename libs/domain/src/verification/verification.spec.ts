import { given } from '#testing';
import type { Account } from '../account/account';
import { day } from '../decider';
import type { Role } from '../role/role';
import type { VerificationEvent } from './verification.events';
import { verification as process, type VerificationCommand } from './verification.process';
import { firstVerificationPolicy, secondVerificationPolicy, verificationPolicies, verificationPolicy } from './verification.policy';
import type { KnownCase } from './verification';

const verifying = given(process);
const account = {
  status: 'living',
  ...{ subjectId: 's', phoneId: 'n', activatedAt: 0, tier: 0, tierOneAt: 1, tierTwoAt: 2, memberships: { c: { status: 'active' } } },
} as const satisfies Account;
const reviewers: Role = { status: 'granted', role: 'identity-reviewer', holders: ['reviewer'] };
const ids = { caseId: 'k', accountId: 'a', subjectId: 'own', personId: 'p', placeId: 'l', reviewId: 'r', credentialId: 'd' };
const roleStreams = { 'identity-reviewer': 'role-stream' };
const open = (method: string, more: { companyId?: string; mainland?: boolean } = {}): VerificationCommand => ({
  type: 'OpenVerification',
  ...{ ...ids, method, place: 'index', mainland: true, roleStreams, ...more },
});
const opened = (method: string): VerificationEvent => ({
  type: 'VerificationOpened',
  ...{ ...ids, method, roleStreams, expiresAt: 7 * day },
});
const made = (attempt: number): VerificationEvent => ({ type: 'AttemptMade', attempt });
type Outcome = 'confirmed' | 'unconfirmed' | 'unreadable' | 'unavailable';
const checked = (attempt: number, outcome: Outcome): VerificationEvent => ({
  type: 'AttemptChecked',
  attempt,
  outcome,
  expiresAt: 7 * day,
});
const check = (attempt: number, outcome: Outcome): VerificationCommand => ({ type: 'RecordCheck', attempt, outcome });
const attempt = (takes: 'bank-card' | 'document' | 'liveness', document?: string): VerificationCommand => ({
  type: 'MakeAttempt',
  takes,
  ...(document !== undefined && { document }),
});
const failedOften = (method: string, times: number): VerificationEvent[] => [
  opened(method),
  ...Array.from({ length: times }, (_, i) => [made(i + 1), checked(i + 1, 'unconfirmed')]).flat(),
];
const began = (cause: 'failed-too-often' | 'asked-for' | 'evidence' | 'provider-unavailable'): VerificationEvent => ({
  type: 'ManualReviewBegan',
  cause,
});
const reviewOpened: VerificationEvent = { type: 'ReviewOpened', approvalId: 'r' };
type ReviewNeeded = Extract<VerificationEvent, { type: 'ReviewNeeded' }>;
const needed = (cause: ReviewNeeded['cause'], check?: ReviewNeeded['check']): VerificationEvent => ({
  type: 'ReviewNeeded',
  ...{ cause, ...(check && { check }), approvalId: 'r' },
});
const asked: VerificationEvent = { type: 'ReviewAskedFor' };
const inReview = [opened('face'), asked, needed('asked-for')];
const outcome = (of: 'approved' | 'rejected' | 'expired' | 'withdrawn'): VerificationCommand => ({
  type: 'RecordApprovalOutcome',
  approvalId: 'r',
  outcome: of,
});
const free = { change: 'free', identifierId: 'l' } as const;
const passed = (method: string, more: object = {}) => ({ type: 'VerificationPassed', by: 'provider', ...more, erasesAt: 7 * day, method });

describe('a case of verification, as it is opened', () => {
  it('is one of an account and a method at a time (409 verification-pending)', () => {
    verifying()
      .when(open('id-card'), { at: 0, facts: { account } })
      .then(opened('id-card'))
      .thenClaims({ change: 'reserve', kind: 'verification', key: 'index', identifierId: 'l', holder: 'k' });
    const place = { state: 'reserved', identifierId: 'x', holder: 'another' } as const;
    verifying().when(open('id-card'), { at: 0, facts: { account, place } }).thenRefused('verification-pending', {});
  });

  it('is one of five of its method in 24 hours: a withdrawal does not begin the failures anew without end (R18)', () => {
    const opening = (n: number) => ({ entryId: `e${n}`, holder: `k${n}`, at: n });
    const five = Array.from({ length: 5 }, (_, n) => opening(n));
    verifying()
      .when(open('id-card'), { at: 5, facts: { account, before: five.slice(1) } })
      .thenTallies({ change: 'enter', kind: 'verification-case', key: 'index', entryId: 'l', holder: 'k' });
    verifying()
      .when(open('id-card'), { at: day - 1, facts: { account, before: five } })
      .thenRefused('too-many-cases', { limit: 5 });
    verifying()
      .when(open('id-card'), { at: day, facts: { account, before: five } })
      .thenAccepted();
  });

  it('names a method that there is, and of the mainland alone where V4 says so', () => {
    verifying()
      .when(open('palm'), { at: 0, facts: { account } })
      .thenRefused('method-unknown', { unmet: Object.keys(verificationPolicy.methods) });
    for (const method of ['constructor', '__proto__'])
      verifying().when(open(method), { at: 0, facts: { account } }).thenRefused('method-unknown');
    for (const method of ['bank-card', 'id-card'])
      verifying()
        .when(open(method, { mainland: false }), { at: 0, facts: { account } })
        .thenRefused('method-not-available');
    for (const method of ['passport', 'residence-permit', 'face', 'work-pass'])
      verifying()
        .when(open(method, { mainland: false }), { at: 0, facts: { account } })
        .thenAccepted();
  });

  it('is of an account that can act, and of a company that it is a member of', () => {
    verifying().when(open('face'), { at: 0 }).thenRefused('account-not-active');
    const frozen = { ...account, frozenBy: 'd' };
    verifying()
      .when(open('face'), { at: 0, facts: { account: frozen } })
      .thenRefused('account-not-active');
    verifying()
      .when(open('face', { companyId: 'other' }), { at: 0, facts: { account } })
      .thenRefused('not-a-member');
    verifying()
      .when(open('face', { companyId: 'c' }), { at: 0, facts: { account } })
      .thenAccepted();
  });
});

describe('an attempt (V1, V4, R18)', () => {
  it('takes what its method takes, and nothing else', () => {
    verifying(opened('bank-card')).when(attempt('bank-card'), { at: 0 }).then(made(1));
    verifying(opened('bank-card'))
      .when(attempt('liveness'), { at: 0 })
      .thenRefused('attempt-of-another-method', { unmet: ['bank-card'] });
    verifying(opened('passport')).when(attempt('document', 'id-card'), { at: 0 }).thenRefused('attempt-of-another-method');
    verifying(opened('passport')).when(attempt('document', 'passport'), { at: 0 }).thenAccepted();
    verifying(opened('work-pass')).when(attempt('document', 'id-card'), { at: 0 }).thenRefused('attempt-of-another-method');
  });

  it.each([
    ['bank-card', 'verifyBankCard'],
    ['id-card', 'verifyDocument'],
    ['passport', 'verifyPassport'],
    ['residence-permit', 'verifyPassport'],
    ['face', 'verifyFace'],
  ])('of %s is checked by %s, once for each', (method, kind) => {
    expect(verifying(opened(method), made(1)).owed()).toEqual([{ kind, n: 1 }]);
    expect(verifying(opened(method), made(1), checked(1, 'unconfirmed')).owed()).toEqual([]);
    expect(verifying(opened(method), made(1), checked(1, 'unconfirmed'), made(2)).owed()).toEqual([{ kind, n: 2 }]);
  });

  it('waits for its check however long the provider is away: nobody is refused because a vendor is', () => {
    const waiting = verifying(opened('face'), made(1));
    expect([waiting.due(), waiting.state().status]).toEqual([[], 'challenged']);
    waiting.when(attempt('liveness'), { at: 90 * day }).thenRefused('case-under-way');
    waiting.when({ type: 'ExpireVerification' }, { at: 90 * day }).thenRefused('case-under-way');
    waiting
      .when(check(1, 'unconfirmed'), { at: 90 * day })
      .then({ type: 'AttemptChecked', attempt: 1, outcome: 'unconfirmed', expiresAt: 97 * day });
  });

  it.each([
    ['face', 'liveness-failed'],
    ['id-card', 'identity-unconfirmed'],
    ['bank-card', 'factor-failed'],
  ])('of %s that fails says %s with the attempts that are left, and never what did not match', (method, code) => {
    const failed = verifying(...failedOften(method, 1)).state() as KnownCase;
    expect(process.view(failed)).toMatchObject({ attemptsLeft: 3, lastAttempt: { code, attemptsLeft: 3 } });
    expect(process.view(verifying(...failedOften(method, 3)).state() as KnownCase)).toMatchObject({ attemptsLeft: 1 });
  });

  it('whose document nobody can read says which field, and counts as no failure', () => {
    const unreadable = verifying(opened('passport'), made(1), { ...checked(1, 'unreadable'), field: 'mrz' } as VerificationEvent);
    expect(process.view(unreadable.state() as KnownCase)).toMatchObject({
      lastAttempt: { code: 'document-unreadable', field: 'mrz', attemptsLeft: 4 },
    });
  });

  it('is made 20 times at most', () => {
    const spent = Array.from({ length: 20 }, (_, i) => [made(i + 1), checked(i + 1, 'unreadable')]).flat();
    verifying(opened('passport'), ...spent)
      .when(attempt('document', 'passport'), { at: 0 })
      .thenRefused('repeated-too-often', { limit: 20 });
  });

  it('that is confirmed passes the case and earns what its method earns', () => {
    const earns = (method: string) => {
      const facts = { account };
      const decided = process.decide(verifying(opened(method), made(1)).state(), check(1, 'confirmed'), facts, 0);
      return decided.events.at(-1);
    };
    const { method: _card, ...card } = passed('', { credential: { credentialId: 'd', method: 'bank-card', validUntil: 365 * day } });
    expect(earns('bank-card')).toEqual(card);
    for (const method of ['id-card', 'passport', 'residence-permit']) {
      const { method: _id, ...forGood } = passed('', { credential: { credentialId: 'd', method } });
      expect(earns(method)).toEqual(forGood);
    }
    const { method: _face, ...face } = passed('', { level: 2 });
    expect(earns('face')).toEqual(face);
  });

  it('with a document that has an end earns a credential until that end', () => {
    const end: VerificationCommand = { type: 'MakeAttempt', takes: 'document', document: 'passport', documentEndsAt: 99 * day };
    verifying(opened('passport'))
      .when(end, { at: 0 })
      .then({ type: 'AttemptMade', attempt: 1, documentEndsAt: 99 * day });
    const made: VerificationEvent = { type: 'AttemptMade', attempt: 1, documentEndsAt: 99 * day };
    const decided = process.decide(verifying(opened('passport'), made).state(), check(1, 'confirmed'), { account }, 0);
    expect(decided.events.at(-1)).toMatchObject({ credential: { method: 'passport', validUntil: 99 * day } });
  });

  it('frees the place of the case with its end', () => {
    verifying(opened('face'), made(1)).when(check(1, 'confirmed'), { at: 0, facts: { account } }).thenClaims(free);
  });

  it('earns nothing for an account that is gone', () => {
    const facts = { account: { status: 'purged' } as never };
    verifying(opened('face'), made(1))
      .when(check(1, 'confirmed'), { at: 0, facts })
      .then(checked(1, 'confirmed'), { type: 'VerificationWithdrawn', reason: 'account-gone', erasesAt: 7 * day });
  });
});

describe('an answer of a provider', () => {
  it('counts once, for the attempt that it belongs to', () => {
    const again = verifying(...failedOften('face', 1), made(2));
    again.when(check(1, 'confirmed'), { at: 0, facts: { account } }).thenRefused('check-not-awaited');
    again.when(check(3, 'confirmed'), { at: 0, facts: { account } }).thenRefused('check-not-awaited');
    verifying(...failedOften('face', 1))
      .when(check(1, 'confirmed'), { at: 0, facts: { account } })
      .thenRefused('check-not-awaited');
  });

  it('that comes after the end, or during a review, is recorded and changes nothing else', () => {
    const withdrawn: VerificationEvent = { type: 'VerificationWithdrawn', erasesAt: 7 * day };
    const late: VerificationEvent = { type: 'LateAnswerKept', attempt: 1 };
    for (const history of [[withdrawn], [asked, needed('asked-for')]]) {
      const over = verifying(opened('face'), made(1), ...history);
      over.when(check(1, 'confirmed'), { at: 0, facts: { account } }).then(late);
      const after = verifying(opened('face'), made(1), ...history, late).state();
      expect(after.status).toBe(over.state().status);
    }
  });
});

describe('a person who looks', () => {
  it('is asked after the fourth failure, not before: 93 of 100 pass, and the rest meet no wall (R18)', () => {
    verifying(...failedOften('face', 2), made(3))
      .when(check(3, 'unconfirmed'), { at: 0, facts: { reviewers } })
      .then(checked(3, 'unconfirmed'));
    verifying(...failedOften('face', 3), made(4))
      .when(check(4, 'unconfirmed'), { at: 0, facts: { reviewers } })
      .then(needed('failed-too-often', { attempt: 4, outcome: 'unconfirmed' }));
  });

  it('is asked where the provider says that it cannot tell', () => {
    verifying(opened('id-card'), made(1))
      .when(check(1, 'unavailable'), { at: 0, facts: { reviewers } })
      .then(needed('provider-unavailable', { attempt: 1, outcome: 'unavailable' }));
  });

  it('is asked by the person themself at any time: a face is never the only way', () => {
    for (const history of [[opened('face')], [opened('face'), made(1)]])
      verifying(...history)
        .when({ type: 'AskForReview' }, { at: 0, facts: { reviewers } })
        .then(asked, needed('asked-for'));
    verifying(...inReview)
      .when({ type: 'AskForReview' }, { at: 0, facts: { reviewers } })
      .thenRefused('case-under-way');
  });

  it('is never the person concerned: without another one the case waits, and an operator opens the review later', () => {
    const self: Role = { status: 'granted', role: 'identity-reviewer', holders: ['p'] };
    verifying(opened('face'))
      .when({ type: 'AskForReview' }, { at: 0, facts: { reviewers: self } })
      .then(asked, { type: 'ReviewNeeded', cause: 'asked-for' });
    const waiting = verifying(opened('face'), asked, { type: 'ReviewNeeded', cause: 'asked-for' });
    expect(process.troubles(waiting.state())).toEqual([{ kind: 'reviewers-missing', ref: 'r' }]);
    waiting.when({ type: 'OpenCaseReview' }, { at: 0 }).thenRefused('reviewers-missing');
    waiting.when({ type: 'OpenCaseReview' }, { at: 0, facts: { reviewers } }).then({ type: 'ReviewerFound', approvalId: 'r' });
    verifying(...inReview)
      .when({ type: 'OpenCaseReview' }, { at: 0, facts: { reviewers } })
      .thenRefused('review-not-awaited');
  });

  it('looks at a work proof as soon as it is here, which has no provider (V1)', () => {
    const give = (...kinds: string[]): VerificationCommand => ({ type: 'GiveEvidence', kinds });
    const given = (...kinds: string[]): VerificationEvent => ({ type: 'EvidenceGiven', kinds, expiresAt: 7 * day });
    for (const kind of ['work-pass', 'access-card', 'certificate'])
      verifying(opened('work-pass'))
        .when(give(kind, 'photo'), { at: 0, facts: { reviewers } })
        .then(given(kind, 'photo'), needed('evidence'));
    verifying(opened('work-pass'))
      .when(give('photo'), { at: 0, facts: { reviewers } })
      .thenRefused('work-proof-missing', { unmet: ['work-pass', 'access-card', 'certificate'] });
    verifying(opened('work-pass'))
      .when(give('selfie'), { at: 0, facts: { reviewers } })
      .thenRefused('evidence-kind-unknown', { unmet: ['selfie'] });
    verifying(opened('face')).when(give('photo'), { at: 0 }).then(given('photo'));
    verifying(...inReview)
      .when(give('photo'), { at: 0 })
      .then(given('photo'));
  });

  it('earns level 3 with a work proof, and what the method earns otherwise', () => {
    const workPass = { credentialId: 'd', method: 'work-pass', validUntil: 365 * day } as const;
    verifying(opened('work-pass'), began('evidence'), reviewOpened)
      .when(outcome('approved'), { at: 0, facts: { account } })
      .then({ type: 'VerificationPassed', by: 'reviewer', credential: workPass, level: 3, erasesAt: 7 * day });
    verifying(...inReview)
      .when(outcome('approved'), { at: 0, facts: { account } })
      .then({ type: 'VerificationPassed', by: 'reviewer', level: 2, erasesAt: 7 * day });
  });

  it('refuses without a reason that could tell the cause (R17)', () => {
    verifying(...inReview)
      .when({ ...outcome('rejected'), reasonCode: 'forged' } as VerificationCommand, { at: 0 })
      .then({ type: 'VerificationRefused', reason: 'identity-not-confirmed', erasesAt: 30 * day })
      .thenClaims(free);
    const view = process.view(verifying(opened('face'), began('failed-too-often'), reviewOpened).state());
    expect(JSON.stringify(view)).not.toContain('failed-too-often');
  });

  it('who can decide no more ends the case', () => {
    verifying(...inReview)
      .when(outcome('expired'), { at: 0 })
      .then({ type: 'VerificationExpired', reason: 'review-expired', erasesAt: 7 * day });
    verifying(...inReview)
      .when(outcome('withdrawn'), { at: 0 })
      .then({ type: 'VerificationWithdrawn', reason: 'review-withdrawn', erasesAt: 7 * day });
    verifying(opened('face')).when(outcome('approved'), { at: 0, facts: { account } }).thenRefused('approval-not-awaited');
  });
});

describe('the end of a case', () => {
  it('comes to one that nobody touches after 7 days, at that instant', () => {
    expect(verifying(opened('face')).due()).toEqual([{ command: { type: 'ExpireVerification' }, dueAt: 7 * day }]);
    verifying(opened('face'))
      .when({ type: 'ExpireVerification' }, { at: 7 * day - 1 })
      .thenRefused('not-due');
    verifying(opened('face'))
      .when({ type: 'ExpireVerification' }, { at: 7 * day })
      .then({ type: 'VerificationExpired', reason: 'untouched', erasesAt: 14 * day })
      .thenClaims(free);
    verifying(opened('face'))
      .when(attempt('liveness'), { at: 7 * day - 1 })
      .thenAccepted();
    verifying(opened('face'))
      .when(attempt('liveness'), { at: 7 * day })
      .thenRefused('case-closed');
  });

  it('comes by a withdrawal at any time before its outcome, and closes its review', () => {
    const withdraw: VerificationCommand = { type: 'WithdrawVerification', reasonCode: 'changed-mind' };
    verifying(opened('face'), made(1))
      .when(withdraw, { at: 0 })
      .then({ type: 'VerificationWithdrawn', reason: 'changed-mind', erasesAt: 7 * day })
      .thenClaims(free);
    verifying(...inReview)
      .when(withdraw, { at: 0 })
      .then({ type: 'VerificationWithdrawn', reason: 'changed-mind', approvalId: 'r', erasesAt: 7 * day });
    const over = verifying(...inReview, { type: 'VerificationWithdrawn', approvalId: 'r', erasesAt: 7 * day });
    over.when(withdraw, { at: 0 }).thenRefused('case-closed');
    over.when({ type: 'AskForReview' }, { at: 0 }).thenRefused('case-closed');
    over.when(outcome('approved'), { at: 0, facts: { account } }).thenRefused('case-closed');
  });

  it('leaves what was given for some days, and then erases it once', () => {
    const end: VerificationEvent = { type: 'VerificationExpired', reason: 'untouched', erasesAt: 14 * day };
    const kept = verifying(opened('face'), end);
    expect([kept.due(), kept.owed()]).toEqual([[{ command: { type: 'EndRetention' }, dueAt: 14 * day }], []]);
    kept.when({ type: 'RecordErasure', items: 1 }, { at: 14 * day }).thenRefused('nothing-to-erase');
    kept.when({ type: 'EndRetention' }, { at: 14 * day }).then({ type: 'RetentionEnded' });
    const over = verifying(opened('face'), end, { type: 'RetentionEnded' });
    expect([over.due(), over.owed()]).toEqual([[], [{ kind: 'eraseVerification', n: 1 }]]);
    over.when({ type: 'RecordErasure', items: 2 }, { at: 14 * day }).then({ type: 'VerificationErased', at: 14 * day, items: 2 });
    const erased = verifying(opened('face'), end, { type: 'RetentionEnded' }, { type: 'VerificationErased', at: 14 * day, items: 2 });
    expect(erased.owed()).toEqual([]);
  });

  it('comes with the purge of the account, at once and with all that was given (D4)', () => {
    const deregistration = {
      status: 'purging',
      ...{ accountId: 'a', subjectId: 's', phoneId: 'n', receipts: {}, blocked: {}, retries: {} },
    } as const;
    const ends: VerificationCommand = { type: 'EndWithAccount', deregistrationId: 'x' };
    const atOnce: VerificationEvent[] = [{ type: 'RetentionShortened', erasesAt: 5 }, { type: 'RetentionEnded' }];
    verifying(...inReview)
      .when(ends, { at: 5, facts: { deregistration } })
      .then({ type: 'VerificationWithdrawn', reason: 'account-purged', approvalId: 'r', erasesAt: 7 * day + 5 }, ...atOnce)
      .thenClaims(free);
    const refused: VerificationEvent = { type: 'VerificationRefused', reason: 'identity-not-confirmed', erasesAt: 30 * day };
    verifying(...inReview, refused)
      .when(ends, { at: 5, facts: { deregistration } })
      .then(...atOnce);
    verifying(opened('face'))
      .when(ends, { at: 5, facts: { deregistration: { ...deregistration, accountId: 'b' } } })
      .thenRefused('account-not-purged');
    verifying(opened('face')).when(ends, { at: 5 }).thenRefused('account-not-purged');
    // R17: a merge had closed its account into the one that is purged.
    const kept = { ...account, absorbed: ['a'] };
    verifying(...inReview, refused)
      .when(ends, { at: 5, facts: { deregistration: { ...deregistration, accountId: 'b' }, kept } })
      .then(...atOnce);
    verifying(...inReview, refused)
      .when(ends, { at: 5, facts: { deregistration: { ...deregistration, accountId: 'b' }, kept: { ...kept, absorbed: [] } } })
      .thenRefused('account-not-purged');
  });
});

describe('who sees a case', () => {
  it('is its person, the company that asked for it, and services as for accounts', () => {
    const state = verifying({ ...opened('face'), companyId: 'c' } as VerificationEvent).state();
    expect(process.seenBy(state, 'k')).toMatchObject({ services: 'all', draft: false, companies: ['c'], accounts: ['a'], principals: [] });
    expect(process.seenBy(verifying(opened('face')).state(), 'k').companies).toEqual([]);
  });

  it('is nobody in a program whose policy does not know its method', () => {
    const state = verifying(opened('iris')).state();
    expect(process.canRead({ policyVersion: 1, status: 'open', state })).toBe(false);
  });
});

it('leaves a case of version 1 under its own rules: it claims no document, and its recording may have served before', () => {
  expect(verificationPolicies[1]).toBe(firstVerificationPolicy);
  expect(verificationPolicies[2]).toBe(secondVerificationPolicy);
  expect(verificationPolicies[1]).not.toHaveProperty('claimsDocuments');
  expect(verificationPolicies[1]).not.toHaveProperty('recordingsServeOnce');
});

describe('people who look stay inside (R17)', () => {
  const told = (...events: VerificationEvent[]) => process.view(verifying(...events).state());
  const allowed = (...events: VerificationEvent[]) => {
    const { allowed: commands } = process.commandsNow(verifying(...events).state(), 0);
    return commands.filter((command) => command !== 'OpenCaseReview');
  };
  const pending = [...failedOften('face', 3), made(4)];

  it.each([
    ['the fourth attempt failed', needed('failed-too-often', { attempt: 4, outcome: 'unconfirmed' })],
    ['the provider cannot tell', needed('provider-unavailable', { attempt: 4, outcome: 'unavailable' })],
    ['somebody else has the document', needed('document-elsewhere', { attempt: 4, outcome: 'confirmed' })],
    ['there is no reviewer', { type: 'ReviewNeeded', cause: 'failed-too-often' } as const],
  ])('it is shown as while the provider is asked where %s', (_, review) => {
    expect(told(...pending, review)).toEqual(told(...pending));
    expect(allowed(...pending, review)).toEqual(allowed(...pending));
    expect(told(...pending, asked, review)).toEqual(told(...pending, asked, needed('asked-for')));
    expect(allowed(...pending, asked, review)).toEqual(allowed(...pending, asked, needed('asked-for')));
  });

  it('a person who asks for people while they look already gets the same answer, and nothing else follows', () => {
    const review = needed('document-elsewhere', { attempt: 1, outcome: 'confirmed' });
    verifying(opened('face'), made(1), review).when({ type: 'AskForReview' }, { at: 0 }).then(asked);
    verifying(opened('face'), made(1), review, asked).when({ type: 'AskForReview' }, { at: 0 }).thenRefused('case-under-way');
  });

  it('names the review once it has decided, and never of a case that was withdrawn', () => {
    const refused: VerificationEvent = { type: 'VerificationRefused', reason: 'identity-not-confirmed', erasesAt: 30 * day };
    expect(told(...inReview)).not.toHaveProperty('approvalId');
    expect(told(...inReview, refused)).toMatchObject({ approvalId: 'r' });
    expect(told(...inReview, { type: 'VerificationWithdrawn', approvalId: 'r', erasesAt: 7 * day })).not.toHaveProperty('approvalId');
  });

  it('leaves a case of version 2 under its own rules', () => {
    const before = given(process.under(2));
    before(opened('face')).when({ type: 'AskForReview' }, { at: 0, facts: { reviewers } }).then(began('asked-for'), reviewOpened);
    before(opened('face'), began('asked-for'), reviewOpened).when({ type: 'AskForReview' }, { at: 0 }).thenRefused('case-under-way');
    before(...failedOften('face', 3), made(4))
      .when(check(4, 'unconfirmed'), { at: 0, facts: { reviewers } })
      .then(checked(4, 'unconfirmed'), began('failed-too-often'), reviewOpened);
  });
});
