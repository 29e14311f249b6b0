import { life, testEngine, type TestEngine } from '#testing';

let test: TestEngine;
beforeAll(async () => {
  test = await testEngine({ poolSize: 30 });
});
afterAll(() => test.close());

it('codes that are asked for with If-Match without a gap keep nobody from moving the process', async () => {
  const steps = life(test);
  const { accountId } = await steps.takeIn('+8613700000061');
  const { deregistrationId } = await steps.deregister(accountId);
  let over = false;
  const readers = Array.from({ length: 20 }, async () => {
    while (!over) {
      const hold = async (tx: { query(sql: string): Promise<unknown> }) => {
        await tx.query('SELECT pg_sleep(0.02)');
        return { ok: true, body: {} } as const;
      };
      await test.engine.executeWithoutStream({ ...test.caller(), ifMatch: 1 }, hold, `deregistration:${deregistrationId}`);
    }
  });
  const outcome = await steps.revoke(deregistrationId, await steps.challenge(deregistrationId)).finally(() => {
    over = true;
  });
  await Promise.all(readers);
  expect(outcome.answer.ok).toBe(true);
}, 60_000);
