import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { taskQueues } from '#temporal';
import { eventually, install, witness, type Installation, type Witness } from '#testing';

const day = 86_400_000;
const twoMinutes = 120_000;

type Person = Awaited<ReturnType<Witness['leaving']>>;
type Deed = 'terminated' | 'cancelled' | 'deleted' | 'reset' | 'flooded' | 'floodedAsleep' | 'left alone';

let site: Installation;
let world: Witness;
let client: Client;
const people = {} as Record<Deed, Person>;
const deeds: Deed[] = ['terminated', 'cancelled', 'deleted', 'reset', 'flooded', 'floodedAsleep', 'left alone'];

jest.setTimeout(240_000);

beforeAll(async () => {
  site = await install({ SWEEP_SECONDS: '1' });
  await site.start('simulator', 'api', 'worker');
  world = await witness(site);
  ({ client } = world);
  for (const [i, deed] of deeds.entries()) people[deed] = await world.leaving(`+861380000000${i}`);
});
afterAll(async () => {
  await world?.close();
  await site?.close();
});

const handle = (deed: Deed) => client.workflow.getHandle(people[deed].streamId);
const execution = (deed: Deed) => ({ namespace: site.namespace, workflowExecution: { workflowId: people[deed].streamId } });

/** Nothing that was recorded or done has changed; nothing was added. */
async function changesNothing(deed: () => Promise<unknown>): Promise<void> {
  const before = await world.facts();
  await deed();
  await world.quiet();
  expect(await world.facts()).toEqual(before);
}

const idle = (deed: Deed) =>
  eventually(`${deed} waits`, async () => (await handle(deed).describe()).raw.pendingWorkflowTask == null, Boolean, 60_000);
const ended = (deed: Deed, status: string) =>
  eventually(
    `${deed} is ${status}`,
    async () => (await handle(deed).describe()).status.name,
    (name) => name === status,
  );

/** Returns how many were accepted: Temporal refuses what a run cannot hold. */
async function flood(deed: Deed, total: number): Promise<number> {
  let taken = 0;
  for (let sent = 0; sent < total; sent += 200) {
    const signals = Array.from({ length: 200 }, (_, i) => handle(deed).signal(`Nudge${i}`, { sent }));
    taken += (await Promise.allSettled(signals)).filter(({ status }) => status === 'fulfilled').length;
  }
  return taken;
}

describe('a cooling-off whose workflow an operator', () => {
  it('terminates: no recorded fact changes', () =>
    changesNothing(async () => {
      await handle('terminated').terminate('by mistake');
      await ended('terminated', 'TERMINATED');
    }));

  it('cancels: no recorded fact changes', () =>
    changesNothing(async () => {
      await handle('cancelled').cancel();
      await ended('cancelled', 'CANCELLED');
    }));

  it('deletes: no recorded fact changes', () =>
    changesNothing(async () => {
      await client.workflowService.deleteWorkflowExecution(execution('deleted'));
      await eventually(
        'it is gone',
        () =>
          handle('deleted')
            .describe()
            .then(
              () => false,
              () => true,
            ),
        Boolean,
      );
    }));

  it('resets: no recorded fact changes', () =>
    changesNothing(async () => {
      const { events } = await handle('reset').fetchHistory();
      const { eventId } = events!.find(({ workflowTaskCompletedEventAttributes: completed }) => completed)!;
      await client.workflowService.resetWorkflowExecution({
        ...execution('reset'),
        workflowTaskFinishEventId: eventId!,
        requestId: randomUUID(),
        reason: 'by mistake',
      });
      await idle('reset');
    }));

  it('floods with signals while it runs: no recorded fact changes', () =>
    changesNothing(async () => {
      expect(await flood('flooded', 1_000)).toBe(1_000);
      // With more than 100 signals behind a task Temporal ends it and gives out another one, whose time grows each
      // time.
      const waitsOrTriedAgain = async () => {
        const task = (await handle('flooded').describe()).raw.pendingWorkflowTask;
        return task == null || (task.attempt ?? 0) > 2;
      };
      await eventually('it waits, or its task is tried again', waitsOrTriedAgain, Boolean, 60_000);
    }));

  it('floods with 10,000 signals while no worker runs: no recorded fact changes, and the worker lives through it', () =>
    changesNothing(async () => {
      await site.stop('worker');
      expect(await flood('floodedAsleep', 10_000)).toBeGreaterThan(9_900);
      await site.start('worker');
      // On a busy machine one task of 10,000 signals fails by Temporal's limit of 10 s, until the sweeper replaces the
      // workflow.
      const anewOrInVain = async () => {
        const { historyLength, raw } = await handle('floodedAsleep').describe();
        return historyLength < 100 || (raw.pendingWorkflowTask?.attempt ?? 0) > 2;
      };
      await eventually('it has begun anew, or is tried in vain', anewOrInVain, Boolean, 90_000);
      expect(await fetch(`${site.workerUrl}/readyz`)).toMatchObject({ status: 200 });
    }));
});

describe('afterwards', () => {
  it('each goes on by itself, within two minutes of its need, with the same history as the untouched one', async () => {
    // The accounts rise on day 8, before any of them is purged: a clock that jumps over both would leave it to chance.
    await world.moveClock(8 * day + 61_000);
    await world.quiet(twoMinutes);
    await world.moveClock(6 * day);
    const since = Date.now();
    for (const deed of deeds) {
      const retained = async () =>
        (await world.sql(`SELECT 1 FROM rm.process WHERE stream_id = $1 AND status = 'retained'`, [people[deed].streamId])).length;
      await eventually(`${deed} is purged`, retained, (n) => n === 1, twoMinutes - (Date.now() - since));
    }
    await world.quiet();
    const expected = await world.story(people['left alone']);
    for (const deed of deeds) expect({ deed, ...(await world.story(people[deed])) }).toEqual({ deed, ...expected });
  });

  it('their workflows run again, and no operator gets a task', async () => {
    for (const deed of deeds) expect((await handle(deed).describe()).status.name).toBe('RUNNING');
    for (const deed of deeds) expect(await handle(deed).query('inspect')).toMatchObject({ status: 'retained' });
    expect((await handle('terminated').describe()).taskQueue).toBe(taskQueues.processes);
    expect(await world.sql('SELECT 1 FROM es.operator_tasks WHERE resolved_at IS NULL')).toEqual([]);
  });
});
