import { expectTables } from '#testing';
import { day, type Deadline } from '../decider';
import { type Account, type LivingAccount } from './account';
import { accountPolicy } from './account.policy';
import type { AccountCommand } from './account.process';
import { account } from './account.process';
import { idleEndsAt, levelEndsAt } from './proof';

/**
 * Every state an account can reach × every command of its own life, with nothing else in the way: the phone is free,
 * the deregistration is the right one.
 */
const lifeTable = `
situation                | TakeInAccount  | OpenAccount    | RaiseTier 1        | RaiseTier 2        | FreezeAccount          | UnfreezeAccount    | PurgeAccount | a first activity   | of the same day
none                     | ✓              | ✓              | account-unknown    | account-unknown    | account-unknown        | account-unknown    | account-unknown | account-unknown    | –
opening                  | account-exists | account-exists | account-not-active | account-not-active | account-not-active     | account-not-active | account-not-active | account-not-active | –
undone                   | account-exists | account-exists | account-not-active | account-not-active | account-not-active     | account-not-active | account-not-active | account-not-active | –
active, tier 0, < day 8  | account-exists | account-exists | not-due            | tier-out-of-order  | ✓                      | account-not-frozen | account-not-frozen | ✓                  | activity-recorded
active, tier 0, ≥ day 8  | account-exists | account-exists | ✓                  | tier-out-of-order  | ✓                      | account-not-frozen | account-not-frozen | ✓                  | activity-recorded
active, tier 1, < day 31 | account-exists | account-exists | tier-out-of-order  | not-due            | ✓                      | account-not-frozen | account-not-frozen | ✓                  | activity-recorded
active, tier 1, ≥ day 31 | account-exists | account-exists | tier-out-of-order  | ✓                  | ✓                      | account-not-frozen | account-not-frozen | ✓                  | activity-recorded
active, tier 2           | account-exists | account-exists | tier-out-of-order  | tier-out-of-order  | ✓                      | account-not-frozen | account-not-frozen | ✓                  | activity-recorded
frozen, tier 0, < day 8  | account-exists | account-exists | not-due            | tier-out-of-order  | deregistration-pending | ✓                  | ✓ | account-not-active | account-not-active
frozen, tier 0, ≥ day 8  | account-exists | account-exists | ✓                  | tier-out-of-order  | deregistration-pending | ✓                  | ✓ | account-not-active | account-not-active
frozen, tier 1, < day 31 | account-exists | account-exists | tier-out-of-order  | not-due            | deregistration-pending | ✓                  | ✓ | account-not-active | account-not-active
frozen, tier 1, ≥ day 31 | account-exists | account-exists | tier-out-of-order  | ✓                  | deregistration-pending | ✓                  | ✓ | account-not-active | account-not-active
frozen, tier 2           | account-exists | account-exists | tier-out-of-order  | tier-out-of-order  | deregistration-pending | ✓                  | ✓ | account-not-active | account-not-active
merged                   | account-exists | account-exists | account-not-active | account-not-active | account-not-active     | account-not-active | account-not-active | account-not-active | –
purged                   | account-exists | account-exists | account-not-active | account-not-active | account-not-active     | account-not-active | account-not-active | account-not-active | –
`;

/**
 * What registrations do to it. The company is c, the registration that opens it or brings it there r; q is another one.
 */
