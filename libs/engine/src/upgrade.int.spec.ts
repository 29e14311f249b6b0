import { day } from '#domain';
import { migrate, openDatabase, type Database } from '#event-store';
import { confirmation, life, testEngine, type TestEngine } from '#testing';

let test: TestEngine;
let owner: Database;
beforeAll(async () => {
  test = await testEngine();
  owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'upgrade-spec', poolSize: 1 });
});
afterAll(async () => {
  await owner?.close();
  await test?.close();
});

/** Runs the migration again, over the data of an earlier release. */
async function upgrade(name = 'StagesAndRegistrations'): Promise<void> {
  await owner.query('DELETE FROM tenure_migrations WHERE name LIKE $1', [`${name}%`]);
  expect(await migrate({ url: test.urls.ownerUrl })).toHaveLength(1);
}

describe('the data of an earlier release', () => {
  it('an approval without a stage is read and decided as before', async () => {
    const [manager, admin, requestedBy] = [1, 2, 3].map((n) => `b9a1f0de-0000-4000-8000-00000000003${n}`) as [string, string, string];
    const two = confirmation(test);
    const { approvalId } = await two.ask(await two.company([admin]), { requestedBy, managers: [manager] });
    type State = { stages: object[] };
    const state = async () => (await owner.query<{ state: State }>('SELECT state FROM rm.process WHERE id = $1', [approvalId]))[0]!.state;
    const before = await state();
    await owner.query(
      `UPDATE rm.process SET state = (state - 'stages' - 'round' - 'policyVersion') || jsonb_build_object('slots', state #> '{stages,0,slots}') WHERE id = $1`,
      [approvalId],
    );
    expect(await state()).not.toEqual(before);
    await upgrade();
    // That release had one policy, and did not say when a stage opened.
    const stages = before.stages.map((stage) => ({ ...stage, openedAt: undefined }));
    expect(await state()).toEqual({ ...before, policyVersion: 1, stages });
  });

  it('a purge under way gets the step that the earlier release did not have', async () => {
    const steps = life(test);
    const { accountId } = await steps.takeIn('+8613700000041');
    const { deregistrationId } = await steps.deregister(accountId);
    const streamId = `deregistration:${deregistrationId}`;
    await test.advance(14 * day);
    for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff']) await test.engine.fireDeadline(streamId, command);
    const owed = async () => (await test.engine.readControl(streamId))!.owed.map(({ kind }) => kind);
    expect(await owed()).toContain('endRegistrations');
    await owner.query(`DELETE FROM es.effects WHERE stream_id = $1 AND kind = 'endRegistrations'`, [streamId]);
    await owner.query('DELETE FROM es.wakes');
    await upgrade();
    expect(await owed()).toContain('endRegistrations');
    expect(await owner.query('SELECT stream_id AS "streamId", reason FROM es.wakes')).toEqual([{ streamId, reason: 'PurgeStepAdded' }]);
  });

  it('an approval that is over gets the day on which its texts go', async () => {
    const [manager, admin, requestedBy] = [4, 5, 6].map((n) => `b9a1f0de-0000-4000-8000-00000000003${n}`) as [string, string, string];
    const two = confirmation(test);
    const { approvalId } = await two.ask(await two.company([admin]), { requestedBy, managers: [manager] });
    const streamId = `approval:${approvalId}`;
    await test.advance(3 * day);
    await test.engine.fireDeadline(streamId, 'ExpireApproval');
    const [{ deadlines }] = [(await test.engine.readControl(streamId))!];
    const dueAt = async () =>
      (
        await owner.query<{ ms: number }>(
          'SELECT (extract(epoch FROM next_due_at) * 1000)::float8 AS ms FROM es.streams WHERE stream_id = $1',
          [streamId],
        )
      )[0]!.ms;
    expect(await dueAt()).toBe(deadlines[0]!.dueAt);
    await owner.query('UPDATE es.streams SET next_due_at = NULL, finished_at = ended_at WHERE stream_id = $1', [streamId]);
    await owner.query('DELETE FROM es.wakes');
    await upgrade('ApprovalRetention');
    expect(await dueAt()).toBe(deadlines[0]!.dueAt);
    expect(await owner.query('SELECT stream_id AS "streamId", reason FROM es.wakes')).toEqual([{ streamId, reason: 'RetentionAdded' }]);
  });
});
