import { day } from '#domain';
import { sweep } from '#engine';
import { withClient } from '#stack';
import { life, sentBy, testEngine, type TestEngine } from '#testing';

let test: TestEngine;
beforeAll(async () => void (test = await testEngine()));
afterAll(() => test.close());

/** Each wake takes its time, so that who writes several holds the first while it wants the next. */
const slowly = (seconds: number) =>
  withClient(test.urls.ownerUrl, async (client) => {
    await client.query(
      `CREATE FUNCTION es.slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(${seconds}); RETURN NEW; END'`,
    );
    await client.query('CREATE TRIGGER slowly BEFORE INSERT ON es.wakes FOR EACH ROW EXECUTE FUNCTION es.slowly()');
  });

describe('the wakes of several processes', () => {
  it('are written in one order by the sweeper and by commands: no deadlock', async () => {
    const steps = life(test);
    const { accountId } = await steps.takeIn('+8613700000031');
    // The account is overdue for longer than the deregistration, so that the sweeper finds it first.
    await test.advance(5 * day);
    const { deregistrationId } = await steps.deregister(accountId);
    await steps.performAll(deregistrationId);
    await test.database.query('DELETE FROM es.wakes');
    await test.advance(8 * day);
    const proof = await steps.challenge(deregistrationId);
    await slowly(0.6);
    let answers: unknown;
    const { failures } = await sentBy(async () => {
      answers = await Promise.all([sweep(test.database, 'offset'), steps.revoke(deregistrationId, proof)]);
    });
    expect(answers).toMatchObject([{ woken: 2 }, { answer: { ok: true } }]);
    expect(failures).toEqual([]);
  });
});