const membershipTable = `
situation            | r joins c          | r activates      | q activates      | r undoes         | q undoes | ends in c | moves in c | sleeps in c | wakes in c | employment ends | is rehired | planned end | gets a position
none                 | account-unknown    | account-unknown  | account-unknown  | account-unknown  | account-unknown | account-unknown | account-unknown | account-unknown | account-unknown | account-unknown | account-unknown | account-unknown | account-unknown
opening              | account-not-active | ✓                | account-not-open | ✓                | account-not-open | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active
undone               | account-not-active | account-not-open | account-not-open | account-not-open | account-not-open | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active
active, nowhere      | ✓                  | account-not-open | account-not-open | account-not-open | account-not-open | not-a-member | not-a-member | not-a-member | not-a-member | not-a-member | not-a-member | no-employment-end | not-a-member
active, joining in c | already-a-member   | ✓                | account-not-open | ✓                | account-not-open | not-a-member | not-a-member | not-a-member | not-a-member | not-a-member | not-a-member | no-employment-end | not-a-member
active, active in c  | already-a-member   | account-not-open | account-not-open | account-not-open | account-not-open | ✓ | ✓ | ✓ | not-dormant | ✓ | no-employment-end | no-employment-end | position-unknown
active, dormant in c | already-a-member   | account-not-open | account-not-open | account-not-open | account-not-open | ✓ | not-a-member | not-active | level-too-low | not-active | no-employment-end | no-employment-end | membership-not-active
frozen, nowhere      | account-not-active | account-not-open | account-not-open | account-not-open | account-not-open | not-a-member | not-a-member | not-a-member | not-a-member | not-a-member | not-a-member | no-employment-end | not-a-member
frozen, joining in c | already-a-member   | ✓                | account-not-open | ✓                | account-not-open | not-a-member | not-a-member | not-a-member | not-a-member | not-a-member | not-a-member | no-employment-end | not-a-member
frozen, active in c  | already-a-member   | account-not-open | account-not-open | account-not-open | account-not-open | ✓ | ✓ | ✓ | deregistration-pending | ✓ | no-employment-end | no-employment-end | position-unknown
frozen, dormant in c | already-a-member   | account-not-open | account-not-open | account-not-open | account-not-open | ✓ | not-a-member | not-active | deregistration-pending | not-active | no-employment-end | no-employment-end | membership-not-active
merged               | account-not-active | account-not-open | account-not-open | account-not-open | account-not-open | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active
purged               | account-not-active | account-not-open | account-not-open | account-not-open | account-not-open | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active | account-not-active
`;

/** V5: what comes up is evaluated once in its time, by one draw. */
const riskTable = `
situation               | comes up           | draw
none                    | account-unknown    | account-unknown
opening                 | account-not-active | account-not-active
undone                  | account-not-active | account-not-active
active, never evaluated | ✓                  | draw-recorded
active, asked           | risk-evaluated     | ✓
active, evaluated       | risk-evaluated     | draw-recorded
frozen, never evaluated | account-not-active | draw-recorded
frozen, asked           | account-not-active | ✓
frozen, evaluated       | account-not-active | draw-recorded
merged                  | account-not-active | account-not-active
purged                  | account-not-active | account-not-active
`;

/** A lock keeps the person out, and holds up nothing that the account does by itself. */
const standsAs = ({ frozenBy }: LivingAccount) => (frozenBy === undefined ? 'active' : 'frozen');

function riskRow(state: Account): string {
  if (state.status !== 'living') return state.status;
  const { risk } = state;
  return `${standsAs(state)}, ${risk === undefined ? 'never evaluated' : risk.drawPpm === undefined ? 'asked' : 'evaluated'}`;
}

/** What ends and grows of what a person has proven: a credential of 30 days, announced 7 days and 1 day before. */
const credentialTable = `
situation                     | granted            | announced          | lapses             | revoked
none                          | account-unknown    | account-unknown    | account-unknown    | account-unknown
opening                       | account-not-active | account-not-active | account-not-active | account-not-active
undone                        | account-not-active | account-not-active | account-not-active | account-not-active
without                       | ✓                  | notice-not-planned | credential-ended   | credential-unknown
valid, notice 7 to come       | –                  | not-due            | not-due            | ✓
valid, notice 7 due           | –                  | ✓                  | not-due            | ✓
valid, notice 1 to come       | –                  | not-due            | not-due            | ✓
valid, notice 1 due           | –                  | ✓                  | not-due            | ✓
valid, announced              | –                  | notice-not-planned | not-due            | ✓
over, notice 7 due            | –                  | ✓                  | ✓                  | credential-ended
over, notice 1 due            | –                  | ✓                  | ✓                  | credential-ended
over, announced               | –                  | notice-not-planned | ✓                  | credential-ended
lapsed                        | –                  | notice-not-planned | credential-ended   | credential-ended
revoked                       | –                  | notice-not-planned | credential-ended   | credential-ended
merged                        | account-not-active | account-not-active | account-not-active | account-not-active
purged                        | account-not-active | account-not-active | account-not-active | account-not-active
`;

