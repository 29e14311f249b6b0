import { day } from '#domain';
import { openDatabase } from '#event-store';
import { rebuild } from '#engine';
import { entities, projections } from '#read-models';
import { life, testEngine } from '#testing';

describe('a read model rebuilt from the events', () => {
  it('equals the one that was kept up with them, row by row', async () => {
    const test = await testEngine();
    const owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'rebuild', poolSize: 1, entities });
    const steps = life(test);
    const rows = async () => Promise.all(projections.map(({ table }) => owner.query(`SELECT * FROM ${table} t ORDER BY t::text`)));

    const accounts = await Promise.all(Array.from({ length: 12 }, (_, i) => steps.takeIn(`+8613900000${String(i).padStart(3, '0')}`)));
    const leaving = await Promise.all(accounts.slice(0, 8).map(({ accountId }) => steps.deregister(accountId)));
    for (const { deregistrationId } of leaving.slice(0, 3)) await steps.revoke(deregistrationId, await steps.challenge(deregistrationId));
    await test.advance(14 * day + 1_000);
    for (const { deregistrationId } of leaving.slice(3)) {
      for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff'])
        await test.engine.elapse(`deregistration:${deregistrationId}`, command);
    }
    for (const { deregistrationId } of leaving.slice(3, 6)) await steps.performAll(deregistrationId);

    const kept = await rows();
    expect(kept.map((table) => table.length)).toEqual([20, expect.any(Number)]);
    const { streams, events } = await rebuild(owner, projections);
    expect(await rows()).toEqual(kept);
    expect(streams).toBe(20);
    expect(events).toBe(kept[1]!.length);
    await owner.close();
    await test.close();
  });
});
