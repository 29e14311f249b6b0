import { randomUUID } from 'node:crypto';
import { day } from '#domain';
import { verifyChain, type Tx } from '#event-store';
import { writeSecurityEntry } from '#iam';
import { life, testEngine, type Life, type TestEngine } from '#testing';

let test: TestEngine;
let steps: Life;

beforeAll(async () => {
  test = await testEngine();
  steps = life(test);
});
afterAll(() => test.close());

let numbers = 0;
const newPhone = () => `+86138${String((numbers += 1)).padStart(8, '0')}`;
const read = (type: 'account' | 'deregistration', id: string) => test.engine.read(`${type}:${id}`);
const eventsOf = async (streamId: string) =>
  (await test.database.query<{ type: string }>('SELECT type FROM es.events WHERE stream_id = $1 ORDER BY version', [streamId])).map(
    ({ type }) => type,
  );

describe('a command', () => {
  it('is decided, recorded and answered in one call', async () => {
    const { answer, accountId } = await steps.takeIn(newPhone());
    expect(answer).toEqual({ ok: true, revision: 1, body: { revision: 1, status: 'living' } });
    expect(await eventsOf(`account:${accountId}`)).toEqual(['AccountTakenIn']);
  });

  it('that is repeated with its key gets the first answer, and nothing happens', async () => {
    const caller = test.caller();
    const phone = newPhone();
    const first = await steps.takeIn(phone, caller);
    const again = await steps.takeIn(phone, caller);
    expect(again).toEqual({ ...first, replayed: true });
    expect(await eventsOf(`account:${first.accountId}`)).toHaveLength(1);
  });

  it('keeps its refusal too: the same key is refused again after the cause is gone', async () => {
    const phone = newPhone();
    const holder = await steps.takeIn(phone);
    const caller = test.caller();
    const refused = await steps.takeIn(phone, caller);
    expect(refused.answer).toMatchObject({ ok: false, problem: { code: 'phone-taken' } });
    await test.database.query('DELETE FROM es.claims WHERE holder = $1', [holder.accountId]);
    expect(await steps.takeIn(phone, caller)).toEqual({ ...refused, replayed: true });
  });

  it('with the same key and another request is refused and records nothing', async () => {
    const { commandId } = test.caller('k');
    await steps.takeIn(newPhone(), { ...test.caller('k'), commandId });
    const { answer } = await steps.takeIn(newPhone(), { ...test.caller('k', 'another body'), commandId });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'idempotency-key-reused' } });
  });

  it('is refused when the public version is not the one that the caller expects', async () => {
    const { accountId } = await steps.takeIn(newPhone());
    const { deregistrationId } = await steps.deregister(accountId);
    const proof = await steps.challenge(deregistrationId);
    const { answer } = await steps.revoke(deregistrationId, proof, { ...test.caller(), ifMatch: 7 });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'version-mismatch' } });
  });
});

describe('what is recorded alongside a command', () => {
  const leave = async (alongside: (tx: Tx, name: string) => Promise<unknown>) => {
    const { accountId } = await steps.takeIn(newPhone());
    const caller = test.caller();
    const id = test.engine.idFor(caller, 'deregistration');
    const run = (checklist = { appsUnbound: true, groupsLeft: true }, by = caller) =>
      test.engine.execute<'deregistration'>(
        {
          ...{ process: 'deregistration', id, caller: by, alongside: (tx: Tx) => alongside(tx, `deregistration ${id}`) },
          command: { type: 'RequestDeregistration', accountId, checklist },
        },
        ({ revision }) => ({ revision }),
      );
    return { id, run };
  };
  const note = (tx: Tx, target: string) => writeSecurityEntry(tx, { what: 'operator-task-retried', target, principalId: randomUUID() });
  const noted = (id: string) =>
    test.database.query('SELECT what FROM iam.security_log WHERE target = $1', [`deregistration ${id}`]).then(({ length }) => length);

  it('is there once, however often the call is repeated', async () => {
    const { id, run } = await leave(note);
    expect(await run()).toMatchObject({ answer: { ok: true }, replayed: false });
    expect(await run()).toMatchObject({ answer: { ok: true }, replayed: true });
    expect(await noted(id)).toBe(1);
  });

  it('is not there after a refusal', async () => {
    const { id, run } = await leave(note);
    expect(await run({ appsUnbound: false, groupsLeft: true }, test.caller())).toMatchObject({ answer: { ok: false } });
    expect(await noted(id)).toBe(0);
  });

  it('takes the command with it where it cannot be written', async () => {
    let broken = true;
    const { id, run } = await leave((tx, target) =>
      broken ? tx.query('INSERT INTO iam.security_log (what) VALUES (NULL)') : note(tx, target),
    );
    await expect(run()).rejects.toThrow();
    expect(await eventsOf(`deregistration:${id}`)).toEqual([]);
    broken = false;
    expect(await run()).toMatchObject({ answer: { ok: true }, replayed: false });
    expect([await eventsOf(`deregistration:${id}`), await noted(id)]).toEqual([['DeregistrationRequested'], 1]);
  });
});