const levelTable = `
situation    | raised             | drops
none         | account-unknown    | account-unknown
opening      | account-not-active | account-not-active
undone       | account-not-active | account-not-active
without      | ✓                  | level-dropped
level 2      | –                  | not-due
idle         | –                  | ✓
level 1      | –                  | not-due
level 0      | –                  | level-dropped
merged       | account-not-active | account-not-active
purged       | account-not-active | account-not-active
`;

/** R21: a first device, which needs no proof, of one that has nothing else. */
const deviceTable = `
situation | AddDevice          | SignOutDevice
none      | account-unknown    | account-unknown
opening   | account-not-active | account-not-active
undone    | account-not-active | account-not-active
without   | ✓                  | device-unknown
with one  | –                  | ✓
merged    | account-not-active | account-not-active
purged    | account-not-active | account-not-active
`;

function deviceRow(state: Account): string {
  if (state.status !== 'living') return state.status;
  return state.devices?.length ? 'with one' : 'without';
}

/** R7: the person changes the number; sent to an account that has nothing else. */
const phoneTable = `
situation         | begins             | ends
none              | account-unknown    | account-unknown
opening           | account-not-active | account-not-active
undone            | account-not-active | account-not-active
living            | ✓                  | phone-change-not-begun
living, begun     | –                  | ✓
living, too late  | –                  | phone-change-over
merged            | account-not-active | account-not-active
purged            | account-not-active | account-not-active
`;

function phoneRow(state: Account, now: number): string {
  if (state.status !== 'living' || !state.phoneNext) return state.status;
  return `living, ${now < state.phoneNext.until ? 'begun' : 'too late'}`;
}
const newPhone = { identifierId: 'q', key: 'k' };
const proving = (purpose: string, identifierId: string) => ({ proof: { verdict: 'proven', boundTo: 'a', purpose, identifierId } as const });
const begins = (state: Account) =>
  isPlain(state) && (state.status !== 'living' || (state.phoneNext === undefined && state.phoneId === 'p'))
    ? [{ command: { type: 'BeginPhoneChange' as const, accountId: 'a', phone: newPhone }, facts: proving('phone-change', 'p') }]
    : [];
const changes = (state: Account) =>
  isPlain(state)
    ? [{ command: { type: 'ChangePhone' as const, accountId: 'a', phone: newPhone }, facts: proving('phone-change-new', 'q') }]
    : [];

/** V2: what idleness asks, sent to an account that has grown in no other way. */
const idleTable = `
situation    | requires
none         | account-unknown
opening      | account-not-active
undone       | account-not-active
used lately  | not-due
idle         | ✓
required     | reverification-required-already
merged       | account-not-active
purged       | account-not-active
`;

function idleRow(state: Account, now: number): string {
  if (state.status !== 'living') return state.status;
  if (state.reverifyRequired) return 'required';
  return now < idleEndsAt(state) ? 'used lately' : 'idle';
}

/** E12: failed sign-ins of the first day lock one that has nothing else. */
const lockTable = `
situation | is used            | sign-ins fail      | EndLock            | is unlocked
none      | account-unknown    | account-unknown    | account-unknown    | account-unknown
opening   | account-not-active | account-not-active | account-not-active | account-not-active
undone    | account-not-active | account-not-active | account-not-active | account-not-active
free      | ✓                  | ✓                  | not-locked         | not-locked
failed    | –                  | –                  | not-locked         | not-locked
locked    | –                  | –                  | not-due            | ✓
lock over | –                  | –                  | ✓                  | not-locked
unlocked  | –                  | –                  | not-locked         | not-locked
merged    | account-not-active | account-not-active | account-not-active | account-not-active
purged    | account-not-active | account-not-active | account-not-active | account-not-active
`;

