import { randomUUID } from 'node:crypto';
import { eventually, frontDesk, install, simulatedWorld, witness } from '#testing';
import type { FrontDesk, Installation, Registrant, SimulatedWorld, Witness } from '#testing';

let site: Installation;
let desk: FrontDesk;
let world: SimulatedWorld;
let seen: Witness;
const superAdmin = randomUUID();

beforeAll(async () => {
  site = await install();
  world = simulatedWorld(site.simulatorUrl);
  await site.start('simulator', 'api', 'worker');
  [desk, seen] = await Promise.all([frontDesk(site), witness(site)]);
  const body = { role: 'super-admin', userId: superAdmin };
  expect((await site.call('POST', `/v1/companies/${desk.companyId}/roles`, { body })).status).toBe(201);
});
afterAll(async () => {
  await seen?.close();
  await site?.close();
});

const advance = async (by: string) => expect((await site.call('POST', '/dev/clock/advance', { body: { by } })).status).toBe(200);
const tasksOf = async ({ id }: Registrant, state = 'open') =>
  (await site.call('GET', `/v1/operator-tasks?state=${state}&process=registration:${id}`)).body.items as Record<string, string>[];
const lapsed = async (phone: string) => {
  const who = await desk.ready(phone);
  const approvalId = await desk.submit(who);
  expect((await desk.decide(approvalId, desk.manager)).body).toMatchObject({ state: 'pending' });
  await advance('P3D');
  await seen.quiet();
  return { who, approvalId };
};
const reason = 'company-asked';

describe('an approval that lapses because one of two did not decide, over real programs', () => {
  it('ends the registration; applicant, company and operators each learn what is true', async () => {
    const { who, approvalId } = await lapsed('+8613800000001');
    expect(await desk.show(who)).toMatchObject({ state: 'expired', reason: 'approval-expired', approvalId });
    expect(await world.texts(who.phone)).toEqual([
      expect.stringMatching(
        /^Your registration has lapsed, because nobody decided on it in time\. You had done your part, and may register again\./,
      ),
    ]);
    // X1: asked too at 60 hours, told at 72 that it is over.
    expect(await world.notices(superAdmin, approvalId)).toEqual([
      expect.stringMatching(/^A registration waits for your decision too until .+ it was escalated to you\./),
      expect.stringMatching(/ has lapsed: nobody decided as it admin until /),
    ]);
    for (const asked of [desk.manager, desk.admin])
      expect((await world.notices(asked, approvalId)).filter((text) => text.includes('lapsed'))).toEqual([]);
    const [task, ...more] = await tasksOf(who);
    expect(more).toEqual([]);
    expect(task).toMatchObject({ kind: 'approval-lapsed', ref: approvalId, process: { type: 'registration', id: who.id } });
    expect(task!['goesOn']).toBe(`POST /v1/operator-tasks/${task!['taskId']}/resolution`);
    expect((await site.call('GET', `/v1/operator-tasks?process=approval:${approvalId}`)).body.items).toEqual([]);
  });

  it('leaves the invite to the applicant, who registers again', async () => {
    const invite = await desk.invite();
    const who = await desk.open('+8613800000002', invite);
    await desk.provePhone(who);
    await desk.submit(await desk.identified(who));
    await advance('P3D');
    await desk.reaches(who, 'expired');
    const again = await desk.open(who.phone, invite);
    await desk.provePhone(again);
    expect(await desk.show(again)).toMatchObject({ state: 'draft' });
  });
});

describe('the task about an approval that has lapsed', () => {
  it('is resolved by the operator who has asked the company, and does not come back after a restart or an upgrade', async () => {
    const { who } = await lapsed('+8613800000003');
    const [task] = await tasksOf(who);
    const path = `/v1/operator-tasks/${task!['taskId']}/resolution`;
    expect(await site.call('POST', path, { body: { reason } })).toMatchObject({
      status: 200,
      body: { state: 'resolved', resolution: reason },
    });
    await site.stop('worker');
    // As another release left it: the keeper of this one derives it anew.
    await seen.sql(`UPDATE es.streams SET shape = 'another' WHERE stream_id = $1`, [`registration:${who.id}`]);
    await site.start('worker');
    await eventually(
      'the keeper has looked at it',
      () => seen.sql(`SELECT 1 FROM es.streams WHERE stream_id = $1 AND shape = 'another'`, [`registration:${who.id}`]),
      ({ length }) => length === 0,
      60_000,
    );
    expect(await tasksOf(who)).toEqual([]);
    await advance('P7D');
    await seen.quiet();
    expect(await tasksOf(who)).toEqual([]);
    expect(await tasksOf(who, 'resolved')).toMatchObject([{ taskId: task!['taskId'], resolution: reason }]);
  });
});
