import { day } from '#domain';
import { confirmation, entrance, eventually, testEngine, type Entrance, type Entrant, type TestEngine } from '#testing';

let test: TestEngine;
let steps: Entrance;
type Company = Awaited<ReturnType<Entrance['company']>>;
const person = (n: number) => `b9a1f0de-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`;
const [manager, admin, reviewer] = [person(1), person(2), person(3)];
let company: Company;

beforeAll(async () => {
  test = await testEngine();
  steps = entrance(test);
  company = await steps.company([admin]);
  await steps.reviewer(reviewer);
});
afterAll(() => test.close());

let numbers = 0;
const newPhone = () => `+86139${String((numbers += 1)).padStart(8, '0')}`;
const newDocument = () => `document ${(numbers += 1)}`;
const invited = async (where = company) => ({ company: where, inviteId: await steps.invite(where, [manager]) });
const code = ({ answer }: Awaited<ReturnType<Entrance['withdraw']>>) => (answer.ok ? 'accepted' : answer.problem.code);
const statusOf = async (entrant: Entrant) => (await steps.stateOf(entrant)).status;
const stream = async (id: string) => (await test.engine.read(id))?.state;
const claimsOf = (holder: string) =>
  test.database.query<{ kind: string; state: string }>('SELECT kind, state FROM es.claims WHERE holder = $1 ORDER BY kind', [holder]);
const submitted = async (phone = newPhone(), where = company) => {
  const member = await invited(where);
  const entrant = await steps.upToSubmission(phone, newDocument(), member);
  const { approvalId } = await steps.submit(entrant);
  return { entrant, approvalId, inviteId: member.inviteId };
};
const confirmed = async (phone?: string) => {
  const { entrant, approvalId, inviteId } = await submitted(phone);
  await steps.decide(approvalId, manager);
  await steps.decide(approvalId, admin);
  return { entrant, approvalId, inviteId };
};
const made = { type: 'RecordDirectoryEntry', outcome: 'made' } as const;

