import { day } from '#domain';
import { confirmation, life, statementsOf, testEngine, type Life, type TestEngine } from '#testing';

let test: TestEngine;
let steps: Life;
beforeAll(async () => {
  test = await testEngine();
  steps = life(test);
  await steps.takeIn('+8613700000000');
});
afterAll(() => test.close());

/** Machine-independent: so many statements does each kind of command send, `START TRANSACTION` and `COMMIT` included. */
describe('the statements of a command', () => {
  const counted = async (work: () => Promise<unknown>) => (await statementsOf(work)).length;

  it('that opens a process and moves another: 8', async () => {
    const { accountId } = await steps.takeIn('+8613700000001');
    expect(await counted(() => steps.deregister(accountId))).toBe(8);
  });

  it('that takes a person in: 10, with the claim and the vault', async () => {
    expect(await counted(() => steps.takeIn('+8613700000002'))).toBe(10);
  });

  it('that comes with a proof: 12, with the challenge, its history and its end', async () => {
    const { accountId } = await steps.takeIn('+8613700000003');
    const { deregistrationId } = await steps.deregister(accountId);
    const proof = await steps.challenge(deregistrationId);
    expect(await counted(() => steps.revoke(deregistrationId, proof))).toBe(12);
  });

  it('that decides an approval: 8, with the inbox; refused, 6', async () => {
    const [manager, admin, requestedBy] = [1, 2, 3].map((n) => `b9a1f0de-0000-4000-8000-00000000000${n}`) as [string, string, string];
    const two = confirmation(test);
    const company = await two.company([admin]);
    expect(await counted(() => two.ask(company, { requestedBy, managers: [manager] }))).toBe(8);
    const { approvalId } = await two.ask(company, { requestedBy, managers: [manager] });
    expect(await counted(() => two.approve(approvalId, manager))).toBe(8);
    expect(await counted(() => two.approve(approvalId, manager))).toBe(6);
    expect(await counted(() => two.approve(approvalId, admin))).toBe(8);
  });

  it('that was recorded before: 3', async () => {
    const caller = test.caller();
    await steps.takeIn('+8613700000004', caller);
    expect(await counted(() => steps.takeIn('+8613700000004', caller))).toBe(3);
  });

  it('of the clock: 1 to look and 8; too early, only the look', async () => {
    const { accountId } = await steps.takeIn('+8613700000005');
    const { deregistrationId } = await steps.deregister(accountId);
    expect(await counted(() => test.engine.elapse(`deregistration:${deregistrationId}`, 'EndCoolingOff'))).toBe(1);
    await test.advance(8 * day);
    expect(await counted(() => test.engine.elapse(`deregistration:${deregistrationId}`, 'RemindOfCoolingOff'))).toBe(9);
  });
});
