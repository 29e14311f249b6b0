import { day } from '#domain';
import { entrance, life, testEngine, type TestEngine } from '#testing';

let test: TestEngine;
beforeAll(async () => void (test = await testEngine()));
afterAll(() => test.close());

/** The processes that `work` signals, each with the name of its signal. */
const wokenBy = async (work: () => Promise<unknown>): Promise<string[]> => {
  const before = test.wakes.length;
  await work();
  return test.wakes.slice(before).map(({ streamId, reason }) => `${streamId.split(':')[0]}: ${reason}`);
};

describe('a workflow is woken for another deadline, an owed effect, another phase and the end, and for nothing else', () => {
  it('of a registration: what it waits for and what operators read is true from the opening to the account', async () => {
    const steps = entrance(test);
    const [manager, admin] = [1, 2].map((n) => `b9a1f0de-0000-4000-8000-00000000002${n}`) as [string, string];
    const company = await steps.company([admin]);
    const inviteId = await steps.invite(company, [manager]);
    const { entrant } = await steps.open('+8613700000001', { company, inviteId });
    expect(test.wakes.at(-1)).toMatchObject({ streamId: `registration:${entrant.id}`, reason: 'RegistrationOpened' });
    expect(await wokenBy(() => steps.provePhone(entrant))).toEqual([]);
    expect(await wokenBy(() => steps.profile(entrant, 'document'))).toEqual(['registration: ProfileGiven']);
    const confirmed = { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' } as const;
    expect(await wokenBy(() => steps.perform(entrant, 'checkIdentity', confirmed))).toEqual([]);
    expect(await wokenBy(() => steps.submit(entrant))).toEqual(['registration: RegistrationSubmitted', 'approval: ApprovalOpened']);
    const { approvalId } = (await steps.stateOf(entrant)) as { approvalId: string };
    // What operators read of it names who has decided. The registration waits for its end, and hears nothing.
    expect(await wokenBy(() => steps.decide(approvalId, manager))).toEqual(['approval: TaskDecided']);
    // The account that is being opened waits for nothing yet.
    expect(await wokenBy(() => steps.decide(approvalId, admin))).toEqual(['approval: TaskDecided', 'registration: RegistrationApproved']);
    const made = { type: 'RecordDirectoryEntry', outcome: 'made' } as const;
    expect(await wokenBy(() => steps.perform(entrant, 'createDirectoryEntry', made))).toEqual(['account: AccountActivated']);
    expect(await wokenBy(() => steps.perform(entrant, 'sayYouCanSignIn'))).toEqual([]);
  });

  it('of an account that is frozen and unfrozen: its phase changes twice', async () => {
    const steps = life(test);
    const { accountId } = await steps.takeIn('+8613700000002');
    const { deregistrationId } = await steps.deregister(accountId);
    expect(test.wakes.slice(-2).map(({ reason }) => reason)).toEqual(['DeregistrationRequested', 'AccountFrozen']);
    const proof = await steps.challenge(deregistrationId);
    expect(await wokenBy(() => steps.revoke(deregistrationId, proof))).toEqual([
      'deregistration: DeregistrationRevoked',
      'account: AccountUnfrozen',
    ]);
    await test.advance(8 * day);
    expect(await wokenBy(() => test.engine.fireDeadline(`account:${accountId}`, 'RaiseTier'))).toEqual([]);
  });
});

describe('a process with nothing to wait for', () => {
  /** Both tiers, and 90 days without use (V2): nothing is left that time alone changes. */
  const raise = async (accountId: string) => {
    await test.advance(91 * day);
    for (const command of ['RaiseTier', 'RaiseTier', 'RequireReverification'])
      await test.engine.fireDeadline(`account:${accountId}`, command);
  };

  it('wakes nothing while it goes on so, in whatever phase, but a workflow that still runs hears of its end', async () => {
    const steps = life(test);
    const { accountId } = await steps.takeIn('+8613700000003');
    await raise(accountId);
    expect(await test.engine.readControl(`account:${accountId}`)).toMatchObject({
      status: 'reverify_required',
      rests: true,
      finished: false,
    });
    const frozen = await wokenBy(() => steps.deregister(accountId));
    expect(frozen).toEqual(['deregistration: DeregistrationRequested']);
    expect(await test.engine.readControl(`account:${accountId}`)).toMatchObject({ status: 'frozen', rests: true });
    const { streamId } = test.wakes.at(-1)!;
    await test.advance(14 * day);
    const purge = async () => {
      await test.engine.fireDeadline(streamId, 'EndCoolingOff');
      await steps.performAll(streamId.split(':')[1]!);
    };
    expect(await wokenBy(purge)).toEqual(['account: AccountPurged']);
    expect(test.wakes.at(-1)).toMatchObject({ streamId: `account:${accountId}`, finished: true });
  });

  it('had something before: its workflow hears of the change that lets it rest', async () => {
    const steps = entrance(test);
    const { entrant } = await steps.open('+8613700000005');
    await steps.provePhone(entrant);
    const caller = test.caller();
    await test.engine.execute({ process: 'registration', id: entrant.id, command: { type: 'RecordSignIn' }, caller }, () => null);
    await steps.profile(entrant, 'document-5');
    const registration = `registration:${entrant.id}`;
    const { effectId } = (await test.engine.readControl(registration))!.owed[0]!;
    await test.engine.begin(effectId, 'checkIdentity');
    const unavailable = { type: 'RecordIdentityCheck', attempt: 1, outcome: 'unavailable' } as const;
    const calledBack = () => test.engine.finish(effectId, unavailable, { wakesItsWorkflow: true });
    expect(await wokenBy(calledBack)).toEqual(['registration: ReviewNeeded']);
    const waits = { status: 'manual_review', awaits: [{ what: 'role:identity-reviewer' }], rests: true };
    expect(await test.engine.readControl(registration)).toMatchObject(waits);
  });

  it('is not one that awaits the end of an approval: its workflow stays until then, and says so', async () => {
    const steps = entrance(test);
    const [manager, admin] = [1, 2].map((n) => `b9a1f0de-0000-4000-8000-00000000003${n}`) as [string, string];
    const company = await steps.company([admin]);
    const inviteId = await steps.invite(company, [manager]);
    const { entrant } = await steps.open('+8613700000004', { company, inviteId });
    await steps.provePhone(entrant);
    await steps.profile(entrant, 'document-4');
    await steps.perform(entrant, 'checkIdentity', { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' });
    expect(await wokenBy(() => steps.submit(entrant))).toEqual(['registration: RegistrationSubmitted', 'approval: ApprovalOpened']);
    const registration = `registration:${entrant.id}`;
    const { approvalId } = (await steps.stateOf(entrant)) as { approvalId: string };
    const { deadlines, awaits: asked } = (await test.engine.readControl(`approval:${approvalId}`))!;
    const until = deadlines.find(({ command }) => command === 'ExpireApproval')!.dueAt;
    const waits = { status: 'awaiting_approval', deadlines: [], awaits: [{ what: `approval:${approvalId}`, until }], rests: false };
    expect(await test.engine.readControl(registration)).toMatchObject(waits);
    expect(asked).toEqual([
      { what: 'manager', until, decided: [], missing: [manager] },
      { what: 'role:it-admin', until, decided: [], missing: [admin] },
    ]);
    await steps.decide(approvalId, manager);
    const [decided] = (await test.engine.readControl(`approval:${approvalId}`))!.awaits!;
    expect(decided).toEqual({ what: 'manager', until, decided: [{ who: manager, verdict: 'approve' }], missing: [] });
    expect(await wokenBy(() => steps.decide(approvalId, admin))).toContain('registration: RegistrationApproved');
    expect(await test.engine.readControl(registration)).toMatchObject({ status: 'activating', rests: false });
    expect(await test.engine.readControl(registration)).not.toHaveProperty('awaits');
  });
});
