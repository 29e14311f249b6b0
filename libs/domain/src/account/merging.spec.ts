import { given } from '#testing';
import { day } from '../decider';
import { misfitsOf } from '../events';
import { standing, type LivingAccount } from './account';
import { accountEvents, type AccountEvent } from './account.events';
import { account as process } from './account.process';
import { endingWith } from './ended';
import { mergingPolicy } from './merging.policy';

const account = given(process);
const at = 5 * day;
const takenIn: AccountEvent = {
  ...{ type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', identityId: 'i' },
  ...{ activatedAt: 0, tier: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day },
};
const other: LivingAccount = {
  ...{ status: 'living', subjectId: 's2', phoneId: 'p2', identityId: 'i2', deviceId: 'd2' },
  ...{ activatedAt: 0, tier: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day },
  memberships: { c: { status: 'active', registrationId: 'q', departmentId: 'e' }, d: { status: 'active' } },
};
const inC: AccountEvent = { ...takenIn, companyId: 'c' };
const absorb = { type: 'AbsorbAccount', accountId: 'a', closedId: 'b', registrationId: 'r', takesDocument: false } as const;
const absorbed = { type: 'AccountAbsorbed', closedId: 'b', registrationId: 'r', at } as const;
const inD = { companyId: 'd' };
const closing = { type: 'MergeInto', into: 'a', registrationId: 'r', phoneTaken: false, documentTaken: false } as const;
const closed: AccountEvent = {
  type: 'AccountMerged',
  into: 'x',
  registrationId: 'r',
  at,
  erasesAt: 35 * day,
  phoneFreeAt: 36 * day,
  doubled: [],
};

describe('the account that goes on after a merge (R17)', () => {
  it('has a membership with its whole place: position, template and employer go over too (R6, R12, G4)', () => {
    const place = { positionStreamId: 'o', positionId: 'sales', template: 'seller', employerId: 'z' };
    const closed = { ...other, memberships: { c: { status: 'active' as const, ...place } } };
    const gone = { ...absorbed, memberships: [{ companyId: 'c', ...place }] };
    account(takenIn).when(absorb, { at, facts: { closed } }).then(gone);
    const id = '00000000-0000-4000-8000-000000000001';
    const recorded = { companyId: id, ...place, positionStreamId: id, employerId: id };
    const ids: object = { closedId: id, registrationId: id, memberships: [recorded] };
    expect(misfitsOf(accountEvents, { ...gone, ...ids })).toEqual([]);
  });

  it('has the memberships of the other one, as they were; where both are members, its own stays', () => {
    account(takenIn)
      .when(absorb, { at, facts: { closed: other } })
      .then({ ...absorbed, memberships: [{ companyId: 'c', registrationId: 'q', departmentId: 'e' }, inD] })
      .thenClaims();
    account(inC)
      .when(absorb, { at, facts: { closed: other } })
      .then({ ...absorbed, memberships: [inD] });
    expect(process.view(account(inC, { ...absorbed, memberships: [inD] }).state())).toMatchObject({
      memberships: [
        { companyId: 'c', state: 'active' },
        { companyId: 'd', state: 'active' },
      ],
    });
  });

  it('takes the document that was confirmed, where it is the other one’s; its own is free then', () => {
    account(takenIn)
      .when({ ...absorb, takesDocument: true }, { at, facts: { closed: { ...other, memberships: {} } } })
      .then({ ...absorbed, memberships: [], identityId: 'i2' })
      .thenClaims({ change: 'free', identifierId: 'i' }, { change: 'hand-over', identifierId: 'i2', from: 'b', to: 'a' });
  });

  it('takes the proven number; its own cools down for 31 days, and is anybody’s from then on (D6)', () => {
    const replace = { type: 'ReplacePhone', accountId: 'a', phoneId: 'q', from: 'r', registrationId: 'r' } as const;
    const replaced: AccountEvent = { type: 'PhoneReplaced', phoneId: 'q', registrationId: 'r', at, formerFreeAt: 36 * day };
    account(takenIn)
      .when(replace, { at })
      .then(replaced)
      .thenClaims(
        { change: 'hand-over', identifierId: 'q', from: 'r', to: 'a' },
        { change: 'cool-down', identifierId: 'p', until: 36 * day },
      );
    const release = account(takenIn, replaced);
    release.when({ type: 'ReleaseFormerPhone' }, { at: 36 * day - 1 }).thenRefused('not-due');
    release
      .when({ type: 'ReleaseFormerPhone' }, { at: 36 * day })
      .then({ type: 'FormerPhoneReleased', phoneId: 'p' })
      .thenClaims({ change: 'free', identifierId: 'p' });
    // D4: nor does the number before stay with an account that is purged meanwhile.
    const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
    const purged = account(takenIn, replaced, frozen, { type: 'AccountPurged', deregistrationId: 'd', phoneFreeAt: 40 * day });
    expect(purged.due()).toEqual([{ command: { type: 'ReleaseFormerPhone' }, dueAt: 36 * day }]);
    purged
      .when({ type: 'ReleaseFormerPhone' }, { at: 36 * day })
      .then({ type: 'FormerPhoneReleased', phoneId: 'p' })
      .thenClaims({ change: 'free', identifierId: 'p' });
  });
});

describe('the account that a merge closes (R17)', () => {
  it('gives its number up, and the document that the other one has not taken; its place on the device is free', () => {
    account(takenIn)
      .when(closing, { at })
      .then({ ...closed, into: 'a' })
      .thenClaims({ change: 'cool-down', identifierId: 'p', until: 36 * day }, { change: 'free', identifierId: 'i' })
      .thenTallies();
    const { phoneFreeAt: _kept, ...withoutNumber } = { ...closed, into: 'a' } as Extract<AccountEvent, { type: 'AccountMerged' }>;
    account(takenIn)
      .when({ ...closing, phoneTaken: true, documentTaken: true }, { at })
      .then(withoutNumber)
      .thenClaims();
  });

  it('keeps what it has sealed for 30 days, and its number from others for 31 (D6)', () => {
    expect(mergingPolicy).toEqual({ keptDays: 30, phoneCooldownDays: 31 });
  });

  it('may do nothing, and says with which one its person goes on; what it has sealed is kept for 30 days', () => {
    const over = account(inC, closed);
    expect([process.status(over.state()), process.outcome(over.state()), standing(over.state())]).toEqual(['merged', 'merged', 'gone']);
    expect(process.view(over.state())).toMatchObject({ mergedInto: 'x', capabilities: [], memberships: [] });
    expect(process.seenBy(over.state(), 'a')).toMatchObject({ accounts: ['a', 'x'], companies: ['c'] });
    expect(over.due().map(({ command, dueAt }) => [command.type, dueAt])).toEqual([
      ['EndMergedRetention', 35 * day],
      ['ReleaseFormerPhone', 36 * day],
    ]);
    expect(over.owed().map(({ kind }) => kind)).toEqual(['endMergedSessions', 'endWithMerge']);
    const kept = account(inC, closed, { type: 'MergedRetentionEnded' });
    expect(kept.owed().map(({ kind }) => kind)).toEqual(['endMergedSessions', 'endWithMerge', 'eraseMerged']);
  });

  it('leaves the directories where the other one was a member too: their entry of this one goes, and no role with it', () => {
    const entries: AccountEvent = { ...closed, doubled: [{ companyId: 'c', entryId: 'q' }] };
    const over = account(inC, entries);
    expect(over.owed().filter(({ kind }) => kind === 'leaveDirectory' || kind === 'takeRolesBack')).toEqual([
      { kind: 'leaveDirectory', n: 1 },
    ]);
    expect(endingWith(over.state(), 1)).toEqual({ companyId: 'c', entryId: 'q' });
  });

  it('keeps nothing of a person whose other account is purged (D4)', () => {
    const over = account(takenIn, closed);
    const purge = { type: 'EndMergedWithPurge', deregistrationId: 'd', accountId: 'x', closedId: 'a' } as const;
    const purging = { status: 'purging', accountId: 'x', subjectId: 's2', phoneId: 'p2', receipts: {}, blocked: {}, retries: {} } as const;
    const kept: LivingAccount = { ...other, absorbed: ['a'] };
    over.when(purge, { at, facts: { deregistration: purging, kept } }).then({ type: 'MergedRetentionEnded' });
    over.when(purge, { at, facts: { deregistration: { ...purging, accountId: 'y' }, kept } }).thenRefused('account-not-purged');
    over.when(purge, { at, facts: { deregistration: purging, kept: other } }).thenRefused('account-not-purged');
    over.when(purge, { at, facts: { kept } }).thenRefused('account-not-purged');
  });

  it('takes no further part: not in a second merge, a membership, a deregistration or a credential', () => {
    const over = account(takenIn, closed);
    for (const command of [
      closing,
      absorb,
      { type: 'FreezeAccount', deregistrationId: 'd' },
      { type: 'JoinCompany', registrationId: 'r', companyId: 'c', positionStreamId: 'o' },
      { type: 'GrantCredential', credentialId: 'v', method: 'unverified' },
    ] as const)
      over.when(command, { at }).thenRefused('account-not-active');
  });
});
