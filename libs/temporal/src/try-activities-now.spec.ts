import type { Client } from '@temporalio/client';
import { tryActivitiesNow } from './try-activities-now';

/** A workflow with these activities that wait; those in `over` end before they are asked for. */
function waiting(ids: readonly string[], over: readonly string[] = []) {
  const tried: string[] = [];
  const soon = { seconds: 60 };
  const client = {
    options: { namespace: 'default' },
    withDeadline: (_until: number, work: () => Promise<void>) => work(),
    workflow: {
      getHandle: () => ({
        describe: async () => ({ raw: { pendingActivities: ids.map((activityId) => ({ activityId, nextAttemptScheduleTime: soon })) } }),
      }),
    },
    workflowService: {
      resetActivity: async ({ id }: { id: string }) => {
        if (over.includes(id)) throw Object.assign(new Error('not found'), { code: 5 });
        tried.push(id);
      },
    },
  };
  return { tried, client: client as unknown as Client };
}

describe('an operator who does not wait', () => {
  // https://github.com/dbos-inc/dbos-transact-java/issues/461: one that cannot be tried ended the tries of all.
  it('has every activity tried, also behind one that has just ended', async () => {
    const { tried, client } = waiting(['1', '2', '3'], ['1']);
    await tryActivitiesNow(client, 'deregistration:x');
    expect(tried).toEqual(['2', '3']);
  });
});
