import type { ApplicationFailure } from '@temporalio/activity';
import {
  day,
  processes,
  type Account,
  type Approval,
  type Deregistration,
  type KnownCase,
  type OpenReview,
  type PendingApproval,
  type Registration,
} from '#domain';
import { idsFrom, type BegunEffect, type ProcessState } from '#engine';
import { ProviderRefused, providers, ProviderUnavailable } from '#providers';
import { commandOf } from './effect';
import { calledBackBy, createEffects, effects } from './effects';

const subject = { accountId: 'a', subjectId: 's', phoneId: 'p' };
const purge = { receipts: {}, blocked: {}, retries: {} };
const coolingOff: Deregistration = {
  status: 'cooling_off',
  ...subject,
  coolingOffEndsAt: 14 * day,
  reminderAts: [7 * day, 13 * day],
  reminded: 2,
};
const retained: Deregistration = {
  status: 'retained',
  ...subject,
  ...purge,
  directoryEndsAt: 44 * day,
  phoneFreeAt: 45 * day,
  directoryEnded: true,
};

/** Somebody who has left two companies; the entry of the second one was made by a registration. */
const left = {
  status: 'living',
  ...{ subjectId: 's', phoneId: 'p', memberships: {}, tier: 0, activatedAt: 0, tierOneAt: 1, tierTwoAt: 2 },
  ended: {
    c: { reason: 'left', at: 5, times: 1, n: 1 },
    e: { reason: 'removed', at: 6, times: 1, n: 2, entryId: 'r' },
  },
} as const satisfies Account;

/** A proof of theirs ends in some days, which was announced. */
const pass = { credentialId: 'd', grantedAt: 0, validUntil: 30 * day, announced: 7, notice: 1 };
const expiring = { ...left, credentials: { 'work-pass': pass }, notices: 1 } as const satisfies Account;

const task = (taskId: string, assignee: string) => ({ taskId, assignee });
const approval: Approval = {
  status: 'pending',
  matter: { type: 'document-export', id: 'm' },
  companyId: 'c',
  policyId: 'two-confirmations',
  policyVersion: 1,
  requestedBy: 'requester',
  subjectId: 's',
  round: 1,
  stages: [
    {
      index: 1,
      rule: 'all',
      distinct: true,
      slots: [
        { selector: { kind: 'manager' }, need: 'any', tasks: [task('1.1.1.1', 'manager'), task('1.1.1.2', 'both')] },
        { selector: { kind: 'role', role: 'it-admin' }, need: 'any', tasks: [task('1.1.2.1', 'admin'), task('1.1.2.2', 'both')] },
      ],
    },
  ],
  plan: [],
  reminded: 0,
  expiresAt: 3 * day,
  taken: {},
  decided: {},
};

const owingEvidence = {
  ...approval,
  evidence: [{ requestId: 'q', by: 'manager', kinds: ['hand-held-photo', 'statement'], at: 0, until: 7 * day }],
} satisfies Approval;
const lending = { ...approval, lent: { '1.1.1.1': { to: 'deputy', n: 1 } } } satisfies Approval;
const lapsed = { ...approval, status: 'expired', unfilled: ['manager', 'it-admin'] } satisfies Approval;

const joining = { companyId: 'c', inviteId: 'i', positionStreamId: 'position-stream', managers: [], autoApprove: false };
const verifying = {
  status: 'verifying',
  registrationId: 'the-process',
  variant: 'member',
  accountId: 'prospective',
  ...{ subjectId: 's', phoneId: 'p' },
  integrity: 'genuine',
  joining,
  roleStreams: {},
  draftExpiresAt: 7 * day,
  phoneProven: true,
  signInGiven: false,
  profile: { attempt: 2, applicantId: 'applicant', reviewId: 'review', elsewhere: false },
  checks: 1,
  failures: 1,
} as const satisfies Registration;
const showingFace = {
  ...verifying,
  ...{ checks: 2, verified: 'registry', liveness: { attempt: 2, checks: 1, failures: 1, recordingIds: ['one', 'two'] } },
} as const satisfies Registration;
const activating = { ...verifying, status: 'activating' } as const;
const active = { ...verifying, status: 'active' } as const;
const ended = { ...verifying, status: 'rejected', reason: 'not-needed', erasesAt: 30 * day, retentionOver: false } as const;

const review = {
  status: 'open',
  ...{ companyId: 'escalating', n: 1, requestedBy: 'r', endsAt: 3 * day, remindAts: [], reminded: 0, pages: 1, asked: 3, unasked: 0 },
  ...{ kept: 1, removed: 1, gone: 0, lapsed: 0, keys: ['00000000-0000-0000-0000-000000000000'], keysEnded: 0 },
} as const satisfies OpenReview;
const reviews = [review, { ...review, status: 'listing', place: { section: 'keys' } }] as const satisfies readonly OpenReview[];

const challenged = {
  status: 'challenged',
  ...{ caseId: 'k', accountId: 'a', subjectId: 's', method: 'face', personId: 'p', placeId: 'l', reviewId: 'r', credentialId: 'd' },
  ...{ roleStreams: {}, expiresAt: 7 * day, attempts: 1, checks: 0, failures: 0 },
} as const satisfies KnownCase;
const cases: readonly KnownCase[] = [
  challenged,
  { ...challenged, method: 'id-card' },
  { ...challenged, method: 'bank-card' },
  { ...challenged, method: 'passport' },
  { ...challenged, status: 'refused', reviewCause: 'asked-for', erasesAt: 30 * day, retentionOver: false },
  { ...challenged, status: 'expired', erasesAt: 0, retentionOver: true },
];

