import { day } from '#domain';
import { openDatabase, verifyChain } from '#event-store';
import { folding, rebuild } from '#engine';
import { projections } from '#read-models';
import { confirmation, life, testEngine } from '#testing';

describe('a read model rebuilt from the events', () => {
  it('equals the one that was written with the events, row by row', async () => {
    const test = await testEngine();
    const owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'rebuild', poolSize: 1 });
    const steps = life(test);
    const rows = async () => Promise.all(projections.map(({ table }) => owner.query(`SELECT * FROM ${table} t ORDER BY t::text`)));

    const accounts = await Promise.all(Array.from({ length: 12 }, (_, i) => steps.takeIn(`+8613900000${String(i).padStart(3, '0')}`)));
    const leaving = await Promise.all(accounts.slice(0, 8).map(({ accountId }) => steps.deregister(accountId)));
    for (const { deregistrationId } of leaving.slice(0, 3)) await steps.revoke(deregistrationId, await steps.challenge(deregistrationId));
    await test.advance(14 * day + 1_000);
    for (const { deregistrationId } of leaving.slice(3)) {
      for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff'])
        await test.engine.fireDeadline(`deregistration:${deregistrationId}`, command);
    }
    for (const { deregistrationId } of leaving.slice(3, 6)) await steps.performAll(deregistrationId);

    const [manager, deputy, admin, requestedBy] = [1, 2, 3, 4].map((n) => `b9a1f0de-0000-4000-8000-00000000000${n}`) as [
      string,
      string,
      string,
      string,
    ];
    const two = confirmation(test);
    const company = await two.company([admin]);
    const ask = async () => (await two.ask(company, { requestedBy, managers: [manager, deputy] })).approvalId;
    const [, half, whole, withdrawn] = [await ask(), await ask(), await ask(), await ask()] as [string, string, string, string];
    for (const [approvalId, ...actors] of [
      [half, deputy],
      [whole, manager, admin],
    ] as const)
      for (const actor of actors) await two.approve(approvalId, actor);
    await two.withdraw(withdrawn, requestedBy);

    const kept = await rows();
    // 12 accounts, 8 deregistrations; a company, its position, its role, 4 approvals. Three tasks wait for one person,
    // one for an IT admin alone. Four were asked for; two were decided, by the one caller of this test.
    expect(kept.map((table) => table.length)).toEqual([27, expect.any(Number), 4, 6]);
    expect(await verifyChain(owner, folding)).toMatchObject({ faults: [] });
    const far: number[][] = [];
    const { streams, events } = await rebuild(owner, projections, (...step) => far.push(step));
    expect(await rows()).toEqual(kept);
    expect(far).toEqual([[27, 27]]);
    expect(streams).toBe(27);
    // The company, its position and its role, 4 openings, 3 decisions with an approval among them, a withdrawal.
    expect(events).toBe(kept[1]!.length + 3 + 4 + 4 + 1);
    await owner.close();
    await test.close();
  });
});
