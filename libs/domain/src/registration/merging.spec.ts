import { given, registering } from '#testing';
import type { LivingAccount } from '../account/account';
import { day } from '../decider';
import type { FactsIn } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const at = day;
const { checked, reviewOpened, signedIn, at: stage } = registering;
const living: LivingAccount = {
  ...{ status: 'living', subjectId: 's2', phoneId: 'old-number', identityId: 'document', memberships: {} },
  ...{ activatedAt: 0, tier: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day },
};
const joined: LivingAccount = { ...living, subjectId: 's3', phoneId: 'their-number' };
const evidence = ['hand-held-photo', 'statement'];
/** R17: the document is `b`’s, and its owner is `owner`. */
const elsewhere = { ...registering.givenElsewhere, ownerId: 'owner', evidence } as RegistrationEvent;
const began = (cause: 'identity-elsewhere' | 'not-the-accounts-document'): RegistrationEvent => ({ type: 'ManualReviewBegan', cause });
const alone = [...stage.personalProven, signedIn, elsewhere, checked(), began('identity-elsewhere'), reviewOpened];
const member = [...stage.memberProven, elsewhere, checked(), began('identity-elsewhere'), reviewOpened];
const joining = [...stage.memberJoining, elsewhere, checked(), began('not-the-accounts-document'), reviewOpened];
const merge = (...choices: string[]) => ({
  ...registering.outcome('approved', 'review'),
  answer: { is: 'merge', with: choices },
});
const owned: FactsIn<'registration'> = { owner: living };
const claimed = (identifierId: string, holder: string) => ({ state: 'held' as const, identifierId, holder, key: 'index' });
const both: FactsIn<'registration'> = { owner: living, account: joined };
const goesOn = { type: 'ApplicantMerged', applicantId: 'owner', draftExpiresAt: 8 * day, takesDocument: false } as const;
const ended = { type: 'RegistrationMerged', erasesAt: 8 * day } as const;
const place = { change: 'leave', entryId: 'device' } as const;

const alert = (id: string, status: string): object => ({ [`alert ${id}`]: { status } });

describe('a merge, where the document is an account’s (R17)', () => {
  it('ends the registration of a person without a company: they have that account', () => {
    registration(...alone)
      .when(merge(), { at, facts: owned })
      .then({ ...goesOn, accountId: 'b' }, { ...ended, accountId: 'b' })
      .thenClaims({ change: 'free', identifierId: 'p' })
      .thenTallies(place);
    const over = registration(...alone, { ...goesOn, accountId: 'b' }, { ...ended, accountId: 'b' });
    expect([process.status(over.state()), process.outcome(over.state()), process.view(over.state())]).toMatchObject([
      'merged',
      'merged',
      { accountId: 'b' },
    ]);
    expect(over.owed()).toEqual([{ kind: 'tellOutcome', n: 1, usefulUntil: 8 * day }]);
  });

  it('lets a member go on with that account: its number and its document stay its own', () => {
    registration(...member)
      .when(merge(), { at, facts: owned })
      .then({ ...goesOn, accountId: 'b' })
      .thenClaims({ change: 'free', identifierId: 'p' })
      .thenTallies(place);
    const on = registration(...member, { ...goesOn, accountId: 'b' });
    expect(on.state()).toMatchObject({
      status: 'draft',
      verified: 'reviewer',
      joins: 'b',
      profile: { applicantId: 'owner', ownerId: 'applicant' },
    });
    expect(process.allowed(on.state(), at)).toContain('SubmitRegistration');
  });

  it('gives that account the number that was proven, where the reviewer says so', () => {
    registration(...member)
      .when(merge('proven-phone'), { at, facts: { ...owned, number: claimed('p', 'r') } })
      .then({ ...goesOn, accountId: 'b', number: { phoneId: 'p', from: 'r' } })
      .thenClaims();
  });

  it('ends where that account is a member there already, and returns the invite', () => {
    const there = { owner: { ...living, memberships: { c: { status: 'active' as const } } } };
    registration(...member)
      .when(merge(), { at, facts: there })
      .then({ ...goesOn, accountId: 'b' }, { ...ended, accountId: 'b', inviteId: 'i' });
  });

  it('finds the account of a registration that had the document when it was given', () => {
    const shown = registration(...stage.active).state();
    registration(...member)
      .when(merge(), { at, facts: { shown, opened: living } })
      .then({ ...goesOn, accountId: 'a' });
  });
});

describe('a merge of two accounts of one person (R17)', () => {
  it('closes the one whose number was proven into the one that has the document', () => {
    registration(...joining)
      .when(merge(), { at, facts: both })
      .then({ ...goesOn, accountId: 'b', closes: 'old-account' })
      .thenClaims();
    registration(...joining)
      .when(merge('proven-phone'), { at, facts: { ...both, number: claimed('their-number', 'old-account') } })
      .then({ ...goesOn, accountId: 'b', closes: 'old-account', number: { phoneId: 'their-number', from: 'old-account' } });
  });

  it('the other way round, where the reviewer says so: it takes the document, and has the number', () => {
    for (const choices of [['joined-account'], ['joined-account', 'proven-phone']])
      registration(...joining)
        .when(merge(...choices), {
          at,
          facts: { ...both, document: claimed('document', 'b'), number: claimed('their-number', 'old-account') },
        })
        .then({ ...goesOn, applicantId: 'applicant', accountId: 'old-account', closes: 'b', takesDocument: true, documentId: 'document' });
  });
});