function lockRow(state: Account, now: number): string {
  if (state.status !== 'living') return state.status;
  const { lockedUntil, failedSignIns, unlockedAt } = state;
  if (lockedUntil !== undefined) return now < lockedUntil ? 'locked' : 'lock over';
  if (failedSignIns) return 'failed';
  return unlockedAt === undefined ? 'free' : 'unlocked';
}

/** R17: what a merge does to it, sent to one that has nothing else; the number that it gives up cools down. */
const mergeTable = `
situation                  | absorbs            | gets a number      | is closed          | ReleaseFormerPhone | EndMergedRetention  | RecordMergedErasure | the other is not purged
none                       | account-unknown    | account-unknown    | account-unknown    | account-unknown    | account-unknown     | account-unknown | account-unknown
opening                    | account-not-active | account-not-active | account-not-active | phone-not-kept     | account-not-merged  | account-not-merged | account-not-merged
undone                     | account-not-active | account-not-active | account-not-active | phone-not-kept     | account-not-merged  | account-not-merged | account-not-merged
living                     | ✓                  | ✓                  | ✓                  | phone-not-kept     | account-not-merged  | account-not-merged | account-not-merged
living, number cools       | –                  | –                  | –                  | not-due            | account-not-merged  | account-not-merged | account-not-merged
living, number free        | –                  | –                  | –                  | ✓                  | account-not-merged  | account-not-merged | account-not-merged
merged, kept, cools        | account-not-active | account-not-active | account-not-active | not-due            | not-due             | nothing-to-erase | account-not-purged
merged, kept enough, cools | account-not-active | account-not-active | account-not-active | not-due            | ✓                   | nothing-to-erase | account-not-purged
merged, kept enough, free  | account-not-active | account-not-active | account-not-active | ✓                  | ✓                   | nothing-to-erase | account-not-purged
merged, kept enough        | account-not-active | account-not-active | account-not-active | phone-not-kept     | ✓                   | nothing-to-erase | account-not-purged
merged, to erase, cools    | account-not-active | account-not-active | account-not-active | not-due            | nothing-retained    | ✓ | nothing-retained
merged, to erase, free     | account-not-active | account-not-active | account-not-active | ✓                  | nothing-retained    | ✓ | nothing-retained
merged, to erase           | account-not-active | account-not-active | account-not-active | phone-not-kept     | nothing-retained    | ✓ | nothing-retained
merged, erased, cools      | account-not-active | account-not-active | account-not-active | not-due            | nothing-retained    | nothing-to-erase | nothing-retained
merged, erased, free       | account-not-active | account-not-active | account-not-active | ✓                  | nothing-retained    | nothing-to-erase | nothing-retained
merged, erased             | account-not-active | account-not-active | account-not-active | phone-not-kept     | nothing-retained    | nothing-to-erase | nothing-retained
purged                     | account-not-active | account-not-active | account-not-active | phone-not-kept     | account-not-merged  | account-not-merged | account-not-merged
`;

function mergeRow(state: Account, now: number): string {
  if (state.status !== 'living' && state.status !== 'merged') return state.status;
  const [former] = state.formerPhones ?? [];
  const number = former === undefined ? undefined : now < former.freeAt ? 'cools' : 'free';
  if (state.status === 'living') return number === undefined ? 'living' : `living, number ${number}`;
  const kept = state.erased ? 'erased' : state.retentionOver ? 'to erase' : now < state.erasesAt ? 'kept' : 'kept enough';
  return ['merged', kept, ...(number === undefined ? [] : [number])].join(', ');
}

/** By failed sign-ins, now or before. */
const isMarked = (state: Account) =>
  state.status === 'living' && (state.failedSignIns !== undefined || state.unlockedAt !== undefined || state.binds !== undefined);

