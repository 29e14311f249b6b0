import type { Client } from '@temporalio/client';
import { eventually, install, leftBehind, tracesOf, witness, type Call, type Installation, type Witness } from '#testing';

const canary = { phone: '+8613912345678', name: 'Canary Wholelife' };
const identity = '11010519491231002X';

/** Causes of failed workflow tasks, as Temporal numbers them, that come of signals which race a closing workflow. */
const [unhandledCommand, forceCloseCommand] = [1, 17];

let site: Installation;
let seen: Witness;
let temporal: Client;
let accountId: string;
let subjectId: string;
let deregistrationId: string;
let nextAccountId: string;

beforeAll(async () => {
  site = await install();
  await site.start('simulator', 'api', 'worker');
  seen = await witness(site);
  temporal = seen.client;
});
afterAll(async () => {
  await seen?.close();
  await site?.close();
});

const advance = async (by: string) => {
  const { status, body } = await site.call('POST', '/dev/clock/advance', { body: { by } });
  expect({ status, body }).toMatchObject({ status: 200 });
};
const account = async () => (await site.call('GET', `/v1/accounts/${accountId}`)).body;
const deregistration = async (id = deregistrationId) => (await site.call('GET', `/v1/deregistrations/${id}`)).body;
const open = (): Promise<Call> => site.leave(accountId);
const texts = async () => {
  const { body } = await site.call('GET', `/dev/messages?to=${encodeURIComponent(canary.phone)}`);
  return (body as unknown as { items: { text: string }[] }).items.map(({ text }) => text);
};

describe('one life, over HTTP, on real workflows', () => {
  it('starts when an operator takes the person in', async () => {
    const taken = await site.call('POST', '/v1/accounts', {
      body: { ...canary, identity: { kind: 'id-card', number: identity } },
    });
    expect(taken).toMatchObject({ status: 201, body: { type: 'account', state: 'active', tier: 0, version: 1 } });
    accountId = taken.body.id as string;
    subjectId = taken.body.subjectId as string;
  });

  it('grows by a real workflow on day 8 and day 31', async () => {
    await advance('P8D');
    expect(await account()).toMatchObject({ tier: 1 });
    await advance('P23D');
    expect(await account()).toMatchObject({ tier: 2 });
  });

  it('is frozen at once, and an undo on day 10 makes it exactly what it was', async () => {
    const before = await account();
    const opened = await open();
    expect(opened).toMatchObject({ status: 201, body: { state: 'cooling_off', allowed: ['RevokeDeregistration'] } });
    expect(await account()).toMatchObject({ state: 'frozen', capabilities: [] });
    await advance('P10D');
    const challenge = await site.call('POST', `/v1/deregistrations/${opened.body.id as string}/challenges`);
    const code = /\b\d{6}\b/.exec((await texts()).find((text) => /\b\d{6}\b/.test(text))!)![0];
    const undone = await site.call('POST', `/v1/deregistrations/${opened.body.id as string}/revocation`, {
      body: { challengeId: challenge.body.challengeId, code },
    });
    expect(undone).toMatchObject({ status: 200, body: { state: 'revoked', outcome: 'revoked' } });
    // With a new request before this message went out the account would be frozen, and the message would rightly not be
    // sent.
    await eventually('the message of the undo', texts, (seen) => seen.some((text) => text.includes('has been undone')));
    const { version: _version, updatedAt: _updatedAt, ...after } = await account();
    expect(before).toMatchObject(after);
  });

  it('is purged on day 14, each step with its receipt', async () => {
    const opened = await open();
    deregistrationId = opened.body.id as string;
    await advance('P14D');
    expect(await deregistration()).toMatchObject({ state: 'retained' });
    const receipts = (await site.call('GET', `/v1/deregistrations/${deregistrationId}/receipts`)).body as unknown as {
      step: string;
      state: string;
    }[];
    expect(receipts.filter(({ state }) => state === 'done').map(({ step }) => step)).toEqual([
      'revokeSessions',
      'refundWallet',
      'deleteChats',
      'deleteEvidence',
      'unbindDevices',
      'endRegistrations',
      'cutCompanyTies',
      'eraseProfile',
    ]);
    expect(await account()).toMatchObject({ state: 'purged', outcome: 'purged' });
    expect(await site.call('POST', '/v1/accounts', { body: { phone: canary.phone } })).toMatchObject({
      status: 409,
      body: { code: 'phone-in-cooldown' },
    });
  });

  it('ends on day 45: the directory entry and the keys are gone, and another person takes the number', async () => {
    await advance('P30D');
    await advance('P1D');
    expect(await deregistration()).toMatchObject({ state: 'closed', outcome: 'closed', deadlines: [], allowed: [] });
    const next = await site.call('POST', '/v1/accounts', { body: { phone: canary.phone } });
    expect(next).toMatchObject({ status: 201, body: { state: 'active' } });
    expect(next.body.subjectId).not.toBe(subjectId);
    nextAccountId = next.body.id as string;
  });

  it('told the person seven times: two requests, a reminder and the undo of the first, two reminders and the purge of the second', async () => {
    const told = (await texts()).filter((text) => !/\b\d{6}\b/.test(text));
    expect(told).toHaveLength(7);
  });
});

