import { day, type CommandOf } from '#domain';
import type { ProcessState } from '#engine';
import { confirmation, entrance, life, sentBy, testEngine, type Life, type TestEngine } from '#testing';

let test: TestEngine;
let steps: Life;
beforeAll(async () => {
  test = await testEngine();
  steps = life(test);
  await steps.takeIn('+8613700000000');
});
afterAll(() => test.close());

/**
 * The statements that each kind of command sends, with `START TRANSACTION` and `COMMIT`, and the round trips: the same
 * on every machine.
 */
describe('the statements of a command', () => {
  const counted = async (work: () => Promise<unknown>) => {
    const { statements, roundTrips } = await sentBy(work);
    return `${statements.length} in ${roundTrips}`;
  };

  it('that opens a process and moves another: 8 in 3 round trips', async () => {
    const { accountId } = await steps.takeIn('+8613700000001');
    expect(await counted(() => steps.deregister(accountId))).toBe('8 in 3');
  });

  it('that takes in a person: 10 in 4, with the claim and the vault', async () => {
    expect(await counted(() => steps.takeIn('+8613700000002'))).toBe('10 in 4');
  });

  it('that comes with a proof: 12 in 4, with the challenge, its history and its end', async () => {
    const { accountId } = await steps.takeIn('+8613700000003');
    const { deregistrationId } = await steps.deregister(accountId);
    const proof = await steps.challenge(deregistrationId);
    expect(await counted(() => steps.revoke(deregistrationId, proof))).toBe('12 in 4');
  });

  it('that decides an approval: 8 in 3, with the inbox; when refused 6 in 3', async () => {
    const [manager, admin, requestedBy] = [1, 2, 3].map((n) => `b9a1f0de-0000-4000-8000-00000000000${n}`) as [string, string, string];
    const two = confirmation(test);
    const company = await two.company([admin]);
    expect(await counted(() => two.ask(company, { requestedBy, managers: [manager] }))).toBe('8 in 3');
    const { approvalId } = await two.ask(company, { requestedBy, managers: [manager] });
    expect(await counted(() => two.approve(approvalId, manager))).toBe('8 in 3');
    expect(await counted(() => two.approve(approvalId, manager))).toBe('6 in 3');
    expect(await counted(() => two.approve(approvalId, admin))).toBe('8 in 3');
  });

  it('of a registration: in 3 to 8, with the streams it moves and the values it seals', async () => {
    const [manager, admin] = [1, 2].map((n) => `b9a1f0de-0000-4000-8000-00000000001${n}`) as [string, string];
    const steps = entrance(test);
    const company = await steps.company([admin]);
    const inviteId = await steps.invite(company, [manager]);
    // The company and the position of an invite are known once the invite is read: the first read does that. How often
    // it
    // was opened is counted under a lock of its own.
    expect(await counted(() => steps.open('+8613700000006', { company, inviteId }))).toBe('13 in 5');
    const again = await steps.invite(company, [manager]);
    const { entrant } = await steps.open('+8613700000007', { company, inviteId: again });
    // Beside the command the test reads twice, and sends the code.
    expect(await counted(() => steps.provePhone(entrant))).toBe('19 in 8');
    expect(await counted(() => steps.profile(entrant, 'document'))).toBe('14 in 6');
    const check = { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' } as const;
    // One read of what is owed, 6 to begin, 2 to look whose document it is, 8 to record with the lock of its claim:
    // what
    // the process needs is foreseen by what began it.
    expect(await counted(() => steps.perform(entrant, 'checkIdentity', check))).toBe('17 in 7');
    expect(await counted(() => steps.submit(entrant))).toBe('9 in 3');
    const { approvalId } = (await steps.stateOf(entrant)) as { approvalId: string };
    expect(await counted(() => steps.decide(approvalId, manager))).toBe('8 in 3');
    // The last decision reads its registration without a lock, since that names the account and the invite.
    expect(await counted(() => steps.decide(approvalId, admin))).toBe('10 in 4');
    const made = { type: 'RecordDirectoryEntry', outcome: 'made' } as const;
    expect(await counted(() => steps.perform(entrant, 'createDirectoryEntry', made))).toBe('14 in 5');
  });

  it('of a case: in 3 and 4, with the look at whose document it is', async () => {
    const { accountId } = await steps.takeIn('+8613700000010');
    const caller = test.caller();
    const id = test.engine.idFor(caller, 'verification');
    const idOf = (what: string) => test.engine.idFor(caller, what);
    const own = { caseId: id, accountId, subjectId: idOf('subject'), personId: idOf('person'), placeId: idOf('place') };
    const ids = { ...own, reviewId: idOf('review'), credentialId: idOf('credential') };
    const opening = { type: 'OpenVerification', ...ids, method: 'id-card', mainland: true, place: 'place', roleStreams: {} } as const;
    const send = (command: CommandOf<'verification'>) =>
      test.engine.execute<'verification'>({ process: 'verification', id, command, caller: test.caller() }, () => null);
    expect(await counted(() => send(opening))).toBe('11 in 3');
    const identity = { namedId: idOf('named'), identityId: idOf('identity'), key: 'k1.index' };
    const attempt = { type: 'MakeAttempt', takes: 'document', document: 'id-card', identity } as const;
    const counts = [await counted(() => send(attempt))];
    const [owed] = (await test.engine.readControl(`verification:${id}`))!.owed;
    await test.engine.begin(owed!.effectId, owed!.kind);
    const check = { type: 'RecordCheck', attempt: 1, outcome: 'confirmed' } as const;
    counts.push(await counted(() => test.engine.finish(owed!.effectId, check)));
    expect(counts).toEqual(['8 in 3', '13 in 4']);
    expect(await test.engine.read(`verification:${id}`)).toMatchObject({ state: { status: 'passed' } });
  });

  it('that repeats a recorded command: 3 in 2', async () => {
    const caller = test.caller();
    await steps.takeIn('+8613700000004', caller);
    expect(await counted(() => steps.takeIn('+8613700000004', caller))).toBe('3 in 2');
  });

  it('of the clock: 1 to read and 8 in 3; too early, only the read', async () => {
    const { accountId } = await steps.takeIn('+8613700000005');
    const { deregistrationId } = await steps.deregister(accountId);
    expect(await counted(() => test.engine.fireDeadline(`deregistration:${deregistrationId}`, 'EndCoolingOff'))).toBe('1 in 1');
    await test.advance(8 * day);
    expect(await counted(() => test.engine.fireDeadline(`deregistration:${deregistrationId}`, 'RemindOfCoolingOff'))).toBe('8 in 3');
  });

  it('whose process its caller has just seen: 1 in 1 fewer, to open it and to move it', async () => {
    const { accountId } = await steps.takeIn('+8613700000008');
    const [requests, id] = [test.caller(), test.engine.idFor(test.caller(), 'deregistration')];
    const command = { type: 'RequestDeregistration', accountId, checklist: { appsUnbound: true, groupsLeft: true } } as const;
    const request = () =>
      test.engine.execute<'deregistration'>({ process: 'deregistration', id, command, caller: requests, seen: 'absent' }, () => null);
    expect(await counted(request)).toBe('7 in 2');
    expect(await request()).toMatchObject({ replayed: true, answer: { ok: true } });
  });

  it('whose process has moved since its caller saw it decides by what is locked', async () => {
    const [manager, admin, requestedBy] = [1, 2, 3].map((n) => `b9a1f0de-0000-4000-8000-00000000002${n}`) as [string, string, string];
    const two = confirmation(test);
    const { approvalId } = await two.ask(await two.company([admin]), { requestedBy, managers: [manager] });
    const seen = (await test.engine.read(`approval:${approvalId}`)) as ProcessState<{ status: string }>;
    await two.withdraw(approvalId, requestedBy);
    const command = { type: 'DecideTask', actor: manager, decision: 'approve' } as const;
    const decide = { process: 'approval' as const, id: approvalId, command, caller: test.caller(), seen };
    const { answer } = await test.engine.execute<'approval'>(decide, () => null);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'approval-closed' } });
  });

  it('that opens a process, and needs another that has moved, decides by what is locked', async () => {
    const { accountId } = await steps.takeIn('+8613700000009');
    await steps.deregister(accountId);
    const again = { process: 'deregistration' as const, id: test.engine.idFor(test.caller(), 'deregistration'), caller: test.caller() };
    const command = { type: 'RequestDeregistration', accountId, checklist: { appsUnbound: true, groupsLeft: true } } as const;
    const { answer } = await test.engine.execute<'deregistration'>({ ...again, command, seen: 'absent' }, () => null);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'deregistration-pending' } });
  });
});
