import { given } from '#testing';
import type { Account } from '../account/account';
import { day, type Claim, type ClaimWithKey } from '../decider';
import type { Role } from '../role/role';
import type { VerificationEvent } from './verification.events';
import type { CaseReviewCause } from './verification';
import { verification as process, type VerificationCommand } from './verification.process';

const verifying = given(process);
const account = {
  status: 'living',
  ...{ subjectId: 's', phoneId: 'n', activatedAt: 0, tier: 0, tierOneAt: 1, tierTwoAt: 2, memberships: {} },
} as const satisfies Account;
const withDocument: Account = { ...account, identityId: 'first' };
const reviewers: Role = { status: 'granted', role: 'identity-reviewer', holders: ['reviewer'] };
const ids = { caseId: 'k', accountId: 'a', subjectId: 'own', personId: 'p', placeId: 'l', reviewId: 'r', credentialId: 'd' };
const opened = (method: string): VerificationEvent => ({
  type: 'VerificationOpened',
  ...{ ...ids, method, roleStreams: { 'identity-reviewer': 'role-stream' }, expiresAt: 7 * day },
});
const document = { namedId: 'named', identityId: 'next' };
const made = (attempt = 1, documentEndsAt?: number): VerificationEvent => ({
  type: 'AttemptMade',
  attempt,
  document,
  ...(documentEndsAt !== undefined && { documentEndsAt }),
});
const confirmed: VerificationCommand = { type: 'RecordCheck', attempt: 1, outcome: 'confirmed' };
const checked = (at = 0): VerificationEvent => ({ type: 'AttemptChecked', attempt: 1, outcome: 'confirmed', expiresAt: at + 7 * day });
const began = (cause: CaseReviewCause): VerificationEvent => ({ type: 'ManualReviewBegan', cause });
const needed = (cause: CaseReviewCause): VerificationEvent => ({
  ...{ type: 'ReviewNeeded', cause, check: { attempt: 1, outcome: 'confirmed' }, approvalId: 'r' },
});
const reviewOpened: VerificationEvent = { type: 'ReviewOpened', approvalId: 'r' };
const approved: VerificationCommand = { type: 'RecordApprovalOutcome', approvalId: 'r', outcome: 'approved' };
const named: ClaimWithKey = { state: 'reserved', identifierId: 'named', holder: 'k', key: 'index named' };
const heldBy = (holder: string, state: 'held' | 'reserved' = 'held'): Claim => ({ state, identifierId: 'theirs', holder });
const freed = [
  { change: 'free', identifierId: 'l' },
  { change: 'free', identifierId: 'named' },
] as const;
const taken = { change: 'hold', kind: 'identity', key: 'index', identifierId: 'next', holder: 'a' } as const;
const credentialOf = (events: readonly VerificationEvent[]) => events.find((event) => event.type === 'VerificationPassed')?.credential;
const inReview = (...more: VerificationEvent[]) => verifying(opened('id-card'), made(), ...more, began('asked-for'), reviewOpened);

describe('the document of an attempt (R17, V4)', () => {
  const attempt = (of = document): VerificationCommand => ({
    ...{ type: 'MakeAttempt', takes: 'document', document: 'id-card' },
    identity: { ...of, key: 'index' },
  });

  it('is named, which keeps nobody else from it: each naming stands under a key of its own', () => {
    const names = { change: 'reserve', kind: 'named-document', identifierId: 'named', holder: 'k', key: 'index named' } as const;
    verifying(opened('id-card')).when(attempt(), { at: 0 }).then(made()).thenClaims(names);
  });

  it('takes the place of that of the attempt before', () => {
    const next = { namedId: 'named2', identityId: 'next2' };
    const failed: VerificationEvent = { type: 'AttemptChecked', attempt: 1, outcome: 'unconfirmed', expiresAt: 7 * day };
    const names = { change: 'reserve', kind: 'named-document', identifierId: 'named2', holder: 'k', key: 'index named2' } as const;
    verifying(opened('id-card'), made(), failed)
      .when(attempt(next), { at: 0 })
      .then({ type: 'AttemptMade', attempt: 2, document: next })
      .thenClaims({ change: 'free', identifierId: 'named' }, names);
  });

  it('is not asked for where the case was opened before documents were claimed', () => {
    const first = given(process.under(1));
    first(opened('id-card')).when(attempt(), { at: 0 }).then({ type: 'AttemptMade', attempt: 1 });
    first(opened('id-card')).when({ type: 'AskForReview' }, { at: 0, facts: { reviewers } }).then(began('asked-for'), reviewOpened);
  });
});