describe('100 clients with one key at once', () => {
  it('get 100 equal answers and one event batch', async () => {
    const caller = test.caller();
    const phone = newPhone();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => steps.takeIn(phone, caller)));
    expect(new Set(outcomes.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await eventsOf(`account:${outcomes[0]!.accountId}`)).toEqual(['AccountTakenIn']);
  });

  it('get 100 equal refusals', async () => {
    const phone = newPhone();
    await steps.takeIn(phone);
    const caller = test.caller();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => steps.takeIn(phone, caller)));
    expect(new Set(outcomes.map(({ answer }) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ ok: false, problem: { code: 'phone-taken' }, traceId: caller.traceId })]),
    );
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });
});

describe('50 different commands on one account at once', () => {
  it('are each decided on the state before, and none fails for technical reasons', async () => {
    const { accountId } = await steps.takeIn(newPhone());
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => steps.deregister(accountId)));
    const codes = outcomes.map(({ answer }) => (answer.ok ? 'accepted' : answer.problem.code));
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(codes.filter((code) => code === 'deregistration-pending')).toHaveLength(49);
    expect(await eventsOf(`account:${accountId}`)).toEqual(['AccountTakenIn', 'AccountFrozen']);
  });

  it('and 50 accounts that take one number: exactly one holds it', async () => {
    const phone = newPhone();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => steps.takeIn(phone)));
    expect(outcomes.filter(({ answer }) => answer.ok)).toHaveLength(1);
    expect(outcomes.filter(({ answer }) => !answer.ok && answer.problem.code === 'phone-taken')).toHaveLength(49);
  });
});

