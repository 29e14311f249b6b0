import { install, witness, type Installation, type Witness } from '#testing';

let site: Installation;
let seen: Witness;

beforeAll(async () => {
  site = await install();
  await site.start('simulator', 'api', 'worker');
  seen = await witness(site);
});
afterAll(async () => {
  await seen?.close();
  await site?.close();
});

const advance = async (by: string) => {
  expect(await site.call('POST', '/dev/clock/advance', { body: { by } })).toMatchObject({ status: 200 });
};

describe('an account for years', () => {
  it('costs Temporal nothing while it has nothing to wait for, and goes on from there when it has', async () => {
    const { body: account } = await site.call('POST', '/v1/accounts', { body: { phone: '+8613700000001' } });
    const workflow = async () => (await site.call('GET', `/v1/accounts/${account.id as string}/workflow`)).body;
    await seen.quiet();
    await seen.onlyRunning(`account:${account.id as string}`);
    await advance('P400D');
    await seen.onlyRunning();
    expect(await workflow()).toMatchObject({ status: 'resting', inspect: { status: 'reverify_required', rests: true } });
    expect(await site.run('apps/worker/src/reconcile.js')).toMatch(/^0 processes need a workflow, 0 have none that runs$/m);

    const { body: leave } = await site.leave(account.id as string);
    await seen.quiet();
    await seen.onlyRunning(`deregistration:${leave.id as string}`);
    expect(await workflow()).toMatchObject({ status: 'resting', inspect: { status: 'frozen' } });
    // A day more than 45: the number is counted from the purge, which ends a moment after the cooling-off.
    await advance('P46D');
    await seen.onlyRunning();
    expect(await workflow()).toMatchObject({ status: 'completed' });
    expect((await site.call('GET', `/v1/accounts/${account.id as string}`)).body).toMatchObject({ state: 'purged' });
  });

  it('is no workflow that another start keeps open: it looks and ends', async () => {
    const { body: account } = await site.call('POST', '/v1/accounts', { body: { phone: '+8613700000002' } });
    // V2: until its 90 days without use are over it waits for them.
    await advance('P100D');
    await seen.onlyRunning();
    const workflowId = `account:${account.id as string}`;
    await seen.client.workflow.signalWithStart('account', {
      workflowId,
      taskQueue: 'tenure-processes',
      args: [],
      signal: 'Asked',
      signalArgs: [],
    });
    expect(await seen.client.workflow.getHandle(workflowId).result()).toBe('resting');
    await seen.onlyRunning();
  });
});
