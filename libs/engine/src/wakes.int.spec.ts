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
    expect(await wokenBy(() => steps.decide(approvalId, manager))).toEqual([]);
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
