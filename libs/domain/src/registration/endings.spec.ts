import { given, registering } from '#testing';
import { day } from '../decider';
import type { Account } from '../account/account';
import type { Deregistration } from '../deregistration/deregistration';
import type { CommandOf } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedPersonal, openedMember, at: stage } = registering;
const at = day;
const withdraw: CommandOf<'registration'> = { type: 'WithdrawRegistration' };
const phoneFree = { change: 'free', identifierId: 'p' } as const;
const documentFree = { change: 'free', identifierId: 'document' } as const;
const expired = (reason: string, erasesAt = 14 * day): RegistrationEvent => ({ type: 'RegistrationExpired', reason, erasesAt });
const withdrawn = { type: 'RegistrationWithdrawn', erasesAt: 8 * day } as const;
const rejected: RegistrationEvent = { type: 'RegistrationRejected', reason: 'not-needed', erasesAt: 31 * day };

describe('a withdrawal', () => {
  it.each([
    ['draft without a phone', [openedMember], { inviteId: 'i' }, []],
    ['personal draft', stage.personalReady, {}, [phoneFree, documentFree]],
    ['draft', stage.memberReady, { inviteId: 'i' }, [phoneFree, documentFree]],
    ['draft that joins with an account', stage.memberJoining, { inviteId: 'i' }, []],
    ['check', stage.verifying, { inviteId: 'i' }, [phoneFree, documentFree]],
    ['review without reviewers', stage.awaitingReviewers, { inviteId: 'i' }, [phoneFree, documentFree]],
    ['review', stage.inReview, { inviteId: 'i', approvalId: 'review' }, [phoneFree, documentFree]],
    ['submission', stage.submitted, { inviteId: 'i', approvalId: 'v' }, [phoneFree, documentFree]],
  ] as const)(
    'is possible in a %s: what was reserved is free, the invite goes back, the approval is closed',
    (_, history, released, claims) => {
      registration(...history)
        .when(withdraw, { at })
        .then({ ...withdrawn, ...released })
        .thenClaims(...claims);
    },
  );

  it('may have a reason', () => {
    registration(openedPersonal)
      .when({ ...withdraw, reasonCode: 'changed-my-mind' }, { at })
      .then({ ...withdrawn, reason: 'changed-my-mind' });
  });

  it('is none of a registration that is over', () => {
    for (const history of [stage.active, [openedPersonal, withdrawn], [openedPersonal, expired('draft-expired')], [openedMember, rejected]])
      registration(...history)
        .when(withdraw, { at })
        .thenRefused('registration-closed');
  });

  it('is of no use at or after the end of the draft, whether or not the alarm rang', () => {
    registration(...stage.personalReady)
      .when(withdraw, { at: 7 * day - 1 })
      .thenAccepted();
    registration(...stage.personalReady)
      .when(withdraw, { at: 7 * day })
      .thenRefused('registration-expired', {});
  });

  it('sends no message: the applicant did it', () => {
    expect(registration(...stage.personalReady, withdrawn).owed()).toEqual([]);
  });
});

