import { given, registering } from '#testing';
import type { LivingAccount } from '../account/account';
import type { Proof } from '../challenge/challenge';
import { day, underPolicy, type Claim, type TallyEntry } from '../decider';
import type { CommandOf, FactsIn } from '../processes';
import { registrationPhonePurpose } from './phone-step';
import type { Registration } from './registration';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedPersonal, openedMember, proven, at: stage } = registering;
const prove: CommandOf<'registration'> = registering.provePhone;
const proof: Proof & { verdict: 'proven' } = { verdict: 'proven', purpose: registrationPhonePurpose, boundTo: 'r', identifierId: 'p' };
const reserves = { change: 'reserve', kind: 'phone', key: 'k', identifierId: 'p', holder: 'r' } as const;
const at = day;

describe('a phone number that is proven', () => {
  it('and free is reserved for the registration', () => {
    for (const opened of [openedPersonal, openedMember])
      registration(opened).when(prove, { at, facts: { proof } }).then(proven).thenClaims(reserves);
  });

  it('was proven by a code to just this number, for just this registration, and for nothing else', () => {
    const others: Partial<Proof>[] = [
      { purpose: 'deregistration-revocation' },
      { boundTo: 'q' },
      { identifierId: 'older' },
      { identifierId: undefined },
    ];
    for (const other of others)
      registration(openedPersonal)
        .when(prove, { at, facts: { proof: { ...proof, ...other } as Proof } })
        .thenRefused('code-expired', {});
  });

  it('needs a code, and tells what is wrong with it', () => {
    registration(openedPersonal).when(prove, { at }).thenRefused('challenge-unknown', {});
    const problem = { code: 'code-invalid' as const, attemptsLeft: 4 };
    registration(openedPersonal)
      .when(prove, { at, facts: { proof: { verdict: 'refused', problem } } })
      .thenRefused('code-invalid', { attemptsLeft: 4 });
  });

  it('is proven once, and not corrected any more', () => {
    registration(...stage.personalProven)
      .when(prove, { at, facts: { proof } })
      .thenRefused('phone-proven');
    registration(...stage.personalProven)
      .when({ type: 'CorrectPhone', phoneId: 'p2' }, { at })
      .thenRefused('phone-proven');
  });

  it('does not tell how a number stands before it is proven: without a proof every number looks the same', () => {
    const found: Claim[] = [
      { state: 'held', identifierId: 'x', holder: 'b' },
      { state: 'reserved', identifierId: 'x', holder: 'q' },
      { state: 'cooldown', identifierId: 'x', holder: 'b', until: 9 * day },
    ];
    for (const phone of found) registration(openedPersonal).when(prove, { at, facts: { phone } }).thenRefused('challenge-unknown', {});
  });
});

describe('a number that was mistyped', () => {
  const corrected = { type: 'PhoneCorrected', phoneId: 'p2' } as const;

  it('is corrected as long as it is not proven, and then the older code proves nothing', () => {
    registration(openedPersonal).when({ type: 'CorrectPhone', phoneId: 'p2' }, { at }).then(corrected).thenClaims();
    registration(openedPersonal, corrected).when(prove, { at, facts: { proof } }).thenRefused('code-expired', {});
    registration(openedPersonal, corrected)
      .when(prove, { at, facts: { proof: { ...proof, identifierId: 'p2' } } })
      .then(proven)
      .thenClaims({ ...reserves, identifierId: 'p2' });
  });
});

describe('a number in its cooldown', () => {
  const cooling: Claim = { state: 'cooldown', identifierId: 'before', holder: 'gone', until: 45 * day };
  const late = { ...openedPersonal, draftExpiresAt: 50 * day };

  it('is refused until, not at, its recorded instant, and then taken over with the word since when it was free (D6, D7)', () => {
    registration(late)
      .when(prove, { at: 45 * day - 1, facts: { proof, phone: cooling } })
      .thenRefused('phone-in-cooldown', { availableAt: 45 * day });
    registration(late)
      .when(prove, { at: 45 * day, facts: { proof, phone: cooling } })
      .then({ type: 'PhoneProven', phoneFreeSince: 45 * day, deviceId: 'device' })
      .thenClaims({ ...reserves, replaces: 'before' });
  });
});