describe('a deregistration', () => {
  it('freezes the account in the same transaction, and an undo leaves it exactly as it was', async () => {
    const { accountId } = await steps.takeIn(newPhone());
    const before = await read('account', accountId);
    const { deregistrationId } = await steps.deregister(accountId);
    expect((await read('account', accountId))!.state).toMatchObject({ frozenBy: deregistrationId });
    await test.advance(10 * day);
    const { answer } = await steps.revoke(deregistrationId, await steps.challenge(deregistrationId));
    expect(answer).toMatchObject({ ok: true, body: { status: 'revoked' } });
    // No alarm of the tier fired here; nothing else may differ.
    expect((await read('account', accountId))!.state).toEqual(before!.state);
  });

  it('cannot end a millisecond early, and ends at its instant', async () => {
    const { accountId } = await steps.takeIn(newPhone());
    const { deregistrationId } = await steps.deregister(accountId);
    const streamId = `deregistration:${deregistrationId}`;
    const { coolingOffEndsAt } = (await read('deregistration', deregistrationId))!.state as unknown as { coolingOffEndsAt: number };
    await test.engine.fireDeadline(streamId, 'EndCoolingOff');
    await test.advance(14 * day + 1_000);
    for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff', 'EndCoolingOff'])
      await test.engine.fireDeadline(streamId, command);
    expect(await eventsOf(streamId)).toEqual([
      'DeregistrationRequested',
      'CoolingOffReminderFellDue',
      'CoolingOffReminderFellDue',
      'CoolingOffEnded',
    ]);
    const [ended] = await test.database.query<{ at: Date }>(
      `SELECT recorded_at AS at FROM es.events WHERE stream_id = $1 AND type = 'CoolingOffEnded'`,
      [streamId],
    );
    expect(ended!.at.getTime()).toBeGreaterThanOrEqual(coolingOffEndsAt);
  });

  it('leaves nothing of an alarm that fires too early: no row, no event', async () => {
    const { accountId } = await steps.takeIn(newPhone());
    const { deregistrationId } = await steps.deregister(accountId);
    const count = async () => (await test.database.query('SELECT 1 FROM es.commands')).length;
    const before = await count();
    for (const command of ['EndCoolingOff', 'RemindOfCoolingOff', 'EndDirectoryRetention', 'NoSuchCommand'])
      await test.engine.fireDeadline(`deregistration:${deregistrationId}`, command);
    expect(await count()).toBe(before);
    expect(await eventsOf(`deregistration:${deregistrationId}`)).toEqual(['DeregistrationRequested']);
  });

  it('goes through its whole life: purge with receipts, directory, phone, keys; then the number is free', async () => {
    const phone = newPhone();
    const { accountId, subjectId } = await steps.takeIn(phone);
    const { deregistrationId } = await steps.deregister(accountId);
    const streamId = `deregistration:${deregistrationId}`;
    await steps.performAll(deregistrationId);
    await test.advance(14 * day + 1_000);
    for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff']) await test.engine.fireDeadline(streamId, command);
    await steps.performAll(deregistrationId);
    expect((await test.engine.readControl(streamId))!.status).toBe('retained');
    expect((await read('account', accountId))!.state.status).toBe('purged');
    expect((await steps.takeIn(phone)).answer).toMatchObject({ ok: false, problem: { code: 'phone-in-cooldown' } });
    await test.advance(31 * day + 60_000);
    for (const command of ['EndDirectoryRetention', 'ReleasePhone']) await test.engine.fireDeadline(streamId, command);
    await steps.performAll(deregistrationId);
    expect(await test.engine.readControl(streamId)).toMatchObject({
      status: 'closed',
      ended: true,
      finished: true,
      outcome: 'closed',
      deadlines: [],
      owed: [],
    });
    expect((await steps.takeIn(phone)).answer).toMatchObject({ ok: true });
    expect((await test.database.query('SELECT 1 FROM es.claims WHERE holder = $1', [accountId])).length).toBe(0);
    expect(subjectId).toBeDefined();
  });

  it('counts a wrong code although the command is refused, and refuses the sixth try', async () => {
    const { accountId } = await steps.takeIn(newPhone());
    const { deregistrationId } = await steps.deregister(accountId);
    const { challengeId, code } = await steps.challenge(deregistrationId);
    const wrong = code === '000000' ? '000001' : '000000';
    const tries: unknown[] = [];
    for (let i = 0; i < 6; i += 1) tries.push((await steps.revoke(deregistrationId, { challengeId, code: wrong })).answer);
    expect(tries.slice(0, 5).map((answer) => (answer as { problem: { attemptsLeft: number } }).problem.attemptsLeft)).toEqual([
      4, 3, 2, 1, 0,
    ]);
    expect(tries[5]).toMatchObject({ problem: { code: 'too-many-codes' } });
    expect((await steps.revoke(deregistrationId, { challengeId, code })).answer).toMatchObject({ problem: { code: 'too-many-codes' } });
  });

  it('undone in the last moment while it ends: exactly one wins, and both streams agree', async () => {
    const { accountId } = await steps.takeIn(newPhone());
    const { deregistrationId } = await steps.deregister(accountId);
    const streamId = `deregistration:${deregistrationId}`;
    const { coolingOffEndsAt } = (await read('deregistration', deregistrationId))!.state as unknown as { coolingOffEndsAt: number };
    const clockBefore = await test.engine.now();
    await test.setClock(coolingOffEndsAt - 60_000);
    const proof = await steps.challenge(deregistrationId);
    await test.setClock(coolingOffEndsAt - 15);
    const rings = (async () => {
      for (let i = 0; i < 60; i += 1) await test.engine.fireDeadline(streamId, 'EndCoolingOff');
    })();
    const [{ answer }] = await Promise.all([steps.revoke(deregistrationId, proof), rings]);
    const types = await eventsOf(streamId);
    const account = (await read('account', accountId))!.state as { frozenBy?: string };
    expect(types.includes('DeregistrationRevoked')).toBe(answer.ok);
    expect(types.includes('CoolingOffEnded')).toBe(!answer.ok);
    expect(account.frozenBy === undefined).toBe(answer.ok);
    await test.setClock(Math.max(clockBefore, await test.engine.now()));
  });
});

