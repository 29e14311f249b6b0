import { given, registering } from '#testing';
import type { Account, LivingAccount } from '../account/account';
import { day } from '../decider';
import type { Deregistration } from '../deregistration/deregistration';
import type { CommandOf } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const { approved, at: stage } = registering;
const at = 2 * day;
const record = (outcome: 'made' | 'refused'): CommandOf<'registration'> =>
  outcome === 'made' ? { type: 'RecordDirectoryEntry', outcome } : { type: 'RecordDirectoryEntry', outcome, reason: 'unit-unknown' };
const made: RegistrationEvent = { type: 'DirectoryEntryMade' };
const refused: RegistrationEvent = { type: 'DirectoryEntryRefused', reason: 'unit-unknown' };
const removed: RegistrationEvent = { type: 'DirectoryEntryRemoved' };
const remove: CommandOf<'registration'> = { type: 'RecordDirectoryRemoval', outcome: 'removed' };
const opening: Account = {
  status: 'opening',
  subjectId: 's',
  phoneId: 'p',
  registrationId: 'r',
  memberships: { c: { status: 'joining', registrationId: 'r', positionStreamId: 'sales' } },
};
const joined: LivingAccount = {
  status: 'living',
  subjectId: 's0',
  phoneId: 'before',
  memberships: opening.memberships,
  activatedAt: 0,
  tier: 0,
  tierOneAt: 8 * day,
  tierTwoAt: 31 * day,
};
const parties = { accountId: 'old-account', subjectId: 's0', phoneId: 'before' };
const coolingOff: Deregistration = { status: 'cooling_off', ...parties, coolingOffEndsAt: 14 * day, reminderAts: [], reminded: 0 };
const purging: Deregistration = { status: 'purging', ...parties, receipts: {}, blocked: {}, retries: {} };
const endedWithAccount = (undo: string): RegistrationEvent[] => [
  { ...withdrawn(undo), reason: 'account-purged' } as RegistrationEvent,
  { type: 'RetentionShortened', erasesAt: at },
  { type: 'RetentionEnded' },
];
const purged: Account = { status: 'purged', subjectId: 's0', activatedAt: 0, tier: 0, deregistrationId: 'd', companies: [] };
const activated = (accountId: string): RegistrationEvent => ({
  ...{ type: 'RegistrationActivated', accountId, inviteId: 'i' },
  ...(accountId === 'a' && { device: { deviceId: 'device' } }),
});
const rejected = (reason: string, undo?: string): RegistrationEvent => ({
  type: 'RegistrationRejected',
  reason,
  erasesAt: at + 30 * day,
  inviteId: 'i',
  ...(undo !== undefined && { undo }),
});
const withdrawn = (undo?: string): RegistrationEvent => ({
  type: 'RegistrationWithdrawn',
  erasesAt: at + 7 * day,
  inviteId: 'i',
  ...(undo !== undefined && { undo }),
});

describe('an activation', () => {
  it('is complete with the directory’s entry: the invite is spent, and only now the applicant learns that they can sign in', () => {
    registration(...stage.activating)
      .when(record('made'), { at, facts: { account: opening } })
      .then(made, activated('a'))
      .thenClaims();
    expect(registration(...stage.activating).owed()).toEqual([{ kind: 'createDirectoryEntry', n: 1 }]);
    const { state, owed, due } = registration(...stage.active);
    expect([process.outcome(state()), owed(), due()]).toEqual(['active', [{ kind: 'sayYouCanSignIn', n: 1 }], []]);
    expect(process.view(state())).toMatchObject({ accountId: 'a' });
  });

  it('of a personal account needs no directory', () => {
    const active = registration(...stage.personalReady, approved, { type: 'RegistrationActivated', accountId: 'a' });
    expect(active.owed()).toEqual([{ kind: 'sayYouCanSignIn', n: 1 }]);
  });

  it('with an existing account activates the membership, and erases the registration’s copy at once: the account has it all', () => {
    registration(...stage.activatingJoining)
      .when(record('made'), { at, facts: { account: joined } })
      .then(made, activated('old-account'));
    const active = [...stage.activatingJoining, made, activated('old-account')];
    expect(registration(...active).owed()).toEqual([
      { kind: 'sayYouCanSignIn', n: 1 },
      { kind: 'eraseApplicant', n: 1 },
    ]);
    registration(...active)
      .when({ type: 'RecordErasure', items: 4 }, { at })
      .then({ type: 'ApplicantErased', at, items: 4 });
    const erased = registration(...active, { type: 'ApplicantErased', at, items: 4 });
    expect([erased.owed(), process.view(erased.state())]).toMatchObject([
      [{ kind: 'sayYouCanSignIn' }],
      { accountId: 'old-account', erasedAt: at },
    ]);
    erased.when({ type: 'RecordErasure', items: 4 }, { at }).thenRefused('nothing-to-erase');
  });

  it('of a new account erases nothing: what the applicant told is the account’s', () => {
    registration(...stage.active)
      .when({ type: 'RecordErasure', items: 4 }, { at })
      .thenRefused('nothing-to-erase');
    registration(...stage.active)
      .when({ type: 'EndRetention' }, { at: 100 * day })
      .thenRefused('nothing-retained');
  });
});