/** What the vault holds of every person, and other streams that an effect may read. */
const sealed = {
  ...{ phone: '+8613800138000', name: 'Zhang Wei', identity: '{"kind":"id-card","number":"11010519491231002X"}' },
  liveness: 'face-store:8f14e45fceea167a',
};
const streams: Record<string, object> = {
  'position:position-stream': { state: { status: 'offered', companyId: 'c', positionId: 'sales', template: 't', autoApprove: false } },
  'role:role escalating super-admin': {
    state: { status: 'granted', companyId: 'escalating', role: 'super-admin', holders: ['chief', 'deputy'] },
  },
  'registration:kept': { state: ended },
  'registration:gone': { state: { ...ended, erased: { at: 0, items: 3 } } },
  'account:a': { state: { status: 'purged', companies: ['c1', 'c2'] } },
  'account:joined': { subjectId: 'subject-of-joined', state: { status: 'living', memberships: {} } },
  'account:prospective': { subjectId: 's', state: { status: 'living', memberships: {} } },
  'account:leaving': { subjectId: 'subject-of-leaving', state: { status: 'living', frozenBy: 'd', memberships: {} } },
  'account:again': { state: { status: 'living', memberships: { c: { status: 'active', registrationId: 'another' } } } },
  'account:joining-again': { state: { status: 'living', memberships: { c: { status: 'joining', registrationId: 'another' } } } },
};

interface World {
  /** An empty vault. */
  gone?: boolean;
  n?: number;
  outdated?: true;
  identity?: 'confirmed' | 'unconfirmed' | 'pending';
  entry?: 'made' | 'pending';
  refuses?: string;
  /** Each message with its recipient. */
  unreachable?: Readonly<Record<string, Error>>;
  accountId?: string;
  /** The registrations that join a company to the account, by id. */
  joining?: readonly string[];
  /** The verification cases of the account. */
  cases?: readonly string[];
}

/**
 * Performs one effect of a process in this state; returns the calls to the outside, the command it ended with, and its
 * failure.
 */
async function performed(
  kind: string,
  state: unknown,
  {
    gone = false,
    n = 1,
    outdated,
    identity = 'confirmed',
    entry = 'made',
    refuses,
    unreachable = {},
    accountId = 'a',
    joining: registrations = [],
    cases = [],
  }: World = {},
) {
  const asked: Record<string, unknown>[] = [];
  let finished: unknown;
  const answer = async <T>(request: object, result: T) => {
    asked.push({ ...request });
    if (refuses !== undefined) throw new ProviderRefused('provider', refuses);
    return result;
  };
  const process = { ...subject, accountId, id: 'the-process', state };
  const activities = createEffects({
    engine: {
      begin: async (effectId, begunKind) => ({
        begun: {
          effectId,
          kind: begunKind,
          n,
          attempts: 1,
          owedForMs: 0,
          ...(outdated && { outdated }),
          process,
        } as unknown as BegunEffect,
      }),
      finish: async (_, command) => void (finished = command),
      fail: async (_, reason) => void (finished = { failed: reason }),
      hold: async () => undefined,
      release: async () => undefined,
      postpone: async () => undefined,
      sendFromEffect: async (_, { id }, command) => void asked.push({ id, command }),
      read: async (streamId) => streams[streamId] as ProcessState | undefined,
      readAll: async (ids) =>
        new Map(ids.flatMap((id): [string, ProcessState][] => (streams[id] ? [[id, streams[id] as unknown as ProcessState]] : []))),
      ids: idsFrom({ uuid: (...parts) => parts.join(' ') }),
    },
    documentOf: async () => undefined,
    rolesOf: async () => [],
    registrationsJoining: async (_, after, limit) => registrations.filter((id) => after === undefined || id > after).slice(0, limit),
    casesOf: async (_, after, limit) => cases.filter((id) => after === undefined || id > after).slice(0, limit),
    rights: { accounts: () => Promise.resolve([]), roles: () => Promise.resolve([]) },
    transaction: (work) =>
      work({ query: (_, [ids] = []) => Promise.resolve(Array.isArray(ids) ? peopleOf(ids as string[]) : []) as never }),
    vault: {
      open: async (_, request) => {
        asked.push({ ...request });
        const found = Object.entries(sealed).filter(([field]) => request.fields.includes(field));
        return gone ? undefined : Object.fromEntries(found);
      },
      insert: async (_, values) => void asked.push(...values.map(({ rowId: _rowId, ...value }) => ({ ...value }))),
      erase: async (_, request) => (asked.push({ ...request }), { rows: 2 }),
      forget: async (_, request) => (asked.push({ ...request }), { rows: 1 }),
    },
    messaging: {
      send: async (message) => {
        asked.push({ ...message });
        const error = unreachable[message.to];
        if (error) throw error;
      },
    },
    dataHolders: { purge: async (request) => (asked.push({ ...request }), { items: 3 }) },
    identityRegistry: { check: (request) => answer(request, identity) },
    passports: { check: (request) => answer({ ...request, of: 'passports' }, identity) },
    documentReader: { read: (request) => answer(request, 'pending') },
    messengerCheck: { isUsedWithBoth: (request) => answer(request, false) },
    numberRecycling: { wasRecycled: (request) => answer(request, false) },
    faceCheck: { check: (request) => answer(request, identity) },
    bankCards: { check: (request) => answer(request, identity) },
    directory: {
      addEntry: (request) => answer(request, entry),
      ...{ updateEntry: (request) => answer(request, undefined), removeEntry: (request) => answer(request, undefined) },
    },
  });
  const failed = await activities[kind]!('effect-1').then(
    () => undefined,
    (error: unknown) => error as ApplicationFailure,
  );
  return { asked, finished, failed };
}