describe('a number that an account holds', () => {
  const held: Claim = { state: 'held', identifierId: 'before', holder: 'old-account' };
  const living: LivingAccount = {
    status: 'living',
    subjectId: 's0',
    phoneId: 'before',
    memberships: {},
    activatedAt: 0,
    tier: 0,
    tierOneAt: 8 * day,
    tierTwoAt: 31 * day,
  };
  const facts = (account: FactsIn<'registration'>['account'] = living): FactsIn<'registration'> => ({ proof, phone: held, account });

  it('opens no second personal account (R7)', () => {
    registration(openedPersonal).when(prove, { at, facts: facts() }).thenRefused('phone-taken', {});
  });

  it('makes a member registration join that account, which keeps the number (X2, X21)', () => {
    registration(openedMember)
      .when(prove, { at, facts: facts() })
      .then({ type: 'PhoneProven', joins: 'old-account', deviceId: 'device' })
      .thenClaims();
    registration(openedMember)
      .when(prove, { at, facts: facts({ ...living, memberships: { b: { status: 'active' } } }) })
      .thenAccepted();
  });

  it('does not, where the person belongs to the company already, or is about to', () => {
    for (const status of ['active', 'joining'] as const)
      registration(openedMember)
        .when(prove, { at, facts: facts({ ...living, memberships: { c: { status } } }) })
        .thenRefused('already-a-member', {});
  });

  it('is not settled while that account is being opened: another registration is under way', () => {
    const opening = { status: 'opening', subjectId: 's0', phoneId: 'before', memberships: {}, registrationId: 'q' } as const;
    for (const opened of [openedMember, openedPersonal])
      registration(opened)
        .when(prove, { at, facts: facts(opening) })
        .thenRefused('registration-pending', {});
  });

  it('does not, while that account leaves, or is gone', () => {
    for (const account of [{ ...living, frozenBy: 'd' }, { status: 'none' } as const])
      registration(openedMember)
        .when(prove, { at, facts: facts(account) })
        .thenRefused('phone-taken', {});
  });
});

describe('a number that another registration has reserved', () => {
  const reserved: Claim = { state: 'reserved', identifierId: 'before', holder: 'q' };
  const rival = (status: Registration['status']) =>
    ({ ...registration(...stage.submitted).state(), registrationId: 'q', status }) as Registration;

  it.each(['draft', 'verifying', 'manual_review'] as const)('is given up by one in %s, which was never submitted', (status) => {
    registration(openedPersonal)
      .when(prove, { at, facts: { proof, phone: reserved, rival: rival(status) } })
      .then({ type: 'PhoneProven', supersedes: 'q', deviceId: 'device' })
      .thenClaims({ ...reserves, replaces: 'before' });
  });

  it.each(['awaiting_approval', 'activating'] as const)('is kept by one in %s: people are at it already', (status) => {
    registration(openedPersonal)
      .when(prove, { at, facts: { proof, phone: reserved, rival: rival(status) } })
      .thenRefused('registration-pending', {});
  });

  it('is locked with the one that reserved it, as a held one with its account', () => {
    const { state } = registration(openedPersonal);
    const names = (phone?: Claim) => process.needs(prove, state(), phone ? { proof, phone, device: [] } : {});
    expect(Object.keys(names())).toEqual(['proof', 'phone', 'device']);
    expect(names(reserved)).toMatchObject({ rival: { process: 'registration', id: 'q' } });
    expect(names({ ...reserved, state: 'held' })).toMatchObject({ account: { process: 'account', id: 'q' } });
    expect(Object.keys(names({ ...reserved, holder: 'r' }))).toEqual(['proof', 'phone', 'device']);
  });
});