/** A merge of an account that has grown in other ways moves nothing else of it. */
const isPlain = (state: Account) =>
  state.status !== 'living' ||
  (Object.keys(state.memberships).length === 0 &&
    state.tier === 0 &&
    ![
      state.policyVersion,
      state.reverifyRequired,
      state.restricted,
      state.credentials,
      state.level,
      state.risk,
      state.lastActivityAt,
      state.frozenBy,
      state.absorbed,
      state.ended,
    ].some(Boolean) &&
    !isMarked(state) &&
    (state.formerPhones ?? []).length === 0);
const onPlain = (command: AccountCommand) => (state: Account) => (isPlain(state) ? [{ command, facts: { closed: another } }] : []);
/** A version is adopted by what the account lives by, whatever else it has grown. */
const adoptionTable = `
situation | adopts the same        | adopts another
none      | account-unknown        | account-unknown
opening   | account-not-active     | account-not-active
undone    | account-not-active     | account-not-active
living    | account-policy-adopted | ✓
merged    | account-not-active     | account-not-active
purged    | account-not-active     | account-not-active
`;

const another: Account = {
  status: 'living',
  ...{ subjectId: 's2', phoneId: 'p2', memberships: {}, activatedAt: 0, tier: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day },
};

function credentialRow(state: Account, now: number): string {
  if (state.status !== 'living') return state.status;
  const credential = state.credentials?.unverified;
  if (!credential) return 'without';
  if (credential.ended) return credential.ended.as;
  const next = nextNotice(state);
  const notice = next ? `notice ${next.command.days} ${now < next.dueAt ? 'to come' : 'due'}` : 'announced';
  return `${now < credential.validUntil! ? 'valid' : 'over'}, ${notice}`;
}

function levelRow(state: Account, now: number): string {
  if (state.status !== 'living') return state.status;
  if (state.level === undefined) return 'without';
  const endsAt = levelEndsAt(state);
  return endsAt !== undefined && now >= endsAt ? 'idle' : `level ${state.level}`;
}

type Notice = Deadline<Extract<AccountCommand, { type: 'AnnounceExpiry' }>>;
const nextNotice = (state: Account) => account.due(state).find((each): each is Notice => each.command.type === 'AnnounceExpiry');

function lifeRow(state: Account, now: number): string {
  if (state.status !== 'living') return state.status;
  const head = `${standsAs(state)}, tier ${state.tier}`;
  if (state.tier === 0) return `${head}, ${now < state.tierOneAt ? '<' : '≥'} day 8`;
  return state.tier === 1 ? `${head}, ${now < state.tierTwoAt ? '<' : '≥'} day 31` : head;
}

/**
 * How often a membership has ended, how often the person has moved and where to, moves only the limit, which has a test
 * of its own. The instants of proofs tell states apart by what is due, and a notice only as long as the credential
 * counts.
 */
function keyOf(state: Account): unknown {
  if (state.status === 'merged') return [state.status, state.formerPhones.length, state.retentionOver, state.erased && true];
  if (state.status !== 'living') return state;
  const { formerPhones, phoneId: _another, ended: _ended, moves: _moves, dormancies: _slept, credentials, memberships, ...grown } = state;
  const { announced, ended } = credentials?.unverified ?? {};
  const proven = credentials && (ended ? [ended.as] : [announced]);
  if (state.policyVersion !== undefined) return ['after an adoption', proven];
  // A lock moves nothing else of it.
  if (isMarked(state)) return [lockRow(state, -Infinity), deviceRow(state)];
  if (state.absorbed || formerPhones?.length) return ['after a merge', formerPhones?.length, proven];
  if (state.phoneNext) return ['changes the number', state.frozenBy && true];
  if (Object.values(memberships).some(({ status: is }) => is === 'dormant'))
    return ['asleep', state.frozenBy && true, state.level && true, proven];
  if (state.reverifyRequired) return ['required', state.level, proven];
  const {
    notices: _notices,
    levelAt: _levelAt,
    faceAt: _faceAt,
    reverifiedAt: _metAt,
    restricted: _since,
    activeDays: _days,
    ...rest
  } = grown;
  const places = Object.entries(memberships).map(([companyId, { departmentId, ...each }]) => [companyId, departmentId && true, each]);
  return { ...rest, isPlain: isPlain(state), places, proven };
}

