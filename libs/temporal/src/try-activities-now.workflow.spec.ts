import { ApplicationFailure } from '@temporalio/common';
import { eventually, workflowWorld, type WorkflowWorld } from '#testing';
import { tryActivitiesNow } from './try-activities-now';

let world: WorkflowWorld;
beforeAll(async () => void (world = await workflowWorld()));
afterAll(() => world.close());

const performing = () => ({
  status: 'purging',
  owed: [{ kind: 'refundWallet', attempts: 1 }],
  performed: (it: { end(outcome: string): void }) => it.end('closed'),
});

describe('an operator who does not wait', () => {
  it('has an activity tried at once whose next try is an hour away', async () => {
    let tries = 0;
    world.holders = {
      purge: async () => {
        if (++tries === 1) throw ApplicationFailure.create({ message: 'away', nextRetryDelay: '1 h' });
        return { items: 1 };
      },
    };
    const process = world.process('deregistration', performing());
    const handle = await world.wake(process);
    const waiting = async () => (await handle.describe()).raw.pendingActivities?.[0];
    await eventually('it waits', waiting, (activity) => activity?.nextAttemptScheduleTime != null);
    await tryActivitiesNow(world.client, process.streamId);
    expect(await handle.result()).toBe('closed');
    expect(tries).toBe(2);
  });

  it('leaves an activity alone that runs', async () => {
    let tries = 0;
    let finish = () => undefined as void;
    const begun = new Promise<void>((resolve) => {
      world.holders = {
        purge: () => {
          tries += 1;
          resolve();
          return new Promise((done) => (finish = () => done({ items: 1 })));
        },
      };
    });
    const process = world.process('deregistration', performing());
    const handle = await world.wake(process);
    await begun;
    await tryActivitiesNow(world.client, process.streamId);
    finish();
    expect(await handle.result()).toBe('closed');
    expect(tries).toBe(1);
  });

  it('fails nothing where no workflow runs', async () => {
    await expect(tryActivitiesNow(world.client, 'deregistration:nobody')).resolves.toBeUndefined();
  });
});