describe('the device that a number is proven on', () => {
  const accounts = (...holders: string[]): TallyEntry[] => holders.map((holder, n) => ({ entryId: `e${n}`, holder, at: n }));
  const enters = { change: 'enter', kind: 'device-account', key: 'd', entryId: 'device', holder: 'a' } as const;
  const leaves = { change: 'leave', entryId: 'device' } as const;

  it('may have three accounts, those to come counted with the others; a fourth is refused, and takes nothing (R19)', () => {
    for (const device of [accounts(), accounts('x', 'y')])
      registration(openedPersonal).when(prove, { at, facts: { proof, device } }).then(proven).thenClaims(reserves).thenTallies(enters);
    registration(openedMember)
      .when(prove, { at, facts: { proof, device: accounts('x', 'y', 'z') } })
      .thenRefused('device-account-limit', { limit: 3 });
  });

  it('is refused as full only after the applicant has proven a number that they could have', () => {
    const device = accounts('x', 'y', 'z');
    const held: Claim = { state: 'held', identifierId: 'x', holder: 'b' };
    registration(openedPersonal).when(prove, { at, facts: { device } }).thenRefused('challenge-unknown');
    registration(openedPersonal)
      .when(prove, { at, facts: { proof, device, phone: held } })
      .thenRefused('phone-taken');
  });

  it('counts no account twice: neither that of the draft which gives way, nor one that an applicant joins with', () => {
    const facts: FactsIn<'registration'> = {
      proof,
      phone: { state: 'reserved', identifierId: 'before', holder: 'q' },
      rival: registration({ ...openedPersonal, registrationId: 'q', accountId: 'z' }, proven).state(),
      device: accounts('x', 'y', 'z'),
    };
    registration(openedPersonal).when(prove, { at, facts }).thenAccepted().thenTallies(enters);
    expect(registration(...stage.memberJoining).state()).not.toHaveProperty('deviceId');
  });

  describe('with an account that is there', () => {
    const living: LivingAccount = {
      ...{ status: 'living', subjectId: 's0', phoneId: 'before', memberships: {} },
      ...{ activatedAt: 0, tier: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day },
    };
    const phone: Claim = { state: 'held', identifierId: 'before', holder: 'old-account' };
    const joining = (device: readonly TallyEntry[], account: LivingAccount = living) =>
      registration(openedMember).when(prove, { at, facts: { proof, phone, account, device } });

    it('gets the account a place, as a new one would; a fourth account is refused (R19, R20)', () => {
      joining(accounts('x', 'y'))
        .thenAccepted()
        .thenTallies({ ...enters, holder: 'old-account' });
      joining(accounts('x', 'y', 'z')).thenRefused('device-account-limit', { limit: 3 });
    });

    it('counts it once, however many registrations join with it there at once', () => {
      joining(accounts('x', 'y', 'old-account', 'old-account'))
        .thenAccepted()
        .thenTallies({ ...enters, holder: 'old-account' });
      registration(openedPersonal)
        .when(prove, { at, facts: { proof, device: accounts('x', 'old-account', 'old-account') } })
        .thenAccepted();
    });

    it('leaves the place of an account that is bound to it, by this release or an earlier one', () => {
      for (const bound of [{ deviceId: 'e0' }, { devices: [{ deviceId: 'e0', at: 0 }] }])
        joining(accounts('old-account', 'x', 'y', 'z'), { ...living, ...bound })
          .then({ type: 'PhoneProven', joins: 'old-account' })
          .thenTallies();
    });
  });

  it('is not asked of a registration of the third version, which joins without a place', () => {
    const third = given(underPolicy(process, 3));
    const phone: Claim = { state: 'held', identifierId: 'before', holder: 'old-account' };
    const account = {
      status: 'living',
      subjectId: 's0',
      phoneId: 'before',
      memberships: {},
      activatedAt: 0,
      tier: 0,
      tierOneAt: 1,
      tierTwoAt: 2,
    } as const;
    third(openedMember)
      .when(prove, { at, facts: { proof, phone, account, device: accounts('x', 'y', 'z') } })
      .then({ type: 'PhoneProven', joins: 'old-account' })
      .thenTallies();
  });

  it('has room again when no account comes of it', () => {
    registration(...stage.personalProven)
      .when({ type: 'WithdrawRegistration' }, { at })
      .thenAccepted()
      .thenTallies(leaves);
    registration(...stage.personalProven)
      .when({ type: 'SupersedeRegistration' }, { at })
      .thenAccepted()
      .thenTallies(leaves);
    registration(...stage.personalProven)
      .when({ type: 'ExpireDraft' }, { at: 7 * day })
      .thenAccepted()
      .thenTallies(leaves);
    registration(...stage.activating)
      .when({ type: 'RecordDirectoryEntry', outcome: 'refused', reason: 'unit-closed' }, { at })
      .thenAccepted()
      .thenTallies(leaves);
    registration(openedPersonal).when({ type: 'WithdrawRegistration' }, { at }).thenAccepted().thenTallies();
  });
});

describe('a draft whose number another applicant has proven to be theirs', () => {
  const supersede: CommandOf<'registration'> = { type: 'SupersedeRegistration' };
  const superseded = { type: 'RegistrationExpired', reason: 'superseded', erasesAt: at + 7 * day } as const;

  it('is over: the number is the other’s already, the rest is free', () => {
    registration(...stage.personalProven)
      .when(supersede, { at })
      .then(superseded)
      .thenClaims();
    registration(...stage.memberReady)
      .when(supersede, { at })
      .then({ ...superseded, inviteId: 'i' })
      .thenClaims({ change: 'free', identifierId: 'document' });
  });

  it('takes the review with it that it waited for', () => {
    registration(...stage.inReview)
      .when(supersede, { at })
      .then({ ...superseded, inviteId: 'i', approvalId: 'review' });
  });

  it('is not told: a message about it would go to the other', () => {
    expect(registration(...stage.personalProven, superseded).owed()).toEqual([]);
  });

  it('may have lapsed long ago, whether or not its alarm rang', () => {
    registration(...stage.personalProven)
      .when(supersede, { at: 30 * day })
      .thenAccepted();
  });

  it('is not one that was submitted', () => {
    registration(...stage.submitted)
      .when(supersede, { at })
      .thenRefused('registration-pending');
  });
});