function membershipRow(state: Account): string {
  if (state.status !== 'living') return state.status;
  const membership = state.memberships['c'];
  return `${standsAs(state)}, ${membership ? `${membership.status} in c` : 'nowhere'}`;
}

const requireAgain: AccountCommand = { type: 'RequireReverification' };
const activityOfDay0: AccountCommand = { type: 'RecordActivity', day: 0 };
const usedOn = (state: Account) => (state.status === 'living' ? state.lastActivityAt : undefined);

const always = (command: AccountCommand) => () => [{ command }];
/** Sent once: what is proven again begins anew, without an end. */
const onceOf = (field: 'credentials' | 'level', command: AccountCommand) => (state: Account) =>
  state.status === 'living' && (state[field] !== undefined || isMarked(state) || state.phoneNext) ? [] : [{ command }];
const departmentIn = (state: Account) => (state.status === 'living' ? state.memberships['c']?.departmentId : undefined);
/** To another department of the company than the one that they are in. */
const movedIn = (state: Account) => {
  const departmentId = departmentIn(state) === 'd' ? 'e' : 'd';
  return [
    {
      command: { type: 'ChangeDepartment', companyId: 'c', departmentId } as const,
      facts: { department: { status: 'kept', companyId: 'c', departmentId } as const },
    },
  ];
};
const opening = { accountId: 'a', registrationId: 'r', subjectId: 's', phoneId: 'p', companyId: 'c', positionStreamId: 'o' };