/** Answers as the table of principals; `admin` has no row there. */
const peopleOf = (ids: string[]) =>
  ids.filter((id) => id !== 'admin').map((principalId) => ({ principalId, externalId: `user:${principalId}-outside` }));

const mergedAway: Account = {
  status: 'merged',
  ...{ subjectId: 's', activatedAt: 0, tier: 0, mergedInto: 'b', mergedAt: 1, erasesAt: 2, companies: [], ended: {}, formerPhones: [] },
  retentionOver: true,
};

describe('the effects', () => {
  it('cover everything that a process owes', () => {
    const { owed } = processes.deregistration;
    const done = { at: 0, items: 0 };
    const steps = [
      'revokeSessions',
      'refundWallet',
      'deleteChats',
      'deleteEvidence',
      'unbindDevices',
      'endRegistrations',
      'cutCompanyTies',
      'eraseProfile',
    ] as const;
    const receipts = { ...Object.fromEntries(steps.map((step) => [step, done])), releasePhone: done, eraseDirectoryEntry: done };
    const purging = steps.map((step): Deregistration => {
      const others = Object.fromEntries(steps.filter((name) => name !== step).map((name) => [name, done]));
      return { status: 'purging', ...subject, ...purge, receipts: others };
    });
    const states: Deregistration[] = [
      coolingOff,
      { ...coolingOff, reminded: 0 },
      { status: 'revoked', ...subject },
      ...purging,
      retained,
      { ...retained, receipts },
    ];
    const registrations = [
      verifying,
      showingFace,
      { ...verifying, proofs: { security: false, face: false, strict: false, faceReader: true, oneMessenger: true } } as const,
      { ...verifying, checks: 2, security: { asked: 1, made: 0, demands: [], causes: [] } } as const,
      activating,
      { ...active, joins: 'joined' },
      { ...ended, directory: 'made', retentionOver: true } as const,
    ];
    const all = [
      ...states.flatMap((state) => owed(state)),
      ...registrations.flatMap((state) => processes.registration.owed(state)),
      ...processes.account.owed(left),
      ...processes.account.owed(expiring),
      ...processes.account.owed({ ...left, risk: { n: 1, at: 0, causes: ['proxy'] } }),
      ...processes.account.owed({ ...left, memberships: { c: { status: 'active' } }, entryChanges: 1 }),
      ...processes.account.owed(mergedAway),
      ...processes.approval.owed(approval),
      ...processes.approval.owed(lending),
      ...processes.approval.owed(owingEvidence),
      ...processes.approval.owed(lapsed),
      ...processes.approval.owed({ ...lapsed, retentionOver: true }),
      ...reviews.flatMap((state) => processes['rights-review'].owed(state)),
      ...cases.flatMap((state) => processes.verification.owed(state)),
    ];
    const kinds = new Set(all.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(Object.keys(createEffects({} as never)).toSorted());
  });

  it('are messages where they only tell people something: their process owes one at a time, and nobody sends an older one', () => {
    const messages = Object.values(processes).flatMap(({ messageKinds = [] }) => messageKinds);
    const sent = effects.filter(({ provider }) => provider === 'messaging').map(({ kind }) => kind);
    expect(messages.toSorted()).toEqual(sent.toSorted());
  });

  it.each(Object.values(processes).flatMap(({ messageKinds = [] }) => messageKinds))(
    'send nothing about what is over: %s of a process that owes it no more only ends',
    async (kind) => {
      const states = [coolingOff, retained, approval, lapsed, active, ended];
      for (const state of states)
        expect(await performed(kind, state, { outdated: true })).toEqual({ asked: [], finished: undefined, failed: undefined });
    },
  );

  it('take callbacks from the providers that may call back, and from no other', () => {
    const callingBack = Object.values(providers).filter(({ callsBack }) => callsBack);
    const answered = effects.filter(({ callback }) => callback !== undefined);
    expect(
      new Set(
        answered.flatMap(({ provider }) =>
          [provider ?? []].flat().flatMap((key) => (providers[key].callsBack ? [providers[key].name] : [])),
        ),
      ),
    ).toEqual(new Set(callingBack.map(({ name }) => name)));
  });

  it.each([
    ['identity-registry', 'confirmed', { type: 'RecordIdentityCheck', attempt: 2, outcome: 'confirmed' }],
    ['identity-registry', 'unconfirmed', { type: 'RecordIdentityCheck', attempt: 2, outcome: 'unconfirmed' }],
    ['identity-registry', { refused: 'closed' }, { type: 'RecordIdentityCheck', attempt: 2, outcome: 'unavailable' }],
    ['face-check', 'unconfirmed', { type: 'RecordLivenessCheck', attempt: 2, outcome: 'unconfirmed' }],
    ['face-check', { refused: 'closed' }, { type: 'RecordLivenessCheck', attempt: 2, outcome: 'unavailable' }],
    ['directory', 'made', { type: 'RecordDirectoryEntry', outcome: 'made' }],
    ['directory', { refused: 'closed' }, { type: 'RecordDirectoryEntry', outcome: 'refused', reason: 'closed' }],
  ] as const)('mean the same by a callback of %s as by their activity: %j', (provider, answer, command) => {
    const [effect, ...others] = calledBackBy(provider).filter(({ process }) => process === 'registration');
    expect(others).toEqual([]);
    expect(effect!.callback.length).toBeGreaterThan(0);
    expect(commandOf(effect!, answer, { n: 2 })).toEqual(command);
  });

  it('send a message with its date to the phone from the vault, and record why it was opened', async () => {
    const { asked, finished } = await performed('confirmDeregistration', coolingOff);
    expect(asked).toEqual([
      { subjectId: 's', dataClass: 'contact', fields: ['phone'], actor: 'tenure:effect', purpose: 'confirmDeregistration' },
      {
        channel: 'sms',
        to: '+8613800138000',
        text: 'You asked us to delete your account. It is frozen now and will be deleted on 15 January 1970 at 00:00 UTC. Until then you can undo this from this phone.',
        template: { name: 'confirmDeregistration', parameters: ['You asked us to delete your account', '15 January 1970 at 00:00 UTC'] },
        idempotencyKey: 'effect-1',
      },
    ]);
    expect(finished).toBeUndefined();
  });

  it.each([
    ['confirmDeregistration', { ...coolingOff, forced: {} }, 'The operators of this service have ended your account. It is frozen now'],
    ['remindOfCoolingOff', coolingOff, 'will be deleted on 15 January 1970 at 00:00 UTC'],
    ['confirmRevocation', { status: 'revoked' }, 'has been undone', 'joined'],
    [
      'confirmPurge',
      { ...retained, directoryEnded: false },
      'goes on 14 February 1970 at 00:00 UTC; this phone number can register again from 15 February 1970 at 00:00 UTC',
    ],
    ['confirmPurge', retained, 'is no longer kept; this phone number can register again from 15 February 1970 at 00:00 UTC'],
  ])('%s tells what is true in its state', async (kind, state, words, accountId = 'a') => {
    expect((await performed(kind, state, { accountId })).asked.at(-1)).toMatchObject({ text: expect.stringContaining(words) as string });
  });

  it.each(['confirmDeregistration', 'remindOfCoolingOff', 'confirmRevocation', 'confirmPurge'])(
    '%s opens and sends nothing once the process has moved on',
    async (kind) => {
      expect((await performed(kind, { status: 'closed' })).asked).toEqual([]);
    },
  );

  it('send nothing if the vault has no number', async () => {
    const { asked, finished } = await performed('confirmRevocation', { status: 'revoked' }, { gone: true, accountId: 'joined' });
    expect(asked.map(({ to }) => to)).toEqual([undefined]);
    expect(finished).toBeUndefined();
  });

  it('send no unfreeze message if the account is frozen again or gone', async () => {
    for (const accountId of ['leaving', 'a', 'nowhere'])
      expect((await performed('confirmRevocation', { status: 'revoked' }, { accountId })).asked).toEqual([]);
  });

  it('purge at the holder of the data under the name of the step, and record the receipt', async () => {
    const { asked, finished } = await performed('deleteChats', {});
    expect(asked).toEqual([{ step: 'deleteChats', accountId: 'a', idempotencyKey: 'effect-1' }]);
    expect(finished).toEqual({ type: 'RecordPurgeStep', step: 'deleteChats', result: { done: true, items: 3 } });
  });

  it.each([
    ['eraseProfile', ['profile', 'reasons'], []],
    ['destroyKeys', ['contact'], [{ subjectId: 's', userId: 'a', effectId: 'effect-1' }]],
  ])('%s erases the classes %j from the vault, and the last one who the person was outside', async (step, dataClasses, forgotten) => {
    const { asked, finished } = await performed(step, {});
    expect(asked).toEqual([...forgotten, ...dataClasses.map((dataClass) => ({ subjectId: 's', dataClass, effectId: 'effect-1' }))]);
    expect(finished).toEqual({ type: 'RecordPurgeStep', step, result: { done: true, items: 2 * dataClasses.length + forgotten.length } });
  });

  it('remove the person from the directory of each company, and then our copy of the entry (D5)', async () => {
    const { asked, finished } = await performed('eraseDirectoryEntry', {});
    expect(asked).toEqual([
      { accountId: 'a', companyId: 'c1', idempotencyKey: 'effect-1:c1' },
      { accountId: 'a', companyId: 'c2', idempotencyKey: 'effect-1:c2' },
      { subjectId: 's', dataClass: 'directory', effectId: 'effect-1' },
    ]);
    expect(finished).toEqual({ type: 'RecordPurgeStep', step: 'eraseDirectoryEntry', result: { done: true, items: 2 + 2 } });
  });

  it('end each registration that joined the account, and leave a receipt when the last one is erased (D4)', async () => {
    const under = await performed('endRegistrations', {}, { joining: ['gone', 'kept'] });
    expect(under.asked).toEqual([{ id: 'kept', command: { type: 'EndWithAccount', deregistrationId: 'the-process' } }]);
    expect(under).toMatchObject({ finished: undefined, failed: { type: 'Undecided' } });
    const done = await performed('endRegistrations', {}, { joining: ['gone'] });
    expect(done).toMatchObject({
      asked: [],
      finished: { type: 'RecordPurgeStep', step: 'endRegistrations', result: { done: true, items: 1 } },
    });
  });

  it('end as many registrations per try as fit into a lease, and find the rest at the next try', async () => {
    const many = Array.from({ length: 130 }, (_, n) => `kept-${1_000 + n}`);
    expect((await performed('endRegistrations', {}, { joining: many })).asked).toHaveLength(100);
    const few = many.slice(0, 70);
    expect((await performed('endRegistrations', {}, { joining: few })).asked.map(({ id }) => id)).toEqual(few);
  });

  it('block the purge if a directory refuses', async () => {
    const { finished } = await performed('eraseDirectoryEntry', {}, { refuses: 'legal-hold' });
    expect(finished).toEqual({ type: 'RecordPurgeStep', step: 'eraseDirectoryEntry', result: { done: false, reason: 'legal-hold' } });
  });

  it('notify each pending approver once, by their public id and with an idempotency key for each', async () => {
    const { asked, finished } = await performed('tellApprovers', approval);
    const text =
      'The export of a document waits for your decision until 4 January 1970 at 00:00 UTC. Open your approvals to approve or reject it. Approval the-process.';
    expect(asked).toEqual([
      { channel: 'notice', to: 'user:manager-outside', text, idempotencyKey: 'effect-1:manager' },
      { channel: 'notice', to: 'user:both-outside', text, idempotencyKey: 'effect-1:both' },
    ]);
    expect(finished).toBeUndefined();
  });

  it('are tried again for an approver who could not be reached, even if the provider refuses another one for good', async () => {
    const [refused, away] = [new ProviderRefused('messaging', 'no-such-user'), new ProviderUnavailable('messaging')];
    const unreachable = { 'user:manager-outside': refused, 'user:both-outside': away };
    const again = await performed('tellApprovers', approval, { unreachable });
    expect(again).toMatchObject({ finished: undefined, failed: { type: 'ProviderUnavailable', nonRetryable: false } });
    expect(again.asked).toHaveLength(2);
  });

  it('are done where the provider refuses an approver for good, whose number is away: all others were notified', async () => {
    const refused = (reason: string) => new ProviderRefused('messaging', reason);
    const one = { 'user:both-outside': refused('no-such-user') };
    const all = { 'user:manager-outside': refused('left'), ...one };
    // Where the notices reach nobody, that is recorded: an operator looks after it.
    const nobody = { type: 'RecordUnseen', people: [], unreached: ['manager', 'both', 'admin'] };
    for (const [unreachable, recorded] of [
      [one, undefined],
      [all, nobody],
    ] as const) {
      const { asked, finished, failed } = await performed('tellApprovers', approval, { unreachable });
      expect([asked.length, finished, failed]).toEqual([2, recorded, undefined]);
    }
    expect((await performed('tellOfLapse', lapsed, { unreachable: all })).failed).toBeUndefined();
  });

  it('ask the requester for evidence by a notice, and the applicant of a registration by a message to their phone (V8)', async () => {
    const { asked } = await performed('askForEvidence', owingEvidence);
    const until = 'hand held photo, statement until 8 January 1970 at 00:00 UTC';
    const text = `The export of a document waits for you: ${until}. Approval the-process.`;
    expect(asked).toEqual([{ channel: 'notice', to: 'user:requester-outside', text, idempotencyKey: 'effect-1:requester' }]);
    const ofRegistration = await performed('askForEvidence', { ...owingEvidence, matter: { type: 'registration', id: 'r' } });
    const sms = `Your registration needs more from you: ${until}. Otherwise it lapses.`;
    expect(ofRegistration.asked).toMatchObject([
      { purpose: 'askForEvidence', fields: ['phone'] },
      { channel: 'sms', text: sms },
    ]);
    expect((await performed('askForEvidence', approval)).asked).toEqual([]);
    expect((await performed('askForEvidence', { ...owingEvidence, status: 'withdrawn' })).asked).toEqual([]);
  });

  it('remind only the approvers who have something left to decide, and nobody after the end', async () => {
    const decided = { '1.1.1.2': { verdict: 'approve' as const, at: 0 } };
    const reminded = { ...approval, noticeOf: 'reminder' as const, decided: { '1.1.2.1': decided['1.1.1.2'] } };
    const { asked } = await performed('tellApprovers', reminded, { n: 2 });
    expect(asked.map(({ to, text }) => [to, String(text).slice(0, 12)])).toEqual([
      ['user:manager-outside', 'Reminder: Th'],
      ['user:both-outside', 'Reminder: Th'],
    ]);
    expect((await performed('tellApprovers', { ...approval, decided })).asked).toEqual([]);
    expect((await performed('tellApprovers', { ...approval, status: 'withdrawn' })).asked).toEqual([]);
  });

  it('say Reminder only to people who were asked before, also where others were reminded', async () => {
    const asked = async (state: PendingApproval) => (await performed('tellApprovers', state, { n: 4 })).asked.map(({ text }) => text);
    const later = { ...approval, reminded: 2, renewals: 1 };
    expect(await asked(later)).toEqual(Array(2).fill(expect.stringMatching(/^The export of a document waits/)));
    expect(await asked({ ...later, noticeOf: 'reminder' })).toEqual(Array(2).fill(expect.stringMatching(/^Reminder: The export/)));
  });

  it('tell both sides of an escalation, each in its own words and once (X1)', async () => {
    const [stage] = approval.stages;
    const superAdmin = { kind: 'superAdmin' } as const;
    const [managers, admins] = stage!.slots;
    const asksChief = {
      ...managers!,
      also: [superAdmin],
      tasks: [...managers!.tasks, { taskId: '1.1.1.9', assignee: 'chief', asks: superAdmin }],
    };
    const escalated = { ...approval, noticeOf: 'escalation' as const, stages: [{ ...stage!, slots: [asksChief, admins!] }] };
    const { asked } = await performed('tellApprovers', escalated, { n: 4 });
    expect(asked.map(({ to, idempotencyKey }) => [to, idempotencyKey])).toEqual([
      ['user:manager-outside', 'effect-1:manager'],
      ['user:both-outside', 'effect-1:both'],
      ['user:chief-outside', 'effect-1:chief'],
    ]);
    expect(asked[0]!['text']).toMatch(/^The export of a document was escalated, .* It still waits for your decision until /);
    expect(asked[2]!['text']).toMatch(/^The export of a document waits for your decision too until .* it was escalated to you\. /);
  });

  it('tell both sides of a task that its assignee lends, and nobody once it is taken back or decided', async () => {
    const { asked } = await performed('tellOfLending', lending, { n: 1 });
    expect(asked.map(({ to, idempotencyKey }) => [to, idempotencyKey])).toEqual([
      ['user:deputy-outside', 'effect-1:deputy'],
      ['user:manager-outside', 'effect-1:manager'],
    ]);
    expect(asked[0]!['text']).toMatch(/^The export of a document waits for a decision that somebody has delegated to you until /);
    expect(asked[1]!['text']).toMatch(/^You have delegated a decision to somebody else until .* take the task back\. /);
    expect((await performed('tellOfLending', { ...lending, lent: {} }, { n: 1 })).asked).toEqual([]);
    const done = { ...lending, decided: { '1.1.1.1': { verdict: 'approve' as const, at: 0 } } };
    expect((await performed('tellOfLending', done, { n: 1 })).asked).toEqual([]);
  });

  it('tell the super admins of the company that an approval has lapsed, and what nobody has decided (X1)', async () => {
    const { asked, finished } = await performed('tellOfLapse', { ...lapsed, companyId: 'escalating' });
    const text =
      'The export of a document has lapsed: nobody decided as manager, it admin until 4 January 1970 at 00:00 UTC. Approval the-process.';
    expect(asked).toEqual([
      { channel: 'notice', to: 'user:chief-outside', text, idempotencyKey: 'effect-1:chief' },
      { channel: 'notice', to: 'user:deputy-outside', text, idempotencyKey: 'effect-1:deputy' },
    ]);
    expect(finished).toBeUndefined();
  });

  it('tell everybody who was asked where the company has no super admin, and nobody of one that was decided', async () => {
    const { asked } = await performed('tellOfLapse', lapsed);
    expect(asked.map(({ to }) => to)).toEqual(['user:manager-outside', 'user:both-outside']);
    expect((await performed('tellOfLapse', { ...approval, status: 'approved' })).asked).toEqual([]);
    expect((await performed('tellOfLapse', approval)).asked).toEqual([]);
  });

  it('end the sessions at once, and no rule reads their number', async () => {
    expect(await performed('endSessions', coolingOff)).toEqual({
      asked: [{ step: 'endSessions', accountId: 'a', idempotencyKey: 'effect-1' }],
      finished: undefined,
    });
  });

  it('take the entry of somebody who has left out of that company’s directory, and sign them out there', async () => {
    const ofAccount = { accountId: 'the-process', idempotencyKey: 'effect-1' };
    expect((await performed('leaveDirectory', left)).asked).toEqual([{ companyId: 'c', ...ofAccount }]);
    expect((await performed('leaveDirectory', left, { n: 2 })).asked).toEqual([{ companyId: 'e', entryId: 'r', ...ofAccount }]);
    expect((await performed('endCompanySessions', left, { n: 2 })).asked).toEqual([
      { step: 'endCompanySessions', companyId: 'e', ...ofAccount },
    ]);
    const back = { ...left, memberships: { c: { status: 'joining', registrationId: 'q' } } } as const;
    for (const kind of ['leaveDirectory', 'endCompanySessions']) expect((await performed(kind, back)).asked).toEqual([]);
    expect(await performed('leaveDirectory', left, { refuses: 'locked' })).toMatchObject({ finished: { failed: 'locked' } });
  });

  it('message an applicant by the provider of their company', async () => {
    const { asked } = await performed('tellOutcome', ended);
    const template = { name: 'tellOutcome', parameters: ['was not accepted', '31 January 1970 at 00:00 UTC'] };
    expect(asked.at(-1)).toMatchObject({ channel: 'sms', companyId: 'c', template });
  });

  it('check an identity as it was given, and record the registry’s answer for this attempt', async () => {
    const { asked, finished } = await performed('checkIdentity', verifying, { n: 2, identity: 'unconfirmed' });
    expect(asked).toEqual([
      {
        subjectId: 's',
        dataClass: 'profile',
        fields: ['name', 'identity', 'employment'],
        actor: 'tenure:effect',
        purpose: 'checkIdentity',
      },
      { name: 'Zhang Wei', document: { kind: 'id-card', number: '11010519491231002X' }, companyId: 'c', idempotencyKey: 'effect-1' },
    ]);
    expect(finished).toEqual({ type: 'RecordIdentityCheck', attempt: 2, outcome: 'unconfirmed' });
  });

  it.each([
    ['its final no', { refuses: 'register-closed' }],
    ['nothing that could be checked', { gone: true }],
  ])('record %s as a registry that cannot tell', async (_, world) => {
    const { finished } = await performed('checkIdentity', verifying, { n: 3, ...world });
    expect(finished).toEqual({ type: 'RecordIdentityCheck', attempt: 3, outcome: 'unavailable' });
  });

  it('do not check an identity that no registration waits for', async () => {
    expect(await performed('checkIdentity', { ...ended, status: 'withdrawn' })).toMatchObject({ asked: [], finished: undefined });
  });

  it('check a face by the reference to its recording, as that of the person of the document', async () => {
    const { asked, finished } = await performed('checkLiveness', showingFace, { n: 2 });
    expect(asked).toEqual([
      { subjectId: 's', dataClass: 'profile', fields: ['name', 'identity', 'liveness'], actor: 'tenure:effect', purpose: 'checkLiveness' },
      {
        ...{ result: sealed.liveness, subject: 'registration:the-process', companyId: 'c', idempotencyKey: 'effect-1' },
        person: { name: 'Zhang Wei', number: '11010519491231002X' },
      },
    ]);
    expect(finished).toEqual({ type: 'RecordLivenessCheck', attempt: 2, outcome: 'confirmed' });
  });

  it.each(['recording-unknown', 'recording-of-another', 'recording-expired', 'recording-not-checked'])(
    'ask for another recording where a provider can do nothing with this one: %s',
    async (refuses) => {
      const { finished } = await performed('checkLiveness', showingFace, { n: 2, refuses });
      expect(finished).toEqual({ type: 'RecordLivenessCheck', attempt: 2, outcome: 'unusable' });
    },
  );

  it.each([{ refuses: 'no-record' }, { gone: true }])('leave a face that cannot be checked to a person: %j', async (world) => {
    const { finished } = await performed('checkLiveness', showingFace, { n: 2, ...world });
    expect(finished).toEqual({ type: 'RecordLivenessCheck', attempt: 2, outcome: 'unavailable' });
  });

  it('draw once for an applicant whose evaluation waits, in parts per million (X6)', async () => {
    const { finished } = await performed('drawApplicantRisk', verifying, { n: 2 });
    expect(finished).toMatchObject({ type: 'RecordRiskDraw', n: 2, drawPpm: expect.any(Number) as number });
    const { drawPpm } = finished as { drawPpm: number };
    expect([drawPpm >= 0, drawPpm < 1_000_000, Number.isInteger(drawPpm)]).toEqual([true, true, true]);
  });

  it.each([
    [{}, 'one-at-most'],
    [{ refuses: 'number-unknown' }, 'untold'],
    [{ gone: true }, 'untold'],
  ])('ask of a number whether both messengers use it, by nothing but the number (R8): %j', async (world, outcome) => {
    const { asked, finished } = await performed('checkMessengers', verifying, world);
    expect(asked[0]).toMatchObject({ dataClass: 'contact', fields: ['phone'], purpose: 'checkMessengers' });
    if (!('gone' in world)) expect(asked[1]).toEqual({ phone: sealed.phone, companyId: 'c', idempotencyKey: 'effect-1' });
    expect(finished).toEqual({ type: 'RecordMessengerCheck', outcome });
  });

  it('do not check a face that no registration waits for', async () => {
    expect(await performed('checkLiveness', { ...ended, status: 'withdrawn' })).toMatchObject({ asked: [], finished: undefined });
  });

  it.each([
    ['checkIdentity', verifying, { identity: 'pending' }],
    ['checkLiveness', showingFace, { identity: 'pending' }],
    ['createDirectoryEntry', activating, { entry: 'pending' }],
  ] as const)('%s stays begun and is asked for again while its provider has not decided', async (kind, state, world) => {
    const { finished, failed } = await performed(kind, state, world);
    expect(finished).toBeUndefined();
    expect(failed).toMatchObject({ message: `${kind}: Undecided`, type: 'Undecided', nonRetryable: false });
  });

  const opened = { subjectId: 's', actor: 'tenure:effect', purpose: 'createDirectoryEntry' };
  const person = { name: 'Zhang Wei', phone: '+8613800138000' };
  const entry = { entryId: 'the-process', companyId: 'c', positionId: 'sales', ...person, idempotencyKey: 'effect-1' };

  it('enter a new account in the directory under the position’s own name, and first seal the copy of the entry', async () => {
    const { asked, finished } = await performed('createDirectoryEntry', activating);
    expect(asked).toEqual([
      { ...opened, dataClass: 'profile', fields: ['name'] },
      { ...opened, dataClass: 'contact', fields: ['phone'] },
      { subjectId: 's', dataClass: 'directory', field: 'name', value: person.name, replace: true },
      { subjectId: 's', dataClass: 'directory', field: 'phone', value: person.phone, replace: true },
      { accountId: 'prospective', ...entry },
    ]);
    expect(finished).toEqual({ type: 'RecordDirectoryEntry', outcome: 'made' });
  });

  it('enter a joining person under their existing account, which has sealed its own copy', async () => {
    const { asked } = await performed('createDirectoryEntry', { ...activating, joins: 'joined' });
    expect(asked.slice(2)).toEqual([{ accountId: 'joined', ...entry }]);
  });

  it('ask for an entry that has begun even after the end, so that its outcome is known, and seal nothing more', async () => {
    const { asked, finished } = await performed('createDirectoryEntry', ended);
    expect(asked.slice(2)).toEqual([{ accountId: 'prospective', ...entry }]);
    expect(finished).toEqual({ type: 'RecordDirectoryEntry', outcome: 'made' });
  });

  it('record the directory’s final refusal with its reason', async () => {
    const { finished } = await performed('createDirectoryEntry', activating, { refuses: 'name-taken' });
    expect(finished).toEqual({ type: 'RecordDirectoryEntry', outcome: 'refused', reason: 'name-taken' });
  });

  it('count an entry without applicant data as made after the end, so that it is removed, and as refused before the end', async () => {
    const late = await performed('createDirectoryEntry', ended, { gone: true });
    expect(late.finished).toEqual({ type: 'RecordDirectoryEntry', outcome: 'made' });
    const early = await performed('createDirectoryEntry', activating, { gone: true });
    expect(early.finished).toEqual({ type: 'RecordDirectoryEntry', outcome: 'refused', reason: 'applicant-unknown' });
    for (const { asked } of [late, early]) expect(asked.map(({ dataClass }) => dataClass)).toEqual(['profile', 'contact']);
  });

  it('remove an entry of the account that it was made for', async () => {
    const removal = { entryId: 'the-process', accountId: 'prospective', companyId: 'c', idempotencyKey: 'effect-1' };
    expect(await performed('removeDirectoryEntry', ended)).toMatchObject({
      asked: [removal],
      finished: { type: 'RecordDirectoryRemoval', outcome: 'removed' },
    });
    const { asked } = await performed('removeDirectoryEntry', { ...ended, joins: 'joined' });
    expect(asked).toEqual([{ ...removal, accountId: 'joined' }]);
    expect((await performed('removeDirectoryEntry', ended, { refuses: 'locked' })).finished).toEqual({
      type: 'RecordDirectoryRemoval',
      outcome: 'refused',
      reason: 'locked',
    });
  });

  it('leave an entry to the registration that has entered the person since, once that outcome is known', async () => {
    const again = await performed('removeDirectoryEntry', { ...ended, joins: 'again' });
    expect(again).toMatchObject({ asked: [], finished: { type: 'RecordDirectoryRemoval', outcome: 'removed' } });
    const undecided = await performed('removeDirectoryEntry', { ...ended, joins: 'joining-again' });
    expect(undecided).toMatchObject({ asked: [], finished: undefined, failed: { type: 'Undecided' } });
  });

  it.each([
    ['sayYouCanSignIn', active, 'You can sign in now'],
    ['sayYouCanSignIn', { ...active, joins: 'joined' }, 'sign in with the account that you have'],
    ['tellOutcome', ended, 'was not accepted. What you told us will be erased on 31 January 1970 at 00:00 UTC'],
    ['tellOutcome', { ...ended, status: 'expired', reason: 'draft-expired' }, 'has lapsed, because it was not finished in time. What'],
    [
      'tellOutcome',
      { ...ended, status: 'expired', reason: 'approval-expired' },
      'has lapsed, because nobody decided on it in time. You had done your part, and may register again. What',
    ],
  ])('%s sends the applicant the right text for the state', async (kind, state, words) => {
    const { asked, finished } = await performed(kind, state);
    expect(asked.at(-1)).toMatchObject({ to: person.phone, text: expect.stringContaining(words) as string, idempotencyKey: 'effect-1' });
    expect(finished).toBeUndefined();
  });

  it('send the message of a joining person to the number of the account, because the copy is being erased', async () => {
    const subjects = async (state: unknown) => (await performed('sayYouCanSignIn', state)).asked[0]!.subjectId;
    expect(await subjects(active)).toBe('s');
    expect(await subjects({ ...active, joins: 'joined' })).toBe('subject-of-joined');
  });

  it('send no sign-in message for an account that is leaving or gone', async () => {
    for (const joins of ['leaving', 'a', 'nowhere']) expect((await performed('sayYouCanSignIn', { ...active, joins })).asked).toEqual([]);
    expect((await performed('sayYouCanSignIn', { ...active, accountId: 'leaving' })).asked).toEqual([]);
  });

  it('tell the person of an account until when a proof counts, and nobody who is leaving (V4)', async () => {
    const { asked } = await performed('tellExpiry', expiring);
    const template = { name: 'tellExpiry', parameters: ['work pass', '31 January 1970 at 00:00 UTC'] };
    expect(asked.at(-1)).toMatchObject({ to: person.phone, template, idempotencyKey: 'effect-1' });
    const lapsed = { ...expiring, credentials: { 'work-pass': { ...pass, ended: { as: 'lapsed', at: 1 } } } };
    for (const state of [{ ...expiring, frozenBy: 'd' }, lapsed]) expect((await performed('tellExpiry', state)).asked).toEqual([]);
  });

  it.each([
    ['passed', 'it was accepted'],
    ['refused', 'it was not accepted, and you may try again'],
    ['expired', 'nobody could decide on it in time, and you may try again'],
  ])('tell the person of a case how people have decided, never why: %s (R17, R18)', async (status, answer) => {
    const reviewed = { ...cases.at(-1)!, status, companyId: 'c', reviewCause: 'document-elsewhere', reason: 'identity-not-confirmed' };
    const { asked } = await performed('tellEndOfReview', reviewed, { accountId: 'joined' });
    expect(asked[0]).toMatchObject({ subjectId: 'subject-of-joined' });
    expect(asked.at(-1)).toMatchObject({ to: person.phone, companyId: 'c', template: { name: 'tellEndOfReview', parameters: [answer] } });
    expect((await performed('tellEndOfReview', reviewed, { accountId: 'leaving' })).asked).toEqual([]);
    expect((await performed('tellEndOfReview', { ...reviewed, status: 'withdrawn' }, { accountId: 'joined' })).asked).toEqual([]);
  });

  it.each([
    ['sayYouCanSignIn', activating],
    ['sayYouCanSignIn', ended],
    ['tellOutcome', active],
    ['tellOutcome', { ...ended, status: 'withdrawn' }],
  ])('%s opens and sends nothing in another state', async (kind, state) => {
    expect((await performed(kind, state)).asked).toEqual([]);
  });

  it('erase all data of an applicant, and record how many items that was', async () => {
    const { asked, finished } = await performed('eraseApplicant', ended);
    const classes = ['contact', 'profile', 'directory', 'reasons'];
    expect(asked).toEqual([
      { subjectId: 's', userId: 'prospective', effectId: 'effect-1' },
      ...classes.map((dataClass) => ({ subjectId: 's', dataClass, effectId: 'effect-1' })),
    ]);
    expect(finished).toEqual({ type: 'RecordErasure', items: 9 });
  });

  it('keep the public id of a joining person, which is that of their account', async () => {
    for (const state of [active, ended])
      expect((await performed('eraseApplicant', { ...state, joins: 'joined' })).asked[0]).toMatchObject({ userId: 'prospective' });
  });
});