describe('afterwards', () => {
  it('every workflow has ended except that of the new account, and none ever failed a task', async () => {
    await seen.onlyRunning(`account:${nextAccountId}`);
    const found: string[] = [];
    for await (const { workflowId, type, status } of temporal.workflow.list()) {
      found.push(`${type} ${status.name}`);
      const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
      const failed = (events ?? []).filter(
        ({ workflowTaskFailedEventAttributes: failure }) =>
          failure && ![unhandledCommand, forceCloseCommand].includes(Number(failure.cause)),
      );
      expect(failed).toEqual([]);
    }
    expect(found.sort()).toEqual(['account COMPLETED', 'account RUNNING', 'deregistration COMPLETED', 'deregistration COMPLETED']);
  });

  it('each process costs the expected amount', async () => {
    const cost = async (workflowId: string) => {
      const { historyLength, raw } = await temporal.workflow.getHandle(workflowId).describe();
      return { historyLength, stateTransitions: Number(raw.workflowExecutionInfo?.stateTransitionCount) };
    };
    const spent = await cost(`deregistration:${deregistrationId}`);
    // A step that takes longer than half a second on a busy machine is an activity of its own: five transitions more.
    expect(spent.stateTransitions).toBeLessThanOrEqual(35);
    expect(spent.stateTransitions).toBeGreaterThanOrEqual(12);
    expect(spent.historyLength).toBeLessThanOrEqual(100);
    const grown = await cost(`account:${accountId}`);
    // Frozen twice and unfrozen once it reads three times more: an operator sees its true phase.
    expect(grown.stateTransitions).toBeLessThanOrEqual(22);
    // V2: the days without use are one more timer, which each look sets anew.
    expect(grown.historyLength).toBeLessThanOrEqual(50);
  });

  it('no table, history, log or metric ever held the person', async () => {
    const places = await leftBehind(site, seen);
    expect(tracesOf({ ...canary, identity }, places)).toEqual([]);
    expect(tracesOf({ accountId }, places)).toEqual(
      expect.arrayContaining(['accountId in es.events', `accountId in the history of account:${accountId}`]),
    );
  });

  it('the vault holds neither key nor row of the purged person, and a receipt of each class', async () => {
    const streamId = `account:${accountId}`;
    expect([...(await seen.classes('subject_keys', streamId)), ...(await seen.classes('subject_data', streamId))]).toEqual([]);
    expect(await seen.classes('erasures', streamId)).toEqual(['contact', 'directory', 'principal', 'profile', 'reasons']);
  });
});