describe('an effect', () => {
  const opened = async () => {
    const { accountId } = await steps.takeIn(newPhone());
    const { deregistrationId } = await steps.deregister(accountId);
    const { owed } = (await test.engine.readControl(`deregistration:${deregistrationId}`))!;
    return { deregistrationId, effect: owed.find(({ kind }) => kind === 'confirmDeregistration')! };
  };

  /** A purge that has started, with the step that refunds the wallet. */
  const purging = async () => {
    const { accountId } = await steps.takeIn(newPhone());
    const { deregistrationId } = await steps.deregister(accountId);
    const streamId = `deregistration:${deregistrationId}`;
    await test.advance(14 * day + 1_000);
    for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff']) await test.engine.fireDeadline(streamId, command);
    const step = (await test.engine.readControl(streamId))!.owed.find(({ kind }) => kind === 'refundWallet')!;
    return { streamId, step };
  };
  const refunded = { type: 'RecordPurgeStep', step: 'refundWallet', result: { done: true, items: 1 } } as never;
  const wakesOf = (streamId: string) => test.wakes.filter((wake) => wake.streamId === streamId).map(({ reason }) => reason);

  it('is begun by one caller at a time, only under its own name', async () => {
    const { effect } = await opened();
    expect(await test.engine.begin(effect.effectId, 'refundWallet')).toBe('not-owed');
    const begun = await Promise.all(Array.from({ length: 20 }, () => test.engine.begin(effect.effectId, effect.kind)));
    expect(begun.filter((begin) => begin !== 'not-owed' && 'begun' in begin)).toHaveLength(1);
    expect(begun.filter((begin) => begin !== 'not-owed' && 'busyForMs' in begin)).toHaveLength(19);
  });

  it('is recorded once however often it is finished, and cannot begin again', async () => {
    const { effect, deregistrationId } = await opened();
    await test.engine.begin(effect.effectId, effect.kind);
    await Promise.all(Array.from({ length: 10 }, () => test.engine.finish(effect.effectId)));
    expect(await test.engine.begin(effect.effectId, effect.kind)).toBe('not-owed');
    expect((await test.engine.readControl(`deregistration:${deregistrationId}`))!.owed.map(({ kind }) => kind)).toEqual(['endSessions']);
  });

  it('that has not begun cannot be finished with a result', async () => {
    const { streamId, step } = await purging();
    expect(await test.engine.finish(step.effectId, refunded, { wakesItsWorkflow: true })).toBe(false);
    expect(await test.engine.finish(step.effectId, refunded)).toBe(false);
    expect(await eventsOf(streamId)).not.toContain('PurgeStepCompleted');
  });

  it('wakes its process once when a provider sends the result, and not when its own workflow does', async () => {
    const [outside, inside] = [await purging(), await purging()];
    for (const { step } of [outside, inside]) await test.engine.begin(step.effectId, step.kind);
    const before = wakesOf(outside.streamId);
    const finished = () => test.engine.finish(outside.step.effectId, refunded, { wakesItsWorkflow: true });
    const recorded = await Promise.all(Array.from({ length: 10 }, finished));
    expect(recorded.filter(Boolean)).toHaveLength(1);
    expect(wakesOf(outside.streamId)).toEqual([...before, 'PurgeStepCompleted']);
    expect((await eventsOf(outside.streamId)).filter((type) => type === 'PurgeStepCompleted')).toHaveLength(1);
    const quiet = wakesOf(inside.streamId);
    expect(await test.engine.finish(inside.step.effectId, refunded)).toBe(true);
    expect(await test.engine.finish(inside.step.effectId, refunded, { wakesItsWorkflow: true })).toBe(false);
    expect(wakesOf(inside.streamId)).toEqual(quiet);
  });

  it('ends even if the state refuses its result, and an operator gets one task', async () => {
    const { streamId, step } = await purging();
    await test.engine.begin(step.effectId, step.kind);
    const unwanted = { type: 'RecordPurgeStep', step: 'destroyKeys', result: { done: true, items: 1 } } as never;
    for (let time = 0; time < 3; time += 1)
      expect(await test.engine.finish(step.effectId, unwanted, { wakesItsWorkflow: true })).toBe(false);
    expect(await test.engine.begin(step.effectId, step.kind)).toBe('not-owed');
    const tasks = 'SELECT kind FROM es.operator_tasks WHERE stream_id = $1';
    expect(await test.database.query(tasks, [streamId])).toEqual([{ kind: 'effect-failed' }]);
  });

  it('that keeps failing has an operator’s task until it succeeds', async () => {
    const { effect, deregistrationId } = await opened();
    const open = () =>
      test.database.query<{ kind: string }>('SELECT kind FROM es.operator_tasks WHERE stream_id = $1 AND resolved_at IS NULL', [
        `deregistration:${deregistrationId}`,
      ]);
    for (let tries = 0; tries < 9; tries += 1) {
      await test.engine.begin(effect.effectId, effect.kind);
      if (tries < 7) expect(await open()).toEqual([]);
      await test.engine.release(effect.effectId);
    }
    expect(await open()).toEqual([{ kind: 'effect-keeps-failing' }]);
    await test.engine.begin(effect.effectId, effect.kind);
    await test.engine.finish(effect.effectId);
    expect(await open()).toEqual([]);
  });

  it('is withdrawn when the state no longer owes it', async () => {
    const { effect, deregistrationId } = await opened();
    await steps.revoke(deregistrationId, await steps.challenge(deregistrationId));
    expect(await test.engine.begin(effect.effectId, effect.kind)).toBe('not-owed');
  });
});

describe('what is stored', () => {
  it('verifies, and PostgreSQL refuses to change an event', async () => {
    const { faults, events } = await verifyChain(test.database);
    expect(faults).toEqual([]);
    expect(events).toBeGreaterThan(50);
    await expect(test.database.query(`UPDATE es.events SET type = 'Forged'`)).rejects.toThrow(/permission denied/);
    await expect(test.database.query('DELETE FROM es.events')).rejects.toThrow(/permission denied/);
  });
});