describe('a case that passes by a document', () => {
  const asked = verifying(opened('id-card'), made());

  it('makes it that of an account without one, in the same transaction (R17)', () => {
    const facts = { account, named };
    asked.when(confirmed, { at: 0, facts }).thenClaims(...freed, taken);
    expect(credentialOf(process.decide(asked.state(), confirmed, facts, 0).events)).toMatchObject({ identityId: 'next' });
  });

  it('takes nothing where the account has it already', () => {
    const facts = { account: withDocument, named, held: { ...heldBy('a'), identifierId: 'first' } };
    asked.when(confirmed, { at: 0, facts }).thenClaims(...freed);
    expect(credentialOf(process.decide(asked.state(), confirmed, facts, 0).events)).toMatchObject({ identityId: 'first' });
  });

  it.each([
    ['that another account has', 'document-elsewhere', { account, named, held: heldBy('b') }],
    ['that a registration has reserved', 'document-elsewhere', { account, named, held: heldBy('x', 'reserved') }],
    ['whose naming is gone', 'document-elsewhere', { account }],
    ['other than that of the account', 'document-differs', { account: withDocument, named }],
  ] as const)('%s goes to people, and says nothing of the cause (R17)', (_, cause, facts) => {
    asked
      .when(confirmed, { at: 0, facts: { ...facts, reviewers } })
      .then(needed(cause))
      .thenClaims();
    const state = verifying(opened('id-card'), made(), needed(cause)).state();
    expect(JSON.stringify(process.view(state as never))).not.toMatch(/elsewhere|differs/);
  });

  it('that a registration by which the account joins a company has reserved is of the same person, and needs nobody (R17)', () => {
    const held = heldBy('x', 'reserved');
    const joining = (joins: string) => ({ status: 'awaiting_approval', joins }) as never;
    const facts = { account, named, held, reserver: joining('a') };
    const taking = { ...taken, replaces: 'theirs' } as const;
    asked.when(confirmed, { at: 0, facts }).thenClaims(...freed, taking);
    expect(credentialOf(process.decide(asked.state(), confirmed, facts, 0).events)).toMatchObject({ identityId: 'next' });
    inReview()
      .when(approved, { at: 0, facts })
      .thenClaims(...freed, taking);
    asked
      .when(confirmed, { at: 0, facts: { ...facts, reserver: joining('b'), reviewers } })
      .then(needed('document-elsewhere'))
      .thenClaims();
  });

  it('is the same for the holder of a bank card, whose credential ends with the shorter of both', () => {
    const card = verifying(opened('bank-card'), made(1, 100 * day));
    card.when(confirmed, { at: 0, facts: { account, named } }).thenClaims(...freed, taken);
    const decided = process.decide(card.state(), confirmed, { account, named }, 0).events;
    expect(credentialOf(decided)).toMatchObject({ method: 'bank-card', validUntil: 100 * day, identityId: 'next' });
    const long = process.decide(verifying(opened('bank-card'), made(1, 900 * day)).state(), confirmed, { account, named }, 0).events;
    expect(credentialOf(long)).toMatchObject({ validUntil: 365 * day });
  });

  it('earns nothing from the end of the document on, whoever answers then (V4)', () => {
    const late: VerificationEvent = { type: 'VerificationRefused', reason: 'document-ended', erasesAt: 39 * day };
    const facts = { account, named };
    verifying(opened('passport'), made(1, 9 * day))
      .when(confirmed, { at: 9 * day, facts })
      .then(checked(9 * day), late)
      .thenClaims(...freed);
    verifying(opened('passport'), made(1, 9 * day))
      .when(confirmed, { at: 9 * day - 1, facts })
      .thenClaims(...freed, taken);
    const reviewed = verifying(opened('passport'), made(1, 9 * day), began('asked-for'), reviewOpened);
    reviewed
      .when(approved, { at: 9 * day, facts })
      .then(late)
      .thenClaims(...freed);
  });
});