describe('every state of an account × every command', () => {
  it('is accepted or refused as the tables say', () => {
    expectTables(account, keyOf, [
      {
        row: ({ status }) => status,
        columns: {
          'adopts the same': onPlain({ type: 'AdoptPolicy', version: accountPolicy.version, reason: 'moved' }),
          'adopts another': onPlain({ type: 'AdoptPolicy', version: 1, reason: 'moved' }),
        },
        written: adoptionTable,
      },
      {
        row: lifeRow,
        columns: {
          TakeInAccount: always({ type: 'TakeInAccount', accountId: 'a', subjectId: 's', phone: { identifierId: 'p', key: 'k' } }),
          OpenAccount: always({ type: 'OpenAccount', ...opening }),
          'RaiseTier 1': always({ type: 'RaiseTier', tier: 1 }),
          'RaiseTier 2': always({ type: 'RaiseTier', tier: 2 }),
          FreezeAccount: always({ type: 'FreezeAccount', deregistrationId: 'd' }),
          UnfreezeAccount: always({ type: 'UnfreezeAccount', deregistrationId: 'd' }),
          PurgeAccount: always({ type: 'PurgeAccount', deregistrationId: 'd', phoneFreeAt: 1 }),
          'a first activity': (state) => (usedOn(state) === undefined ? [{ command: activityOfDay0 }] : []),
          'of the same day': (state) => (usedOn(state) === undefined ? [] : [{ command: activityOfDay0 }]),
        },
        written: lifeTable,
      },
      {
        row: membershipRow,
        columns: {
          'r joins c': always({ type: 'JoinCompany', registrationId: 'r', companyId: 'c', positionStreamId: 'o' }),
          'r activates': always({ type: 'ActivateAccount', accountId: 'a', registrationId: 'r' }),
          'q activates': always({ type: 'ActivateAccount', accountId: 'a', registrationId: 'q' }),
          'r undoes': always({ type: 'UndoOpening', registrationId: 'r' }),
          'q undoes': always({ type: 'UndoOpening', registrationId: 'q' }),
          'ends in c': always({ type: 'EndMembership', companyId: 'c', reason: 'left', roleStreams: {} }),
          'moves in c': movedIn,
          'sleeps in c': always({ type: 'MakeMemberDormant', companyId: 'c', reason: 'on-leave', roleStreams: {} }),
          'wakes in c': onceOf('level', { type: 'WakeMember', companyId: 'c' }),
          'employment ends': always({ type: 'EndEmployment', companyId: 'c', at: 0, fate: 'dormant', roleStreams: {} }),
          'is rehired': always({ type: 'CancelEmploymentEnd', companyId: 'c' }),
          'planned end': always({ type: 'EndPlannedEmployment', companyId: 'c' }),
          'gets a position': always({ type: 'ChangePosition', companyId: 'c', positionStreamId: 'n' }),
        },
        written: membershipTable,
      },
      {
        row: riskRow,
        columns: {
          'comes up': always({ type: 'AskRiskEvaluation', at: 0, causes: ['proxy'] }),
          draw: always({ type: 'RecordRiskDraw', n: 1, drawPpm: 999_999 }),
        },
        written: riskTable,
      },
      {
        row: credentialRow,
        columns: {
          granted: onceOf('credentials', { type: 'GrantCredential', credentialId: 'v', method: 'unverified' }),
          announced: (state) => [
            { command: { type: 'AnnounceExpiry' as const, credentialId: 'v', days: nextNotice(state)?.command.days ?? 1 } },
          ],
          lapses: always({ type: 'LapseCredential', credentialId: 'v' }),
          revoked: always({ type: 'RevokeCredential', credentialId: 'v', reason: 'asked-for' }),
        },
        written: credentialTable,
      },
      {
        row: levelRow,
        columns: { raised: onceOf('level', { type: 'RaiseLevel', level: 2 }), drops: always({ type: 'DropLevel' }) },
        written: levelTable,
      },
      {
        row: deviceRow,
        columns: {
          AddDevice: onPlain({
            ...{ type: 'AddDevice', accountId: 'a', integrity: 'genuine', byScan: false },
            device: { entryId: 'd', key: 'k' },
          }),
          SignOutDevice: always({ type: 'SignOutDevice', deviceId: 'd' }),
        },
        written: deviceTable,
      },
      {
        row: idleRow,
        columns: { requires: (state) => (isPlain(state) || idleRow(state, 0) === 'required' ? [{ command: requireAgain }] : []) },
        written: idleTable,
      },
      {
        row: lockRow,
        columns: {
          'is used': (state) => (usedOn(state) === undefined ? onPlain({ type: 'RecordBehaviour', days: [0], signIns: [] })(state) : []),
          'sign-ins fail': onPlain({ type: 'RecordFailedSignIns', at: [0, 1, 2] }),
          EndLock: always({ type: 'EndLock' }),
          'is unlocked': always({ type: 'UnlockAccount', reason: 'asked-for' }),
        },
        written: lockTable,
      },
      {
        row: mergeRow,
        columns: {
          absorbs: onPlain({ type: 'AbsorbAccount', accountId: 'a', closedId: 'b', registrationId: 'r', takesDocument: false }),
          'gets a number': onPlain({ type: 'ReplacePhone', accountId: 'a', phoneId: 'q', from: 'r', registrationId: 'r' }),
          'is closed': onPlain({ type: 'MergeInto', into: 'b', registrationId: 'r', phoneTaken: false, documentTaken: false }),
          ReleaseFormerPhone: always({ type: 'ReleaseFormerPhone' }),
          EndMergedRetention: always({ type: 'EndMergedRetention' }),
          RecordMergedErasure: always({ type: 'RecordMergedErasure', items: 1 }),
          'the other is not purged': always({ type: 'EndMergedWithPurge', deregistrationId: 'd', accountId: 'b', closedId: 'a' }),
        },
        written: mergeTable,
      },
      { row: phoneRow, columns: { begins, ends: changes }, written: phoneTable },
    ]);
  });
});