describe('a draft', () => {
  const expire: CommandOf<'registration'> = { type: 'ExpireDraft' };

  it.each([
    ['', stage.memberReady, [phoneFree, documentFree]],
    [' whose phone was never proven', [openedMember], []],
    [' that is being checked', stage.verifying, [phoneFree, documentFree]],
    [' whose review has no reviewers', stage.awaitingReviewers, [phoneFree, documentFree]],
  ] as const)('%s lapses at its instant, not a millisecond earlier', (_, history, claims) => {
    registration(...history)
      .when(expire, { at: 7 * day - 1 })
      .thenRefused('not-due', { availableAt: 7 * day });
    registration(...history)
      .when(expire, { at: 7 * day })
      .then({ type: 'RegistrationExpired', reason: 'draft-expired', erasesAt: 14 * day, inviteId: 'i' })
      .thenClaims(...claims);
  });

  it('that people look at or decide on does not', () => {
    for (const history of [stage.inReview, stage.submitted, stage.activating]) {
      registration(...history)
        .when(expire, { at: 100 * day })
        .thenRefused('registration-submitted');
      expect(registration(...history).due()).toEqual([]);
    }
  });

  it('that has lapsed takes no step any more, whether or not the alarm rang', () => {
    const late = 7 * day;
    const steps: CommandOf<'registration'>[] = [
      { type: 'CorrectPhone', phoneId: 'p2' },
      registering.provePhone,
      { type: 'RecordSignIn' },
      registering.giveProfile,
      { type: 'SubmitRegistration', approvalId: 'v' },
      { type: 'OpenReview' },
    ];
    for (const step of steps) registration(openedPersonal).when(step, { at: late }).thenRefused('registration-expired', {});
    expect(process.allowed(registration(openedPersonal).state(), late)).toEqual([]);
    expect(process.allowed(registration(openedPersonal).state(), late - 1)).toEqual(['CorrectPhone', 'ProvePhone', 'WithdrawRegistration']);
  });
});

describe('the purge of an account', () => {
  const end: CommandOf<'registration'> = { type: 'EndWithAccount', deregistrationId: 'd' };
  const parties = { accountId: 'old-account', subjectId: 's0', phoneId: 'before' };
  const purging: Deregistration = { status: 'purging', ...parties, receipts: {}, blocked: {}, retries: {} };
  const keptNoLonger: RegistrationEvent[] = [{ type: 'RetentionShortened', erasesAt: at }, { type: 'RetentionEnded' }];

  it('ends a registration that joins it, as a withdrawal would, and has its data erased at once (D4)', () => {
    registration(...stage.memberJoining)
      .when(end, { at, facts: { deregistration: purging } })
      .then({ ...withdrawn, reason: 'account-purged', inviteId: 'i' }, ...keptNoLonger);
    const ended = registration(...stage.memberJoining, { ...withdrawn, reason: 'account-purged', inviteId: 'i' }, ...keptNoLonger);
    expect([ended.due(), ended.owed()]).toEqual([[], [{ kind: 'eraseApplicant', n: 1 }]]);
    ended.when(end, { at, facts: { deregistration: purging } }).thenRefused('nothing-retained');
  });

  it('keeps no longer what an ended one is kept for', () => {
    registration(...stage.memberJoining, rejected)
      .when(end, { at, facts: { deregistration: purging } })
      .then(...keptNoLonger);
  });

  it('is also that of an account which goes on in the place of the one that it joined (R17)', () => {
    const elsewhere: Deregistration = { ...purging, accountId: 'another' };
    const kept = (absorbed: readonly string[]): Account => ({
      ...{ status: 'living', subjectId: 's1', phoneId: 'p', memberships: {}, activatedAt: 0, tier: 0, tierOneAt: 1, tierTwoAt: 2 },
      absorbed,
    });
    const joined = registration(...stage.memberJoining, rejected);
    joined.when(end, { at, facts: { deregistration: elsewhere, kept: kept(['old-account']) } }).then(...keptNoLonger);
    joined.when(end, { at, facts: { deregistration: elsewhere, kept: kept(['a third']) } }).thenRefused('account-not-purged');
  });

  it('leaves alone what joins another account or none, and is asked about no deregistration that can be undone', () => {
    const elsewhere: Deregistration = { ...purging, accountId: 'another' };
    const undoable: Deregistration = { status: 'cooling_off', ...parties, coolingOffEndsAt: at, reminderAts: [], reminded: 0 };
    for (const deregistration of [elsewhere, undoable, { status: 'revoked', ...parties } as const, undefined])
      registration(...stage.memberJoining)
        .when(end, { at, facts: { ...(deregistration && { deregistration }) } })
        .thenRefused('account-not-purged');
    registration(...stage.memberReady)
      .when(end, { at, facts: { deregistration: purging } })
      .thenRefused('account-not-purged');
  });
});