describe('people who look at a document', () => {
  it('make it that of the account, also beside another one of it', () => {
    inReview()
      .when(approved, { at: 0, facts: { account, named } })
      .thenClaims(...freed, taken);
    inReview()
      .when(approved, { at: 0, facts: { account: withDocument, named } })
      .thenClaims(...freed, taken);
  });

  it('cannot prove two accounts by one document: the case is refused while another one has it', () => {
    inReview()
      .when(approved, { at: 0, facts: { account, named, held: heldBy('b') } })
      .then({ type: 'VerificationRefused', reason: 'identity-not-confirmed', erasesAt: 30 * day })
      .thenClaims(...freed);
  });

  it.each(['id-card', 'passport', 'residence-permit', 'bank-card'])(
    'look at no %s that nobody has given (409 attempt-missing)',
    (method) => {
      const takes = method === 'bank-card' ? 'bank-card' : 'document';
      verifying(opened(method))
        .when({ type: 'AskForReview' }, { at: 0, facts: { reviewers } })
        .thenRefused('attempt-missing', { unmet: [takes] });
      verifying(opened(method), made())
        .when({ type: 'AskForReview' }, { at: 0, facts: { reviewers } })
        .then({ type: 'ReviewAskedFor' }, { type: 'ReviewNeeded', cause: 'asked-for', approvalId: 'r' });
    },
  );
});

describe('a recording of a face (R18)', () => {
  const show = (recordingId: string): VerificationCommand => ({ type: 'MakeAttempt', takes: 'liveness', recordingId });
  const shown: VerificationEvent = { type: 'AttemptMade', attempt: 1, recordingId: 'rec' };

  it('serves once, over all cases and registrations (409 recording-used)', () => {
    verifying(opened('face'))
      .when(show('rec'), { at: 0 })
      .then(shown)
      .thenTallies({ change: 'enter', kind: 'recording', key: 'rec', entryId: 'rec', holder: 'k' });
    const before = [{ entryId: 'rec', holder: 'another', at: 0 }];
    verifying(opened('face')).when(show('rec'), { at: 0, facts: { before } }).thenRefused('recording-used', {});
  });

  it('may be sent again to a case that was opened before', () => {
    const before = [{ entryId: 'rec', holder: 'another', at: 0 }];
    given(process.under(1))(opened('face')).when(show('rec'), { at: 0, facts: { before } }).then({ type: 'AttemptMade', attempt: 1 });
  });
});

describe('the end of a review', () => {
  const tells = (end: VerificationEvent, version = 2) => {
    const state = given(process.under(version))(opened('face'), began('asked-for'), reviewOpened, end);
    return state.owed();
  };
  const refused: VerificationEvent = { type: 'VerificationRefused', reason: 'identity-not-confirmed', erasesAt: 30 * day };

  it('is told to the person, while what was given is kept (R18)', () => {
    const passed: VerificationEvent = { type: 'VerificationPassed', by: 'reviewer', erasesAt: 7 * day };
    const lapsed: VerificationEvent = { type: 'VerificationExpired', reason: 'review-expired', erasesAt: 7 * day };
    expect(tells(refused)).toEqual([{ kind: 'tellEndOfReview', n: 1, usefulUntil: 30 * day }]);
    for (const end of [passed, lapsed]) expect(tells(end)).toEqual([{ kind: 'tellEndOfReview', n: 1, usefulUntil: 7 * day }]);
  });

  it('is told to nobody who has ended it, of a case that no people looked at, and of one that was opened before', () => {
    expect(tells({ type: 'VerificationWithdrawn', erasesAt: 7 * day })).toEqual([]);
    expect(tells(refused, 1)).toEqual([]);
    expect(verifying(opened('face'), { type: 'VerificationExpired', reason: 'untouched', erasesAt: 7 * day }).owed()).toEqual([]);
  });
});

describe('the end of a case', () => {
  it('leaves nothing of a document that it has not proven', () => {
    verifying(opened('id-card'), made())
      .when({ type: 'WithdrawVerification' }, { at: 0 })
      .thenClaims(...freed);
    inReview()
      .when({ ...approved, outcome: 'rejected' }, { at: 0 })
      .thenClaims(...freed);
  });
});
