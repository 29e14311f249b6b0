import { join } from 'node:path';
import { madeUpPhone } from '#journey';
import { eventually, install, witness, type Installation, type Witness } from '#testing';

const repository = process.env['TENURE_FORMER_REPOSITORY']!;
let today: Installation;
let former: Installation;
let seen: Witness;

beforeAll(async () => {
  today = await install();
  const secretOf = (provider: string) => join(today.environment['PROVIDERS_DIR']!, 'callbacks', provider, 'callback-secret');
  const settings = {
    MASTER_KEY_FILE: today.environment['MASTER_KEY_FILE']!,
    PROVIDERS_URL: today.simulatorUrl,
    IDENTITY_REGISTRY_CALLBACK_SECRET_FILE: secretOf('identity-registry'),
    DIRECTORY_CALLBACK_SECRET_FILE: secretOf('directory'),
  };
  const database = { ...today.database, drop: async () => undefined };
  const programs = { repository, operatorKey: today.operatorKey };
  former = await install(settings, { database, namespace: today.namespace, programs });
  seen = await witness(today);
});
afterAll(async () => {
  await seen?.close();
  await former?.close();
  await today?.close();
});

async function leaves(): Promise<void> {
  const account = await today.call('POST', '/v1/accounts', { body: { phone: madeUpPhone(), name: 'Former Person' } });
  const leaving = await today.leave(account.body.id as string);
  expect([account.status, leaving.status]).toEqual([201, 201]);
}

/** The open workflows that have begun, as Temporal has them. */
async function open() {
  const found = [];
  for await (const { workflowId } of seen.client.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
    const { raw, historyLength } = await seen.client.workflow.getHandle(workflowId).describe();
    if (historyLength > 2) found.push({ workflowId, historyLength, asks: raw.pendingWorkflowTask != null });
  }
  return found;
}

/** Every open workflow has looked: no wake is unsent, no task waits. */
async function allLooked(site: Installation): Promise<void> {
  await site.run('apps/worker/src/reconcile.js', '--apply');
  const unsent = () => seen.sql('SELECT FROM es.wakes');
  await eventually('every wake is sent', unsent, (rows) => rows.length === 0, 60_000);
  await eventually('every task is done', open, (all) => all.every(({ asks }) => !asks), 60_000);
}

async function failures(): Promise<unknown[]> {
  const failed: unknown[] = [];
  for await (const { workflowId, runId } of seen.client.workflow.list()) {
    const { events } = await seen.client.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const { workflowTaskFailedEventAttributes: failure } of events ?? [])
      if (failure && ![1, 17].includes(Number(failure.cause))) failed.push([workflowId, failure.identity, failure.failure?.message]);
  }
  return failed;
}

describe('a roll-back in the order of the runbook', () => {
  it('begins every workflow anew that the former release could not replay', async () => {
    await today.start('simulator', 'api', 'worker');
    for (let n = 0; n < 5; n += 1) await leaves();
    await seen.quiet();
    expect((await open()).length).toBeGreaterThanOrEqual(5);
    today.environment['WORKFLOWS_FOR'] = 'former-release';
    await today.stop('worker');
    await today.start('worker');
    await allLooked(today);
    const anew = () => seen.client.workflow.count(`ExecutionStatus = 'ContinuedAsNew'`);
    expect((await eventually('they are listed', anew, ({ count }) => count >= 5)).count).toBeGreaterThanOrEqual(5);
  });

  it('fails no task on the worker of the former release, beside this one and alone', async () => {
    await former.start('worker');
    await allLooked(today);
    await today.stop('worker');
    await allLooked(today);
    expect((await open()).length).toBeGreaterThanOrEqual(5);
    expect(await failures()).toEqual([]);
  });
});