describe('an applicant without an account at the end', () => {
  it.each([
    [7, withdrawn, 8 * day],
    [7, expired('draft-expired'), 14 * day],
    [30, rejected, 31 * day],
  ] as const)('is kept for %i days, so that they can ask why, and then erased, with a receipt', (_, ended, erasesAt) => {
    const kept = registration(...stage.memberReady, ended);
    expect(kept.due()).toEqual([{ command: { type: 'EndRetention' }, dueAt: erasesAt }]);
    kept.when({ type: 'RecordErasure', items: 3 }, { at: erasesAt }).thenRefused('nothing-to-erase');
    kept.when({ type: 'EndRetention' }, { at: erasesAt - 1 }).thenRefused('not-due', { availableAt: erasesAt });
    kept.when({ type: 'EndRetention' }, { at: erasesAt }).then({ type: 'RetentionEnded' });

    const over = registration(...stage.memberReady, ended, { type: 'RetentionEnded' });
    expect([over.due(), over.owed().at(-1)]).toEqual([[], { kind: 'eraseApplicant', n: 1 }]);
    over.when({ type: 'EndRetention' }, { at: erasesAt }).thenRefused('nothing-retained');
    over.when({ type: 'RecordErasure', items: 3 }, { at: erasesAt + 1 }).then({ type: 'ApplicantErased', at: erasesAt + 1, items: 3 });

    const erased = registration(
      ...stage.memberReady,
      ended,
      { type: 'RetentionEnded' },
      { type: 'ApplicantErased', at: erasesAt + 1, items: 3 },
    );
    expect(process.view(erased.state())).toMatchObject({ erasedAt: erasesAt + 1 });
    expect(process.status(erased.state())).toBe(process.status(kept.state()));
    expect(erased.owed().map(({ kind }) => kind)).not.toContain('eraseApplicant');
    erased.when({ type: 'RecordErasure', items: 3 }, { at: erasesAt + 2 }).thenRefused('nothing-to-erase');
  });

  it('gets a message about a decision of others or a lapse, as long as the number is kept, if it was ever proven', () => {
    const tells = [{ kind: 'tellOutcome', n: 1, usefulUntil: 31 * day }];
    expect(registration(...stage.submitted, rejected).owed()).toEqual(tells);
    expect(registration(...stage.submitted, expired('approval-expired', 31 * day)).owed()).toEqual(tells);
    expect(registration(...stage.memberReady, expired('draft-expired', 31 * day)).owed()).toEqual(tells);
    expect(registration(openedMember, expired('draft-expired')).owed()).toEqual([]);
  });

  it('that nobody decided about is a task of operators until its data goes, with the approval; of older streams as before', () => {
    const submitted = { type: 'RegistrationSubmitted', approvalId: 'v' } as const;
    const lapsed = expired('approval-expired', 31 * day);
    const troubles = (...history: RegistrationEvent[]) => process.troubles(registration(...stage.memberReady, ...history).state());
    const known = { ...submitted, approvalExpiresAt: 4 * day };
    expect(troubles(known, lapsed)).toEqual([{ kind: 'approval-lapsed', ref: 'v' }]);
    expect(troubles(submitted, lapsed)).toEqual([]);
    expect(troubles(expired('draft-expired', 31 * day))).toEqual([]);
    expect(troubles(known, lapsed, { type: 'RetentionEnded' })).toEqual([]);
  });

  it('is kept while the registration is open', () => {
    for (const history of [stage.memberReady, stage.inReview, stage.submitted, stage.activating]) {
      registration(...history)
        .when({ type: 'EndRetention' }, { at: 100 * day })
        .thenRefused('nothing-retained');
      registration(...history)
        .when({ type: 'RecordErasure', items: 3 }, { at: 100 * day })
        .thenRefused('nothing-to-erase');
    }
  });
});