describe('an activation that the directory refuses', () => {
  it('is undone, and says so: the account or the membership is as if it had never been', () => {
    registration(...stage.activating)
      .when(record('refused'), { at, facts: { account: opening } })
      .then(refused, rejected('directory-refused', 'a'))
      .thenClaims();
    registration(...stage.activatingJoining)
      .when(record('refused'), { at, facts: { account: joined } })
      .then(refused, rejected('directory-refused', 'old-account'));
    registration(...stage.activatingJoining)
      .when(record('refused'), { at, facts: { account: purged } })
      .then(refused, rejected('directory-refused'));
  });

  it('leaves no entry behind that would have to be taken back', () => {
    const over = registration(...stage.activating, refused, rejected('directory-refused', 'a'));
    expect(over.owed().map(({ kind }) => kind)).toEqual(['tellOutcome']);
    over.when(remove, { at }).thenRefused('entry-not-there');
  });
});

describe('an activation whose account is purged meanwhile', () => {
  it('is rejected, and the entry that was made is taken back', () => {
    registration(...stage.activatingJoining)
      .when(record('made'), { at, facts: { account: purged } })
      .then(made, rejected('account-not-active'));
    const over = registration(...stage.activatingJoining, made, rejected('account-not-active'));
    expect(over.owed().map(({ kind }) => kind)).toEqual(['tellOutcome', 'removeDirectoryEntry']);
    over.when(remove, { at }).then(removed);
  });

  it('goes on where it is only frozen: the deregistration can still be undone', () => {
    const facts = { account: { ...joined, frozenBy: 'd' }, deregistration: coolingOff };
    registration(...stage.activatingJoining)
      .when(record('made'), { at, facts })
      .then(made, activated('old-account'));
  });

  it('is ended by the entry itself if the purge has started and not reached it yet: nobody becomes a member who cannot stay', () => {
    registration(...stage.activatingJoining)
      .when(record('made'), { at, facts: { account: { ...joined, frozenBy: 'd' }, deregistration: purging } })
      .then(made, ...endedWithAccount('old-account'));
    const over = registration(...stage.activatingJoining, made, ...endedWithAccount('old-account'));
    expect(over.owed().map(({ kind }) => kind)).toEqual(['removeDirectoryEntry', 'eraseApplicant']);
  });

  it('is ended by the purge, before the ties to companies are cut, and an entry that comes afterwards is taken back', () => {
    registration(...stage.activatingJoining)
      .when({ type: 'EndWithAccount', deregistrationId: 'd' }, { at, facts: { account: joined, deregistration: purging } })
      .then(...endedWithAccount('old-account'));
    const ended = registration(...stage.activatingJoining, ...endedWithAccount('old-account'));
    expect([ended.due(), ended.owed()]).toEqual([[], [{ kind: 'eraseApplicant', n: 1 }]]);
    ended.when(record('made'), { at }).then(made);
    expect(registration(...stage.activatingJoining, ...endedWithAccount('old-account'), made).owed()).toContainEqual({
      kind: 'removeDirectoryEntry',
      n: 1,
    });
  });
});

describe('an activation that is withdrawn in the middle', () => {
  it('is undone; the claims go with the account that holds them by now', () => {
    registration(...stage.activating)
      .when({ type: 'WithdrawRegistration' }, { at, facts: { account: opening } })
      .then(withdrawn('a'))
      .thenClaims();
    registration(...stage.activatingJoining)
      .when({ type: 'WithdrawRegistration' }, { at, facts: { account: joined } })
      .then(withdrawn('old-account'))
      .thenClaims();
    registration(...stage.activatingJoining)
      .when({ type: 'WithdrawRegistration' }, { at, facts: { account: purged } })
      .then(withdrawn());
  });

  it('takes back an entry that comes too late, and is done with a refusal', () => {
    registration(...stage.activating, withdrawn('a'))
      .when(record('made'), { at })
      .then(made);
    const late = registration(...stage.activating, withdrawn('a'), made);
    expect(late.owed()).toEqual([{ kind: 'removeDirectoryEntry', n: 1 }]);
    late.when(remove, { at: 100 * day }).then(removed);
    const gone = registration(...stage.activating, withdrawn('a'), made, removed);
    expect(gone.owed()).toEqual([]);
    gone.when(remove, { at }).thenRefused('entry-not-there');
    registration(...stage.activating, withdrawn('a'))
      .when(record('refused'), { at })
      .then(refused);
    expect(registration(...stage.activating, withdrawn('a'), refused).owed()).toEqual([]);
  });
});