describe('a member', () => {
  it('holds what they have proven, two people confirm it, and the account is active once the directory has the entry', async () => {
    const { entrant, approvalId, inviteId } = await submitted();
    expect(await claimsOf(entrant.id)).toEqual([
      { kind: 'identity', state: 'reserved' },
      { kind: 'phone', state: 'reserved' },
    ]);
    expect(await stream(`invite:${inviteId}`)).toMatchObject({ status: 'reserved', holder: entrant.id });
    expect(code(await steps.decide(approvalId, manager))).toBe('accepted');
    expect(await statusOf(entrant)).toBe('awaiting_approval');
    expect(code(await steps.decide(approvalId, admin))).toBe('accepted');
    expect(await statusOf(entrant)).toBe('activating');
    expect(await stream(`account:${entrant.accountId}`)).toMatchObject({ status: 'opening', registrationId: entrant.id });
    expect(await claimsOf(entrant.accountId)).toEqual([
      { kind: 'identity', state: 'held' },
      { kind: 'phone', state: 'held' },
    ]);
    await steps.perform(entrant, 'createDirectoryEntry', made);
    expect(await statusOf(entrant)).toBe('active');
    expect(await stream(`account:${entrant.accountId}`)).toMatchObject({
      status: 'living',
      memberships: { [company.companyId]: { status: 'active' } },
    });
    expect(await stream(`invite:${inviteId}`)).toMatchObject({ status: 'spent' });
    await steps.perform(entrant, 'sayYouCanSignIn');
    expect((await test.engine.readControl(`registration:${entrant.id}`))!.finished).toBe(true);
  });

  it('whom the directory refuses is undone: no account, no claims, the invite is valid again', async () => {
    const { entrant, inviteId } = await confirmed();
    await steps.perform(entrant, 'createDirectoryEntry', { type: 'RecordDirectoryEntry', outcome: 'refused', reason: 'name-unreadable' });
    expect(await steps.stateOf(entrant)).toMatchObject({ status: 'rejected', reason: 'directory-refused' });
    expect(await stream(`account:${entrant.accountId}`)).toMatchObject({ status: 'undone' });
    expect([...(await claimsOf(entrant.accountId)), ...(await claimsOf(entrant.id))]).toEqual([]);
    expect(await stream(`invite:${inviteId}`)).toMatchObject({ status: 'issued' });
  });

  it('who withdraws while the directory is silent is undone, and the late entry is removed', async () => {
    const { entrant } = await confirmed();
    const { effectId } = (await test.engine.readControl(`registration:${entrant.id}`))!.owed[0]!;
    await test.engine.begin(effectId, 'createDirectoryEntry');
    await test.advance(day);
    expect(code(await steps.withdraw(entrant))).toBe('accepted');
    expect(await stream(`account:${entrant.accountId}`)).toMatchObject({ status: 'undone' });
    await test.engine.finish(effectId, made);
    await steps.perform(entrant, 'removeDirectoryEntry', { type: 'RecordDirectoryRemoval', outcome: 'removed' });
    expect(await steps.stateOf(entrant)).toMatchObject({ status: 'withdrawn', directory: 'removed' });
  });

  it('whose late entry the directory keeps has an operator’s task; a retry wakes the workflow', async () => {
    const { entrant } = await confirmed();
    const streamId = `registration:${entrant.id}`;
    const { effectId } = (await test.engine.readControl(streamId))!.owed[0]!;
    await test.engine.begin(effectId, 'createDirectoryEntry');
    await steps.withdraw(entrant);
    await test.engine.finish(effectId, made);
    await steps.perform(entrant, 'removeDirectoryEntry', { type: 'RecordDirectoryRemoval', outcome: 'refused', reason: 'legal-hold' });
    await test.advance(7 * day);
    await test.engine.fireDeadline(streamId, 'EndRetention');
    await steps.perform(entrant, 'eraseApplicant', { type: 'RecordErasure', items: 3 });
    const tasks = () =>
      test.database.query('SELECT kind, ref, resolved_at IS NULL AS open FROM es.operator_tasks WHERE stream_id = $1', [streamId]);
    expect(await tasks()).toEqual([{ kind: 'directory-removal-refused', ref: 'legal-hold', open: true }]);
    expect(await test.engine.readControl(streamId)).toMatchObject({ finished: true, owed: [] });

    test.wakes.length = 0;
    const command = { type: 'RetryDirectoryRemoval' } as const;
    await test.engine.execute({ process: 'registration', id: entrant.id, command, caller: test.caller() }, () => null);
    expect(test.wakes).toMatchObject([{ streamId, reason: 'DirectoryRemovalRetried', finished: false }]);
    expect(await tasks()).toMatchObject([{ open: false }]);
    await steps.perform(entrant, 'removeDirectoryEntry', { type: 'RecordDirectoryRemoval', outcome: 'removed' });
    expect(await steps.stateOf(entrant)).toMatchObject({ status: 'withdrawn', directory: 'removed' });
    expect(await test.engine.readControl(streamId)).toMatchObject({ finished: true });
  });

  it('with a position that needs no confirmation skips it', async () => {
    const trusting = await steps.company([admin], true);
    const entrant = await steps.upToSubmission(newPhone(), newDocument(), await invited(trusting));
    await steps.submit(entrant);
    expect(await statusOf(entrant)).toBe('activating');
  });

  it('with a live account joins by it, and the copy that the registration holds is erased at once', async () => {
    const phone = newPhone();
    const { entrant: first } = await confirmed(phone);
    await steps.perform(first, 'createDirectoryEntry', made);
    const other = await steps.company([admin]);
    const { entrant } = await steps.open(phone, await invited(other));
    expect(code(await steps.provePhone(entrant))).toBe('accepted');
    expect(await steps.stateOf(entrant)).toMatchObject({ joins: first.accountId });
    // Another document than the account's: a reviewer must look at it.
    await steps.profile(entrant, newDocument());
    await steps.perform(entrant, 'checkIdentity', { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' });
    const { approvalId } = await steps.stateOf(entrant);
    expect(await stream(`approval:${approvalId!}`)).toMatchObject({ matter: { type: 'identity-review', id: entrant.id } });
    await steps.decide(approvalId!, reviewer);
    const submission = await steps.submit(entrant);
    await steps.decide(submission.approvalId, manager);
    await steps.decide(submission.approvalId, admin);
    await steps.perform(entrant, 'createDirectoryEntry', made);
    const account = await stream(`account:${first.accountId}`);
    expect(account).toMatchObject({ memberships: { [company.companyId]: {}, [other.companyId]: { status: 'active' } } });
    expect(await stream(`account:${entrant.accountId}`)).toBeUndefined();
    await steps.perform(entrant, 'eraseApplicant', { type: 'RecordErasure', items: 3 });
    expect(await steps.stateOf(entrant)).toMatchObject({ status: 'active', erased: { items: 3 } });
  });
});

describe('an applicant without a company', () => {
  it('has an account as soon as the identity is verified', async () => {
    const { entrant } = await steps.open(newPhone());
    await steps.provePhone(entrant);
    await test.engine.execute(
      { process: 'registration', id: entrant.id, command: { type: 'RecordSignIn' }, caller: test.caller() },
      () => null,
    );
    await steps.profile(entrant, newDocument());
    await steps.perform(entrant, 'checkIdentity', { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' });
    await steps.submit(entrant);
    expect(await statusOf(entrant)).toBe('active');
    expect(await stream(`account:${entrant.accountId}`)).toMatchObject({ status: 'living', memberships: {} });
  });
});

describe('two registrations on one phone', () => {
  it('the one that proves it supersedes the draft, and waits for a submitted one', async () => {
    const phone = newPhone();
    const member = await invited();
    const { entrant: first } = await steps.open(phone, member);
    await steps.provePhone(first);
    const second = await steps.upToSubmission(phone, newDocument(), await invited());
    expect(await steps.stateOf(first)).toMatchObject({ status: 'expired', reason: 'superseded' });
    expect(await stream(`invite:${member.inviteId}`)).toMatchObject({ status: 'issued' });
    await steps.submit(second);
    const { entrant: third } = await steps.open(phone, await invited());
    expect(code(await steps.provePhone(third))).toBe('registration-pending');
  });

  it('20 proofs at once: each is accepted or superseded, one remains and holds the number', async () => {
    const phone = newPhone();
    const entrants = await Promise.all(Array.from({ length: 20 }, async () => (await steps.open(phone)).entrant));
    const outcomes = await Promise.all(entrants.map((entrant) => steps.provePhone(entrant)));
    expect(new Set(outcomes.map(code))).toEqual(new Set(['accepted']));
    const open = (await Promise.all(entrants.map(async (entrant) => ({ entrant, status: await statusOf(entrant) })))).filter(
      ({ status }) => status === 'draft',
    );
    expect(open).toHaveLength(1);
    expect(await claimsOf(open[0]!.entrant.id)).toEqual([{ kind: 'phone', state: 'reserved' }]);
  });
});

describe('ten registrations on one device', () => {
  const places = (device: string) =>
    test.database.query<{ holder: string }>('SELECT holder FROM es.tallies WHERE key = $1', [test.keys.blindIndex('device', device)]);
  const onOne = async (device: string) => ({ ...(await steps.open(newPhone())).entrant, device });

  it('that prove their phones at once: three succeed, and hold the places until no account comes of them (R19)', async () => {
    const entrants = await Promise.all(Array.from({ length: 10 }, () => onOne('shared')));
    const outcomes = await Promise.all(entrants.map((entrant) => steps.provePhone(entrant)));
    expect(outcomes.map(code).sort()).toEqual([...Array<string>(3).fill('accepted'), ...Array<string>(7).fill('device-account-limit')]);
    const accepted = entrants.filter((_, n) => code(outcomes[n]!) === 'accepted');
    expect((await places('shared')).map(({ holder }) => holder).sort()).toEqual(accepted.map(({ accountId }) => accountId).sort());
    await steps.withdraw(accepted[0]!);
    expect(code(await steps.provePhone(await onOne('shared')))).toBe('accepted');
    expect(await places('shared')).toHaveLength(3);
  });

  it('of which one gives way to another with the same phone: its place is free too', async () => {
    const phone = newPhone();
    const all = [await onOne('handed on'), await onOne('handed on'), { ...(await steps.open(phone)).entrant, device: 'handed on' }];
    for (const entrant of all) expect(code(await steps.provePhone(entrant))).toBe('accepted');
    const next = { ...(await steps.open(phone)).entrant, device: 'handed on' };
    expect(code(await steps.provePhone(next))).toBe('accepted');
    expect((await places('handed on')).map(({ holder }) => holder)).toContain(next.accountId);
    expect(await places('handed on')).toHaveLength(3);
  });
});

describe('two registrations on one identity number at once', () => {
  it('one holds it, a reviewer looks at the other, and that applicant does not see why', async () => {
    const document = newDocument();
    const entrants = await Promise.all([invited(), invited()].map(async (member) => (await steps.open(newPhone(), await member)).entrant));
    for (const entrant of entrants) await steps.provePhone(entrant);
    const outcomes = await Promise.all(entrants.map((entrant) => steps.profile(entrant, document)));
    expect(outcomes.map(code)).toEqual(['accepted', 'accepted']);
    for (const entrant of entrants)
      await steps.perform(entrant, 'checkIdentity', { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' });
    const states = await Promise.all(entrants.map((entrant) => steps.stateOf(entrant)));
    expect(states.map(({ status }) => status).sort()).toEqual(['draft', 'manual_review']);
    expect(states.find(({ status }) => status === 'manual_review')).toMatchObject({ reviewCause: 'identity-elsewhere' });
  });
});

describe('a document that is free again when its second applicant submits', () => {
  it('becomes theirs: reserved and handed over in one command; a third applicant with it goes to a reviewer', async () => {
    const document = newDocument();
    const shows = async () => {
      const { entrant } = await steps.open(newPhone());
      await steps.provePhone(entrant);
      await test.engine.execute(
        { process: 'registration', id: entrant.id, command: { type: 'RecordSignIn' }, caller: test.caller() },
        () => null,
      );
      await steps.profile(entrant, document);
      await steps.perform(entrant, 'checkIdentity', { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' });
      return entrant;
    };
    const [first, second] = [await shows(), await shows()];
    await steps.withdraw(first);
    await steps.decide((await steps.stateOf(second)).approvalId!, reviewer);
    await steps.submit(second, document);
    expect(await statusOf(second)).toBe('active');
    expect(await claimsOf(second.accountId)).toEqual([
      { kind: 'identity', state: 'held' },
      { kind: 'phone', state: 'held' },
    ]);
    expect(await statusOf(await shows())).toBe('manual_review');
  });
});

/**
 * Lets both wait for the approval one behind the other, then releases them: the first in the queue is decided first.
 */
async function inOrder<T>(approvalId: string, sends: readonly (() => Promise<T>)[]): Promise<T[]> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  const sent: Promise<T>[] = [];
  await test.database.transaction(async (tx) => {
    await tx.query('SELECT FROM es.streams WHERE stream_id = $1 FOR UPDATE', [`approval:${approvalId}`]);
    for (const send of sends) {
      sent.push(send());
      await eventually(
        'it waits for the approval',
        () => test.database.query(waiting),
        ({ length }) => length === sent.length,
      );
    }
  });
  return Promise.all(sent);
}
const atOnce = <T>(_: string, sends: readonly (() => Promise<T>)[]) => Promise.all(sends.map((send) => send()));
const beforeTheLast = async () => {
  const { entrant, approvalId } = await submitted();
  await steps.decide(approvalId, manager);
  return { entrant, approvalId, decide: () => steps.decide(approvalId, admin) };
};
const endOf = async ({ entrant, approvalId }: { entrant: Entrant; approvalId: string }) => ({
  registration: await statusOf(entrant),
  approval: (await stream(`approval:${approvalId}`))!.status,
});

describe('the last decision, and the withdrawal of the approval by the applicant', () => {
  const race = async (send: typeof inOrder, decisionFirst: boolean) => {
    const last = await beforeTheLast();
    const { applicantId } = (await steps.stateOf(last.entrant)).profile!;
    const sends = [last.decide, () => confirmation(test).withdraw(last.approvalId, applicantId)];
    const codes = (await send(last.approvalId, decisionFirst ? sends : sends.toReversed())).map(code);
    return { codes, ...(await endOf(last)) };
  };
  const approved = { approval: 'approved', registration: 'activating' };
  const withdrawn = { approval: 'withdrawn', registration: 'withdrawn' };

  it('the first one wins, and the registration agrees', async () => {
    for (let round = 0; round < 10; round += 1) {
      const decisionFirst = round % 2 === 0;
      const end = decisionFirst ? approved : withdrawn;
      expect(await race(inOrder, decisionFirst)).toEqual({ codes: ['accepted', 'approval-closed'], ...end });
    }
  });

  it('at once: exactly one wins, and the registration agrees', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { codes, ...end } = await race(atOnce, round % 2 === 0);
      expect([...codes].sort()).toEqual(['accepted', 'approval-closed']);
      expect([approved, withdrawn]).toContainEqual(end);
    }
  });
});

describe('a withdrawal of the registration, and the last decision', () => {
  it('the withdrawal still undoes what the decision has opened; if it comes first, there is nothing to decide', async () => {
    for (let round = 0; round < 8; round += 1) {
      const last = await beforeTheLast();
      const decisionFirst = round % 2 === 0;
      const sends = [last.decide, () => steps.withdraw(last.entrant)];
      const outcomes = await inOrder(last.approvalId, decisionFirst ? sends : sends.toReversed());
      expect(outcomes.map(code)).toEqual(['accepted', decisionFirst ? 'accepted' : 'approval-closed']);
      expect(await endOf(last)).toEqual({ registration: 'withdrawn', approval: decisionFirst ? 'approved' : 'withdrawn' });
      expect((await stream(`account:${last.entrant.accountId}`))?.status).toBe(decisionFirst ? 'undone' : undefined);
    }
  });
});

describe('50 decisions at once', () => {
  it('are counted correctly, and each caller gets their own answer', async () => {
    const managers = Array.from({ length: 25 }, (_, n) => person(n + 10));
    const admins = Array.from({ length: 25 }, (_, n) => person(n + 50));
    const crowded = await steps.company(admins);
    const member = { company: crowded, inviteId: await steps.invite(crowded, managers) };
    const entrant = await steps.upToSubmission(newPhone(), newDocument(), member);
    const { approvalId } = await steps.submit(entrant);
    const codes = (await Promise.all([...managers, ...admins].map((actor) => steps.decide(approvalId, actor)))).map(code);
    expect(codes.filter((each) => each === 'accepted')).toHaveLength(2);
    expect(new Set(codes)).toEqual(new Set(['accepted', 'already-decided', 'approval-closed']));
    expect(await statusOf(entrant)).toBe('activating');
  });
});

describe('an applicant who never became active', () => {
  it('is kept for as long as the policy says, then an erasure is owed, and then it is finished', async () => {
    const { entrant, approvalId } = await submitted();
    await steps.decide(approvalId, manager, 'reject');
    expect(await steps.stateOf(entrant)).toMatchObject({ status: 'rejected', reason: 'not-known' });
    await steps.perform(entrant, 'tellOutcome');
    await test.engine.fireDeadline(`registration:${entrant.id}`, 'EndRetention');
    expect(await test.engine.readControl(`registration:${entrant.id}`)).toMatchObject({ ended: true, finished: false, owed: [] });
    await test.advance(30 * day);
    await test.engine.fireDeadline(`registration:${entrant.id}`, 'EndRetention');
    await steps.perform(entrant, 'eraseApplicant', { type: 'RecordErasure', items: 3 });
    expect(await test.engine.readControl(`registration:${entrant.id}`)).toMatchObject({ ended: true, finished: true, deadlines: [] });
  });
});
