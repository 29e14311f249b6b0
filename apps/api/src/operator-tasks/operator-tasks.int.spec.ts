import { randomUUID } from 'node:crypto';
import { goesOnAfterRefusal } from '#activities';
import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { declaredRoutes } from '../testing/routes';
import { goesOnOf } from './going-on';

let database: FreshDatabase;
let api: TestApi;
const hastened: string[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  api = await testApi(database.url, { tryActivities: async (workflowId) => void hastened.push(workflowId) });
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const rows = <T>(sql: string, ...parameters: unknown[]) => api.kernel.database.query<T>(sql, parameters);
const { get, post } = {
  get: async (path: string) => (await api.call('GET', `/v1/operator-tasks${path}`)).body,
  post: (taskId: string, act: string, options: Parameters<TestApi['call']>[2] = {}) =>
    api.call('POST', `/v1/operator-tasks/${taskId}/${act}`, options),
};

let people = 0;
const leaving = async () => {
  const { id: accountId } = await api.newAccount(`+86135${String((people += 1)).padStart(8, '0')}`);
  const { status, body } = await api.leave(accountId);
  if (status !== 201) throw new Error(JSON.stringify(body));
  const streamId = `deregistration:${body.id as string}`;
  const owed = async (kind: string) => (await api.kernel.engine.showControl(streamId))!.owed.find((effect) => effect.kind === kind)!;
  const fails = async (kind: string, times: number) => {
    const { effectId } = await owed(kind);
    for (let n = 0; n < times; n += 1) {
      await api.kernel.engine.begin(effectId, kind);
      await api.kernel.engine.release(effectId, { reason: 'answered-5xx', nextTryInMs: 240_000 });
    }
    return effectId;
  };
  const task = async () => (await get(`?process=${streamId}`)).items[0];
  return { streamId, id: body.id as string, owed, fails, task };
};
const kind = 'confirmDeregistration';
const reason = 'settled-with-provider';

describe('a task about an effect that fails', () => {
  it('tells why, how often, and when it was and will be tried, as it stands when it is read', async () => {
    const { streamId, id, fails, task } = await leaving();
    const effectId = await fails(kind, 8);
    const first = await task();
    expect(first).toEqual({
      ...{ taskId: expect.any(String) as string, kind: 'effect-keeps-failing', ref: effectId, state: 'open' },
      ...{ process: { type: 'deregistration', id }, effectId, attempts: 8, reason: 'answered-5xx' },
      ...{ raisedAt: expect.any(String) as string, lastTryAt: expect.any(String) as string, nextTryAt: expect.any(String) as string },
      goesOn: `POST /v1/operator-tasks/${first.taskId as string}/retry`,
    });
    expect(Date.parse(first.nextTryAt as string) - Date.parse(first.lastTryAt as string)).toBeGreaterThanOrEqual(240_000);
    await api.kernel.engine.begin(effectId, kind);
    await api.kernel.engine.release(effectId, { reason: 'timeout', nextTryInMs: 1_000 });
    expect(await get(`/${first.taskId as string}`)).toMatchObject({ taskId: first.taskId, attempts: 9, reason: 'timeout' });
    expect((await get(`?process=${streamId}`)).items).toHaveLength(1);
  });

  it('is over with the effect: resolved by the system, and nobody can resolve or try it any more', async () => {
    const { streamId, fails, task } = await leaving();
    const effectId = await fails(kind, 8);
    const { taskId } = await task();
    await api.kernel.engine.begin(effectId, kind);
    await api.kernel.engine.finish(effectId);
    expect(await task()).toBeUndefined();
    expect((await get(`?state=resolved&process=${streamId}`)).items).toMatchObject([{ taskId, state: 'resolved', resolvedBy: 'system' }]);
    for (const act of ['retry', 'resolution'])
      expect(await post(taskId, act, act === 'resolution' ? { body: { reason } } : {})).toMatchObject({
        status: 409,
        body: { code: 'task-resolved' },
      });
  });
});

describe('an operator who does not wait for the next try', () => {
  it('has it tried now: the pause is lifted, the workflow woken by a reason of its own, and the act is in the security log', async () => {
    const { streamId, owed, fails, task } = await leaving();
    await fails(kind, 8);
    const { effectId } = await owed(kind);
    await api.kernel.engine.begin(effectId, kind);
    await api.kernel.engine.postpone(effectId, 300_000);
    expect(await api.kernel.engine.begin(effectId, kind)).toHaveProperty('busyForMs');
    await rows('DELETE FROM es.wakes');
    const { taskId } = await task();
    const asked = { idempotencyKey: randomUUID() };
    const answer = await post(taskId, 'retry', asked);
    expect(answer).toMatchObject({ status: 202, body: { taskId, effects: expect.arrayContaining([effectId]) as string[], deadlines: [] } });
    expect(await rows('SELECT reason FROM es.wakes WHERE stream_id = $1', streamId)).toEqual([{ reason: 'TryNow' }]);
    expect(hastened).toContain(streamId);
    expect(Date.parse((await task()).nextTryAt as string)).toBeLessThanOrEqual(Date.now());
    expect(await api.kernel.engine.begin(effectId, kind)).toMatchObject({ begun: { effectId } });
    expect(await post(taskId, 'retry', asked)).toMatchObject({
      status: 202,
      body: answer.body,
      headers: { 'idempotency-replayed': 'true' },
    });
    expect(await rows('SELECT what FROM iam.security_log WHERE target = $1', taskId)).toEqual([{ what: 'operator-task-retried' }]);
  });

  it('never has an effect performed twice at once: a try that is under way keeps its lease', async () => {
    const { fails, task, owed } = await leaving();
    await fails(kind, 7);
    const { effectId } = await owed(kind);
    await api.kernel.engine.begin(effectId, kind);
    expect((await post((await task()).taskId, 'retry')).status).toBe(202);
    expect(await api.kernel.engine.begin(effectId, kind)).toHaveProperty('busyForMs');
  });

  it('has a deadline fired that its workflow does not fire', async () => {
    const { streamId, task } = await leaving();
    await api.kernel.engine.raiseOperatorTask(streamId, 'stuck', 'RemindOfCoolingOff');
    const { taskId } = await task();
    await rows('UPDATE dev.clock SET offset_ms = offset_ms + $1', 14 * 86_400_000);
    expect((await post(taskId, 'retry')).body.deadlines).toEqual(['RemindOfCoolingOff', 'EndCoolingOff']);
    expect(await rows(`SELECT type FROM es.events WHERE stream_id = $1 AND type = 'CoolingOffEnded'`, streamId)).toHaveLength(1);
  });

  it('has what was refused for good asked again under the same key, and its task ends with the effect', async () => {
    const { streamId, fails, task, owed } = await leaving();
    const effectId = await fails(kind, 1);
    await api.kernel.engine.begin(effectId, kind);
    await api.kernel.engine.fail(effectId, 'number-unknown');
    const { taskId } = await task();
    expect(await task()).toMatchObject({ kind: 'effect-failed', ref: effectId, reason: 'number-unknown' });
    expect((await post(taskId, 'retry')).body.effects).toContain(effectId);
    expect(await owed(kind)).toMatchObject({ effectId, attempts: 0 });
    await api.kernel.engine.begin(effectId, kind);
    await api.kernel.engine.finish(effectId);
    expect((await get(`?state=resolved&process=${streamId}`)).items).toMatchObject([{ taskId, resolvedBy: 'system' }]);
  });

  it('does not end by it a task about a refusal that nobody has settled', async () => {
    const { streamId, fails, task } = await leaving();
    const effectId = await fails(kind, 1);
    await api.kernel.engine.begin(effectId, kind);
    await api.kernel.engine.fail(effectId, 'number-unknown');
    const { taskId } = await task();
    // As if another release had kept nothing of it.
    await rows('DELETE FROM es.effects WHERE stream_id = $1', streamId);
    const goesOn = `POST /v1/operator-tasks/${taskId as string}/resolution`;
    expect(await post(taskId, 'retry')).toMatchObject({ status: 409, body: { code: 'task-not-retryable', goesOn } });
    expect(await task()).toMatchObject({ taskId, state: 'open' });
    expect((await post(taskId, 'resolution', { body: { reason } })).status).toBe(200);
  });

  it('is not sent back to the call that has just refused them', async () => {
    const { id: accountId } = await api.newAccount('+8613500009998');
    await rows(`INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ($1, 'at-rest', '')`, `account:${accountId}`);
    const [{ taskId }] = (await get(`?process=account:${accountId}`)).items;
    const goesOn = `GET /v1/accounts/${accountId}/workflow`;
    expect(await post(taskId, 'retry')).toMatchObject({ status: 409, body: { code: 'task-not-retryable', goesOn } });
  });

  it('gets a refusal that says the trouble is over where nothing is owed and nothing is due', async () => {
    const { id: accountId } = await api.newAccount('+8613500009999');
    const streamId = `account:${accountId}`;
    await rows(`INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ($1, 'overdue', '')`, streamId);
    const [task] = (await get(`?process=${streamId}`)).items;
    expect(await post(task.taskId, 'retry')).toMatchObject({ status: 409, body: { code: 'task-resolved' } });
    expect(await get(`/${task.taskId as string}`)).toMatchObject({ state: 'resolved', resolvedBy: 'system' });
  });
});

describe('a task that a person resolves', () => {
  it('says who, when and why; repeated it is the same answer, and another operator learns that it is resolved', async () => {
    const { streamId, fails, task } = await leaving();
    await fails(kind, 8);
    const { taskId } = await task();
    const asked = { body: { reason }, idempotencyKey: randomUUID() };
    const answer = await post(taskId, 'resolution', asked);
    expect(answer).toMatchObject({
      status: 200,
      body: { taskId, state: 'resolved', resolution: reason, resolvedBy: expect.any(String) as string },
    });
    expect(answer.body.resolvedBy).not.toBe('system');
    expect((await post(taskId, 'resolution', asked)).body).toEqual(answer.body);
    expect((await post(taskId, 'resolution', { body: { reason } })).body).toEqual(answer.body);
    const other = await api.newKey(['operator'], []);
    expect(await post(taskId, 'resolution', { key: other, body: { reason } })).toMatchObject({
      status: 409,
      body: { code: 'task-resolved' },
    });
    expect(await rows(`SELECT what, principal_id::text AS by FROM iam.security_log WHERE target = $1 ORDER BY at`, taskId)).toContainEqual({
      what: 'operator-task-resolved',
      by: answer.body.resolvedBy,
    });
    expect((await get(`?state=resolved&kind=effect-keeps-failing&process=${streamId}`)).items).toMatchObject([{ taskId }]);
  });

  it('is raised again by a release that knows nothing of who resolved it, and ends by the system', async () => {
    const { streamId, fails, task } = await leaving();
    await fails(kind, 8);
    const { taskId } = await task();
    await post(taskId, 'resolution', { body: { reason } });
    await rows('UPDATE es.operator_tasks SET raised_at = clock_timestamp(), resolved_at = NULL WHERE task_id = $1', taskId);
    expect(await task()).not.toHaveProperty('resolvedBy');
    await rows('UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE task_id = $1', taskId);
    const [again] = (await get(`?state=resolved&process=${streamId}`)).items;
    expect(again).toMatchObject({ resolvedBy: 'system' });
    expect(again).not.toHaveProperty('resolution');
  });

  it('is resolved once, by the operator who comes first, while others try it: each gets a clear answer', async () => {
    const { fails, task } = await leaving();
    await fails(kind, 8);
    const { taskId } = await task();
    const keys = await Promise.all(Array.from({ length: 4 }, () => api.newKey(['operator'], [])));
    const answers = await Promise.all([
      ...keys.map((key) => post(taskId, 'resolution', { key, body: { reason } })),
      ...keys.map((key) => post(taskId, 'retry', { key })),
    ]);
    expect(answers.slice(0, 4).filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers.filter(({ status: told }) => told >= 400))
      expect([status, body.code]).toEqual([409, 'task-resolved']);
  });
});

describe('a task that ends in another way', () => {
  const raised = async (about: string, ref: string) => {
    const { streamId, task, id } = await leaving();
    await rows('INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ($1, $2, $3)', streamId, about, ref);
    return { ...(await task()), id } as { taskId: string; id: string; goesOn: string };
  };

  it('names the call that does it: of a refused step its own', async () => {
    const { taskId, id, goesOn } = await raised('purge-blocked', 'refundWallet');
    expect(goesOn).toBe(`POST /v1/deregistrations/${id}/steps/refundWallet/retry`);
    expect(await post(taskId, 'resolution', { body: { reason } })).toMatchObject({
      status: 409,
      body: { code: 'task-ends-with-its-trouble', goesOn },
    });
    // The state of this one names no blocked step: the rule says so, and nothing else.
    expect(await post(taskId, 'retry')).toMatchObject({ status: 409, body: { code: 'step-not-blocked' } });
    const key = await api.newKey(['operator'], []);
    expect(await post(taskId, 'retry', { key })).toMatchObject({
      status: 403,
      body: { code: 'forbidden', required: { scope: 'deregistrations:write' } },
    });
  });

  it('is resolved by hand where no call ends its trouble', async () => {
    const { taskId, goesOn } = await raised('approval-lapsed', randomUUID());
    expect(goesOn).toBe(`POST /v1/operator-tasks/${taskId}/resolution`);
    expect(await post(taskId, 'retry')).toMatchObject({ status: 409, body: { code: 'task-not-retryable', goesOn } });
    expect(await post(taskId, 'resolution', { body: { reason } })).toMatchObject({ status: 200, body: { state: 'resolved' } });
  });

  it.each([
    ['late-answer', 'an-entry'],
    ['clock-ahead', ''],
    ['reviewers-missing', 'a-review'],
  ])('cannot be tried again, and says what to do: %s', async (about, ref) => {
    const { taskId, goesOn } = await raised(about, ref);
    expect(await post(taskId, 'retry')).toMatchObject({ status: 409, body: { code: 'task-not-retryable', goesOn } });
  });

  it('names calls that exist', () => {
    const id = randomUUID();
    const told = ['purge-blocked', 'directory-removal-refused', 'reviewers-missing', 'approvers-silent', 'late-answer', 'stuck'].map(
      (about) => goesOnOf({ kind: about, ref: 'refundWallet', taskId: id, streamId: `process:${id}` })!,
    );
    const missing = ['manager', 'identity-reviewer'].map((ref) =>
      goesOnOf({ kind: 'approvers-missing', ref, taskId: id, streamId: `approval:${id}` })!,
    );
    told.push(...missing);
    const ofCompany = ['it-admin', 'super-admin', 'operator'].map((ref) =>
      goesOnOf({ kind: 'approvers-missing', ref, taskId: id, streamId: `approval:${randomUUID()}`, companyId: id })!,
    );
    expect(ofCompany).toEqual([`POST /v1/companies/${id}/roles`, `POST /v1/companies/${id}/roles`, 'POST /v1/platform-grants']);
    told.push(...ofCompany);
    const routes = declaredRoutes.map(({ route }) => route);
    for (const call of told) expect(routes).toContain(call.replace(id, '{id}').replace('refundWallet', '{step}'));
    expect(goesOnAfterRefusal('eraseDirectoryEntry', id)).toBe(`POST /v1/deregistrations/${id}/steps/eraseDirectoryEntry/retry`);
  });
});

describe('what is no task, or no operator', () => {
  it('gets 404, 403 or 422, and nothing is changed', async () => {
    const { fails, task } = await leaving();
    await fails(kind, 8);
    const { taskId } = await task();
    for (const act of ['retry', 'resolution']) {
      const options = act === 'resolution' ? { body: { reason } } : {};
      expect(await post(randomUUID(), act, options)).toMatchObject({ status: 404, body: { code: 'not-found' } });
      expect(await post('no-id', act, options)).toMatchObject({ status: 422 });
      expect(await post(taskId, act, { ...options, key: await api.newKey(['service', 'auditor'], []) })).toMatchObject({ status: 403 });
      expect(await post(taskId, act, { ...options, idempotencyKey: null })).toMatchObject({ status: 400 });
    }
    expect((await api.call('GET', `/v1/operator-tasks/${randomUUID()}`)).status).toBe(404);
    for (const body of [
      {},
      { reason: 'Zhang Wei called me' },
      { reason: '+8613800138000' },
      { reason: 'a'.repeat(65) },
      { reason, note: 'x' },
    ])
      expect(await post(taskId, 'resolution', { body })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    for (const query of ['?state=all', '?kind=A%20B', '?process=deregistration', '?process=x:%00'])
      expect((await api.call('GET', `/v1/operator-tasks${query}`)).status).toBe(422);
    expect(await task()).toMatchObject({ taskId, state: 'open' });
  });

  it('has pages that go on, the last resolved first, and a token of one list is of no other', async () => {
    const { items, nextPageToken } = await get('?state=resolved&pageSize=2');
    const next = await get(`?state=resolved&pageSize=2&pageToken=${nextPageToken as string}`);
    const at = [...items, ...next.items].map(({ resolvedAt }: { resolvedAt: string }) => resolvedAt);
    expect(at).toEqual(at.toSorted().toReversed());
    expect(new Set([...items, ...next.items].map(({ taskId }: { taskId: string }) => taskId)).size).toBe(4);
    expect(await api.call('GET', `/v1/operator-tasks?pageToken=${nextPageToken as string}`)).toMatchObject({
      body: { code: 'page-token-of-another-list' },
    });
  });
});