describe('an entry that the directory makes after its answer counted already (D4)', () => {
  const arrive: CommandOf<'registration'> = { type: 'RecordLateDirectoryEntry' };
  const removalOf = (attempt: number): CommandOf<'registration'> => ({ type: 'RecordDirectoryRemoval', outcome: 'removed', attempt });
  const retried = (attempt: number): RegistrationEvent => ({ type: 'DirectoryRemovalRetried', attempt });
  const over = [...stage.activating, withdrawn('a')];

  it.each([
    ['before anybody knew of it', [...over], 1],
    ['while its removal is on its way', [...over, made], 1],
    ['after its removal', [...over, made, removed], 1],
    ['after another one was taken back', [...over, made, removed, made, retried(1), removed], 2],
    ['after the directory said no', [...over, refused], 1],
  ] as [string, RegistrationEvent[], number][])('is taken back by one more removal: %s', (_, history, attempt) => {
    registration(...history)
      .when(arrive, { at })
      .then(made, retried(attempt));
    expect(registration(...history, made, retried(attempt)).owed()).toEqual([{ kind: 'removeDirectoryEntry', n: 1 + attempt }]);
  });

  it('is not gone with the removal that was on its way before it came', () => {
    const two = registration(...over, made, made, retried(1));
    two.when(removalOf(1), { at }).then(removed, made);
    expect(registration(...over, made, made, retried(1), removed, made).owed()).toEqual([{ kind: 'removeDirectoryEntry', n: 2 }]);
    two.when(removalOf(2), { at }).then(removed);
  });

  it('stays where it is that of a member, and is for an operator where nobody waits for it', () => {
    const active = registration(...stage.active);
    const member = { ...joined, memberships: { c: { status: 'active', registrationId: 'r' } } } as typeof joined;
    active.when(arrive, { at, facts: { account: member } }).thenRefused('entry-of-member');
    active.when(arrive, { at, facts: { account: purged } }).thenRefused('entry-of-nobody');
    registration(...stage.activating)
      .when(arrive, { at })
      .thenRefused('entry-not-asked-for');
  });
});

describe('an entry that the directory does not take back', () => {
  const refuse = (reason: string): CommandOf<'registration'> => ({ type: 'RecordDirectoryRemoval', outcome: 'refused', reason });
  const kept: RegistrationEvent = { type: 'DirectoryRemovalRefused', reason: 'legal-hold' };
  const retried = (attempt: number): RegistrationEvent => ({ type: 'DirectoryRemovalRetried', attempt });
  const retry: CommandOf<'registration'> = { type: 'RetryDirectoryRemoval' };
  const late = [...stage.activating, withdrawn('a'), made];

  it('is never silent: an operator sees that it is still there, and why, and no effect asks again by itself', () => {
    registration(...late)
      .when(refuse('legal-hold'), { at })
      .then(kept);
    const state = registration(...late, kept);
    expect(process.troubles(state.state())).toEqual([{ kind: 'directory-removal-refused', ref: 'legal-hold' }]);
    expect([state.owed(), process.status(state.state())]).toEqual([[], 'withdrawn']);
    state.when(refuse('legal-hold'), { at }).thenRefused('removal-refused');
  });

  it('is asked for again when an operator says so, each time by an effect of its own', () => {
    expect(process.allowed(registration(...late).state(), at)).toEqual([]);
    expect(process.allowed(registration(...late, kept).state(), at)).toEqual(['RetryDirectoryRemoval']);
    registration(...late)
      .when(retry, { at })
      .thenRefused('removal-not-refused');
    registration(...late, kept)
      .when(retry, { at })
      .then(retried(1));
    const again = registration(...late, kept, retried(1));
    expect([again.owed(), process.troubles(again.state())]).toEqual([[{ kind: 'removeDirectoryEntry', n: 2 }], []]);
    again.when(refuse('still-held'), { at }).thenAccepted();
    registration(...late, kept, retried(1), kept)
      .when(retry, { at })
      .then(retried(2));
  });

  it('is gone by its late success too, and whatever the erasure of the applicant has come to', () => {
    const erased: RegistrationEvent[] = [{ type: 'RetentionEnded' }, { type: 'ApplicantErased', at, items: 3 }];
    registration(...late, kept, ...erased)
      .when(remove, { at })
      .then(removed);
    const gone = registration(...late, kept, ...erased, removed);
    expect([gone.owed(), process.troubles(gone.state())]).toEqual([[], []]);
    gone.when(retry, { at }).thenRefused('removal-not-refused');
  });
});

describe('the answer of the directory', () => {
  it('is accepted once, and only if it was asked for', () => {
    registration(...stage.active)
      .when(record('made'), { at })
      .thenRefused('entry-recorded');
    registration(...stage.activating, withdrawn('a'), made)
      .when(record('made'), { at })
      .thenRefused('entry-recorded');
    registration(...stage.activating, withdrawn('a'), made, removed)
      .when(record('made'), { at })
      .thenRefused('entry-recorded');
    for (const history of [stage.memberReady, stage.submitted, stage.inReview])
      registration(...history)
        .when(record('made'), { at })
        .thenRefused('entry-not-asked-for');
    registration(...stage.active)
      .when(remove, { at })
      .thenRefused('entry-not-there');
  });
});
