import { randomUUID } from 'node:crypto';
import { day, type CommandOf } from '#domain';
import { Engine, rebuild, sweep } from '#engine';
import { openDatabase, resolveTask, type Database } from '#event-store';
import { projections } from '#read-models';
import { confirmation, life, testEngine, type TestEngine } from '#testing';

let test: TestEngine;
let owner: Database;
beforeEach(async () => {
  test = await testEngine();
  owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'settled-spec', poolSize: 1 });
});
afterEach(async () => {
  await owner?.close();
  await test?.close();
});

const decided = { by: 'an-operator', decision: 'company-asked' };
const tasks = (streamId: string) =>
  owner.query<{ id: string; kind: string; open: boolean; by: string | null }>(
    `SELECT task_id AS id, kind, resolved_at IS NULL AS open, CASE WHEN decided_at = resolved_at THEN decided_by END AS by
     FROM es.operator_tasks WHERE stream_id = $1 ORDER BY kind`,
    [streamId],
  );
const settle = async (streamId: string) => {
  const { id } = (await tasks(streamId)).find(({ open }) => open)!;
  await test.database.transaction((tx) => resolveTask(tx, id, decided));
};
const settled = (kind: string) => [{ kind, open: false, by: decided.by }];
const raised = (kind: string) => [{ kind, open: true }];

/** All that derives a stream anew: a program with another domain, and the rebuild. */
async function derivesAnew(): Promise<void> {
  await owner.query(`UPDATE es.streams SET shape = 'another'`);
  await test.engine.keepDuties();
  await rebuild(owner, projections);
}

describe('a task that an operator has settled, while its trouble lasts', () => {
  it('stays resolved, whatever derives its process anew: an approval that has lapsed cannot be mended', async () => {
    const two = confirmation(test);
    const company = await two.company([randomUUID()]);
    const { approvalId } = await two.ask(company, { requestedBy: randomUUID(), managers: [randomUUID()] });
    const streamId = `approval:${approvalId}`;
    await test.advance(3 * day);
    await test.engine.fireDeadline(streamId, 'ExpireApproval');
    expect(await tasks(streamId)).toMatchObject(raised('approval-lapsed'));
    await settle(streamId);
    await derivesAnew();
    expect(await tasks(streamId)).toMatchObject(settled('approval-lapsed'));
    await test.advance(30 * day);
    await test.engine.fireDeadline(streamId, 'EndRetention');
    expect(await tasks(streamId)).toMatchObject(settled('approval-lapsed'));
  });

  it('is raised again with the next trouble of the same name', async () => {
    const { streamId, refuse } = await purging();
    await refuse();
    expect(await test.engine.showControl(streamId)).toMatchObject({ troubles: [{ kind: 'purge-blocked', ref: 'refundWallet' }] });
    await settle(streamId);
    await derivesAnew();
    expect(await tasks(streamId)).toMatchObject(settled('purge-blocked'));
    const again: CommandOf<'deregistration'> = { type: 'RetryPurgeStep', step: 'refundWallet' };
    const id = streamId.split(':')[1]!;
    await test.engine.execute<'deregistration'>({ process: 'deregistration', id, command: again, caller: test.caller() }, () => ({}));
    expect(await tasks(streamId)).toMatchObject(settled('purge-blocked'));
    await refuse();
    expect(await tasks(streamId)).toMatchObject(raised('purge-blocked'));
  });

  it('of a process that is overdue stays resolved through all further wakes, until it has recovered', async () => {
    const steps = life(test);
    const { accountId } = await steps.takeIn('+8613700000042');
    const { deregistrationId } = await steps.deregister(accountId);
    const streamId = `deregistration:${deregistrationId}`;
    const ages = (sql: string) => owner.query(sql);
    const wakesInVain = async (times: number) => {
      for (let n = 0; n < times; n += 1) {
        await ages(`UPDATE es.effects SET owed_since = owed_since - interval '2 minutes', lease_until = NULL`);
        await ages(`UPDATE es.sweeps SET next_at = clock_timestamp()`);
        await sweep(test.database, 'offset');
      }
    };
    await wakesInVain(3);
    expect(await tasks(streamId)).toMatchObject(raised('overdue'));
    await settle(streamId);
    await wakesInVain(3);
    expect(await tasks(streamId)).toMatchObject(settled('overdue'));
    await ages('DELETE FROM es.sweeps');
    await wakesInVain(3);
    expect(await tasks(streamId)).toMatchObject(raised('overdue'));
  });

  it('of a process that rests stays resolved, also for a program that has just started, until it rests again', async () => {
    const { streamId } = await purging();
    const effects = (state: string, before: string) =>
      owner.query('UPDATE es.effects SET state = $2 WHERE stream_id = $1 AND state = $3', [streamId, state, before]);
    await effects('failed', 'owed');
    await test.engine.keepDuties();
    expect(await tasks(streamId)).toMatchObject(raised('at-rest'));
    await settle(streamId);
    await test.engine.keepDuties();
    const { options } = test.engine as unknown as { options: ConstructorParameters<typeof Engine>[0] };
    await new Engine(options).keepDuties();
    expect(await tasks(streamId)).toMatchObject(settled('at-rest'));
    await effects('owed', 'failed');
    await test.engine.keepDuties();
    await effects('failed', 'owed');
    await test.engine.keepDuties();
    expect(await tasks(streamId)).toMatchObject(raised('at-rest'));
  });
});

/** A purge under way, of which a holder of data refuses one step. */
async function purging() {
  const steps = life(test);
  const { accountId } = await steps.takeIn('+8613700000041');
  const { deregistrationId } = await steps.deregister(accountId);
  const streamId = `deregistration:${deregistrationId}`;
  await test.advance(14 * day);
  for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff']) await test.engine.fireDeadline(streamId, command);
  const refuse = async () => {
    const { effectId } = (await test.engine.readControl(streamId))!.owed.find(({ kind }) => kind === 'refundWallet')!;
    await test.engine.begin(effectId, 'refundWallet');
    const result = { done: false, reason: 'legal-hold' };
    await test.engine.finish(effectId, { type: 'RecordPurgeStep', step: 'refundWallet', result } as never);
  };
  return { streamId, refuse };
}