describe('no merge (R17)', () => {
  const refused = (facts: FactsIn<'registration'>, unmet: string[], events = joining, command = merge()) =>
    registration(...events)
      .when(command, { at, facts })
      .thenRefused('merge-not-possible', { unmet });

  it('of a number or a document that its account names, and that nobody or another one has by now: each time with the code', () => {
    for (const number of [undefined, claimed('p', 'another')])
      refused({ ...owned, ...(number && { number }) }, ['identifier-gone'], member, merge('proven-phone'));
    refused(both, ['identifier-gone'], joining, merge('proven-phone'));
    for (const document of [undefined, claimed('document', 'another'), claimed('further', 'b')])
      refused({ ...both, ...(document && { document }) }, ['identifier-gone'], joining, merge('joined-account'));
  });

  it('of an account that is leaving, is gone, was merged meanwhile, or is about to change', () => {
    refused({ ...both, owner: { ...living, frozenBy: 'd' } }, ['account-leaving']);
    refused({ ...both, account: { ...joined, frozenBy: 'd' } }, ['account-leaving']);
    refused({ ...both, account: { status: 'undone', subjectId: 's3', registrationId: 'q' } }, ['account-gone']);
    refused({ ...both, owner: { status: 'purged', subjectId: 's2', activatedAt: 0, tier: 0, deregistrationId: 'd', companies: [] } }, [
      'account-gone',
    ]);
    const merged = {
      activatedAt: 0,
      tier: 0,
      mergedInto: 'x',
      mergedAt: 0,
      erasesAt: 1,
      companies: [],
      ended: {},
      formerPhones: [],
    } as const;
    refused({ ...both, owner: { status: 'merged', subjectId: 's2', ...merged } }, ['account-gone']);
    refused({ ...both, account: { ...joined, memberships: { d: { status: 'joining', registrationId: 'q' } } } }, [
      'registration-under-way',
    ]);
  });

  it('while somebody must still look at an alert about either (V9)', () => {
    refused({ ...both, ...alert('a', 'open') }, ['alert-open']);
    refused({ ...both, ...alert('b', 'acknowledged') }, ['alert-open']);
    registration(...joining)
      .when(merge(), { at, facts: { ...both, ...alert('b', 'resolved') } })
      .thenAccepted();
    // Each company of either has an alert of its own.
    const absent = { shown: undefined, invite: undefined };
    const watched = { ...both, account: { ...joined, alertedIn: ['c'] } };
    const needs = process.needs(merge(), registration(...joining).state(), { ...watched, ...absent });
    const inCompany = Object.keys(needs).filter((name) => name.startsWith('alert '));
    expect(inCompany).toHaveLength(1);
    refused({ ...watched, [inCompany[0]!]: { status: 'open' } }, ['alert-open']);
  });

  it('with nobody: no account has the document, or it is only reserved', () => {
    refused({}, ['nobody-has-the-document'], member);
    refused({ shown: registration(...stage.submitted).state() }, ['nobody-has-the-document'], member);
    refused(owned, ['no-account-joined'], member, merge('joined-account'));
  });

  it('with an account that had the document when the review began, and has it no more', () => {
    const { elsewhere: _known, ...typed } = { ...registering.typed, evidence } as RegistrationEvent & { elsewhere: boolean };
    const needed = { type: 'ReviewNeeded', cause: 'identity-elsewhere', check: { of: 'identity', attempt: 1, outcome: 'confirmed' } };
    const found = { elsewhere: true, ownerId: 'owner', holder: 'b', heldAs: 'document', approvalId: 'review' };
    const events = [...stage.memberProven, { ...typed, elsewhere: false }, { ...needed, ...found }] as RegistrationEvent[];
    registration(...events)
      .when(merge(), { at, facts: owned })
      .thenAccepted();
    const { identityId: _freed, ...revoked } = living;
    refused({ owner: revoked }, ['nobody-has-the-document'], events);
    refused({ owner: { ...living, identityId: 'next-paper' } }, ['nobody-has-the-document'], events);
  });

  it('without a photo that is held in the hand, and a statement', () => {
    const bare = { ...registering.givenElsewhere, ownerId: 'owner' } as RegistrationEvent;
    const some = (...kinds: string[]) => [
      ...[...stage.memberProven, bare, checked(), began('identity-elsewhere'), reviewOpened],
      { type: 'EvidenceRequested', requestId: 'q', kinds: evidence, until: 9 * day } as RegistrationEvent,
      { type: 'EvidenceGiven', requestId: 'q', kinds } as RegistrationEvent,
    ];
    const merging = (...kinds: string[]) => registration(...some(...kinds)).when(merge(), { at, facts: owned });
    merging('statement').thenRefused('evidence-incomplete', { unmet: ['hand-held-photo'] });
    merging().thenRefused('evidence-incomplete', { unmet: evidence });
    merging(...evidence).thenAccepted();
  });

  it('of a registration of the rules before, or of what is no review of an identity', () => {
    given(process.under(3))(...member)
      .when(merge(), { at, facts: owned })
      .thenRefused('merge-not-possible', { unmet: ['nothing-to-merge'] });
    registration(...stage.submitted)
      .when({ ...merge(), approvalId: 'v' }, { at, facts: owned })
      .thenRefused('merge-not-possible', { unmet: ['nothing-to-merge'] });
  });

  it('twice: the review is over', () => {
    registration(...member, { ...goesOn, accountId: 'b' })
      .when(merge(), { at, facts: owned })
      .thenRefused('approval-not-awaited');
  });
});
