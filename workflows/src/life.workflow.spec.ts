import { workflowWorld, type WorkflowWorld } from '#testing';

const day = 86_400_000;
let world: WorkflowWorld;

beforeAll(async () => void (world = await workflowWorld()));
afterAll(() => world.close());

/**
 * The maximum cost of a life for Temporal, over all its runs: between two of them it rested. The first pair is the cost
 * if one thing happens after the other. On a busy machine two that meet are one task less, or one look more: `slack`
 * allows for that.
 */
async function expectCost(
  workflowId: string,
  { transitions, events }: { transitions: number; events: number },
  slack = { transitions: 2, events: 6 },
  runIds: readonly (string | undefined)[] = [undefined],
) {
  const spent = { transitions: 0, events: 0 };
  for (const runId of runIds) {
    const { raw, historyLength } = await world.client.workflow.getHandle(workflowId, runId).describe();
    spent.transitions += Number(raw.workflowExecutionInfo!.stateTransitionCount);
    spent.events += historyLength;
  }
  expect(spent.transitions).toBeLessThanOrEqual(transitions + slack.transitions);
  expect(spent.events).toBeLessThanOrEqual(events + slack.events);
}

describe('the cost of a life', () => {
  it('of an account that grows twice', async () => {
    const process = world.process('account', {
      status: 'active',
      deadlines: [
        { command: 'RaiseTier', inMs: 300 },
        { command: 'RaiseTier', inMs: 600 },
      ],
    });
    const handle = await world.wake(process, 'AccountTakenIn');
    await process.until((it) => it.elapsed.length === 2);
    expect(await handle.result()).toBe('resting');
    expect(await world.taskFailures(handle)).toEqual([]);
    await expectCost(process.streamId, { transitions: 6, events: 15 });
  });

  it('of an approval with one notice and one reminder that is approved', async () => {
    const process = world.process('approval', {
      status: 'pending',
      deadlines: [
        { command: 'RemindApprovers', inMs: 300 },
        { command: 'ExpireApproval', inMs: 3 * day },
      ],
      owed: [{ kind: 'tellApprovers' }],
      state: {
        matter: { type: 'document-export' },
        stages: [{ index: 1, rule: 'all', distinct: true, slots: [] }],
        decided: {},
        taken: {},
        expiresAt: 3 * day,
      },
      elapsed: (it) => it.owe('tellApprovers', 2),
    });
    const handle = await world.wake(process, 'ApprovalOpened');
    // The first look, and one after each of: a try, the reminder, another try.
    await process.until((it) => it.looks === 4);
    expect(process.performed).toHaveLength(2);
    process.commit((it) => {
      it.status = 'approved';
      it.end('approved');
    });
    await handle.signal('ApprovalApproved');
    expect(await handle.result()).toBe('approved');
    expect(await world.taskFailures(handle)).toEqual([]);
    await expectCost(process.streamId, { transitions: 9, events: 20 });
  });

  it('of a registration that is checked, submitted, approved and entered in the directory', async () => {
    const process = world.process('registration', {
      status: 'draft',
      deadlines: [{ command: 'ExpireDraft', inMs: 7 * day }],
      performed(it, kind) {
        if (kind === 'sayYouCanSignIn') return it.end('active');
        it.status = kind === 'checkIdentity' ? 'draft' : 'active';
        if (it.status === 'active') it.owe('sayYouCanSignIn');
      },
    });
    const handle = await world.wake(process, 'RegistrationOpened');
    await process.until((it) => it.looks === 1);
    process.commit((it) => {
      it.status = 'verifying';
      it.owe('checkIdentity');
    });
    await handle.signal('ProfileGiven');
    await process.until((it) => it.performed.length === 1);
    process.commit((it) => {
      it.status = 'awaiting_approval';
      it.deadlines = [];
    });
    await handle.signal('RegistrationSubmitted');
    // While its approval is pending, it has nothing to wait for.
    expect(await handle.result()).toBe('resting');
    process.commit((it) => {
      it.status = 'activating';
      it.owe('createDirectoryEntry');
    });
    const again = await world.wake(process, 'RegistrationApproved');
    expect(await again.result()).toBe('active');
    expect(process.performed).toEqual(['checkIdentity', 'createDirectoryEntry', 'sayYouCanSignIn']);
    for (const run of [handle, again]) expect(await world.taskFailures(run)).toEqual([]);
    const runIds = [handle.signaledRunId, again.signaledRunId];
    await expectCost(process.streamId, { transitions: 12, events: 30 }, { transitions: 6, events: 14 }, runIds);
  });

  it('of a case that is checked, reviewed by people, told to its person, and erased', async () => {
    const process = world.process('verification', {
      status: 'open',
      deadlines: [{ command: 'ExpireVerification', inMs: 7 * day }],
      performed(it, kind) {
        if (kind === 'verifyFace') it.status = 'open';
        if (kind === 'eraseVerification') it.end('refused');
      },
      elapsed: (it) => it.owe('eraseVerification'),
    });
    const handle = await world.wake(process, 'VerificationOpened');
    await process.until((it) => it.looks === 1);
    process.commit((it) => {
      it.status = 'challenged';
      it.deadlines = [];
      it.owe('verifyFace');
    });
    await handle.signal('AttemptMade');
    await process.until((it) => it.performed.length === 1);
    process.commit((it) => (it.status = 'manual_review'));
    await handle.signal('ManualReviewBegan');
    // While people look, it has nothing to wait for.
    expect(await handle.result()).toBe('resting');
    process.commit((it) => {
      it.status = 'refused';
      it.deadlines = [{ command: 'EndRetention', dueAt: it.now() + 300 }];
      it.owe('tellEndOfReview');
    });
    const again = await world.wake(process, 'VerificationRefused');
    expect(await again.result()).toBe('refused');
    expect(process.performed).toEqual(['verifyFace', 'tellEndOfReview', 'eraseVerification']);
    for (const run of [handle, again]) expect(await world.taskFailures(run)).toEqual([]);
    const runIds = [handle.signaledRunId, again.signaledRunId];
    await expectCost(process.streamId, { transitions: 12, events: 34 }, { transitions: 6, events: 14 }, runIds);
  });

  it('of a deregistration that is undone', async () => {
    const process = world.process('deregistration', {
      status: 'cooling_off',
      deadlines: [{ command: 'EndCoolingOff', inMs: 14 * day }],
      performed: (it, kind) => kind === 'confirmRevocation' && it.end('revoked'),
    });
    const handle = await world.wake(process, 'DeregistrationRequested');
    await process.until((it) => it.looks === 1);
    process.commit((it) => {
      it.status = 'revoked';
      it.deadlines = [];
      it.owe('confirmRevocation');
    });
    await handle.signal('DeregistrationRevoked');
    expect(await handle.result()).toBe('revoked');
    await expectCost(process.streamId, { transitions: 5, events: 16 });
  });

  it('of a deregistration to its end, step after step', async () => {
    const steps = ['revokeSessions', 'refundWallet', 'deleteChats', 'cutCompanyTies', 'eraseProfile'];
    const process = world.process('deregistration', {
      status: 'cooling_off',
      deadlines: [{ command: 'EndCoolingOff', inMs: 300 }],
      elapsed(it) {
        it.status = 'purging';
        it.owe(steps[0]!);
      },
      performed(it, kind) {
        const next = steps[steps.indexOf(kind) + 1];
        if (next === undefined) it.end('closed');
        else it.owe(next);
      },
    });
    const handle = await world.wake(process, 'DeregistrationRequested');
    expect(await handle.result()).toBe('closed');
    expect(process.performed).toEqual(steps);
    await expectCost(process.streamId, { transitions: 6, events: 20 });
  });
});
