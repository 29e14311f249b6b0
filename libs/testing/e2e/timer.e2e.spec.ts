import type { History } from '@temporalio/common/lib/proto-utils';
import { eventually, frontDesk, install, skipTime, witness, type Installation, type Witness } from '#testing';

const day = 86_400_000;
const hour = 3_600_000;

let site: Installation;
let world: Witness;

beforeAll(async () => {
  // Only Temporal's own timers may wake the process.
  site = await install({ SWEEP_SECONDS: '86400' });
  await site.start('simulator', 'api', 'worker');
  world = await witness(site);
});
afterAll(async () => {
  await world?.close();
  await site?.close();
});

const events = async (streamId: string) =>
  (await world.sql<{ type: string }>('SELECT type FROM es.events WHERE stream_id = $1 ORDER BY version', [streamId])).map(
    ({ type }) => type,
  );

/** Temporal's clock of this workflow and the business clock move by the same time, once the workflow sleeps. */
async function pass(streamId: string, ms: number): Promise<void> {
  // A command is answered before Temporal hears of it.
  await world.quiet(30_000, streamId);
  const underWay = async () => {
    const { pendingWorkflowTask, pendingActivities } = (await world.client.workflow.getHandle(streamId).describe()).raw;
    return (pendingWorkflowTask ? 1 : 0) + (pendingActivities?.length ?? 0);
  };
  await eventually('asleep', underWay, (n) => n === 0);
  await world.moveClock(ms);
  await skipTime(world.client, streamId, ms);
}

const happens = (streamId: string, type: string) =>
  eventually(
    type,
    () => events(streamId),
    (types) => types.includes(type),
  ).then(() => world.quiet(30_000, streamId));

/** What an operator reads beside the timer. */
const summaryOf = (history: NonNullable<History['events']>, startedEventId: number) =>
  JSON.parse(Buffer.from(history[startedEventId - 1]!.userMetadata!.summary!.data!).toString()) as string;

describe('the real timers of Temporal, through the whole product', () => {
  it('end a cooling-off after 14 days, and free the phone number after 45', async () => {
    const { streamId } = await world.leaving('+8613700000001');
    await pass(streamId, 7 * day);
    await happens(streamId, 'CoolingOffReminderFellDue');
    await pass(streamId, 6 * day);
    await eventually(
      'the second reminder',
      () => events(streamId),
      (types) => types.length === 3,
    );
    await world.quiet(30_000, streamId);
    await pass(streamId, day - hour);
    expect(await events(streamId)).toEqual(['DeregistrationRequested', 'CoolingOffReminderFellDue', 'CoolingOffReminderFellDue']);
    await pass(streamId, hour);
    await happens(streamId, 'PurgeCompleted');
    await pass(streamId, 30 * day);
    await happens(streamId, 'DirectoryRetentionEnded');
    await pass(streamId, day);
    const handle = world.client.workflow.getHandle(streamId);
    expect(await handle.result()).toBe('closed');
    expect((await events(streamId)).at(-1)).toBe('DeregistrationClosed');

    const { events: history } = await handle.fetchHistory();
    const signals = history!.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => (signal ? [signal.signalName] : []));
    // On a busy machine the relay repeats a wake that the API has sent and not yet deleted. No other signal is
    // expected.
    expect(new Set(signals)).toEqual(new Set(['DeregistrationRequested']));
    const rung = history!.flatMap(({ timerFiredEventAttributes: fired }) =>
      fired ? [summaryOf(history!, Number(fired.startedEventId))] : [],
    );
    expect(rung.map((summary) => summary.split(' at ')[0])).toEqual([
      'RemindOfCoolingOff',
      'RemindOfCoolingOff',
      'EndCoolingOff',
      'EndDirectoryRetention',
      'ReleasePhone',
    ]);
  });

  it('raise the tier of an account on day 8 and day 31', async () => {
    const { accountId } = await world.leaving('+8613700000002');
    const streamId = `account:${accountId}`;
    await pass(streamId, 8 * day);
    await happens(streamId, 'TierRaised');
    expect(await events(streamId)).toEqual(['AccountTakenIn', 'AccountFrozen', 'TierRaised']);
  });

  it('remind approvers after 24 and 48 hours, escalate after 60 (X1), let the approval expire after 72, and erase its applicant 7 days later', async () => {
    const desk = await frontDesk(site);
    const who = await desk.ready('+8613700000003');
    const [registration, approval] = [`registration:${who.id}`, `approval:${await desk.submit(who)}`];
    const before = [['ApprovalOpened'], ['ApproversReminded'], ['ApproversReminded', 'StageEscalated']];
    for (const [n, type] of ['ApproversReminded', 'ApproversReminded', 'ApprovalExpired'].entries()) {
      await pass(approval, day - hour);
      // That nobody has ever seen these two act is recorded beside.
      const seen = (await events(approval)).filter((each) => each !== 'ApproversUnseen');
      expect(seen).toEqual(before.slice(0, n + 1).flat());
      await pass(approval, hour);
      await happens(approval, type);
    }
    expect(await world.client.workflow.getHandle(approval).result()).toBe('expired');
    await happens(registration, 'RegistrationExpired');
    await pass(registration, 7 * day);
    expect(await world.client.workflow.getHandle(registration).result()).toBe('expired');
    expect((await events(registration)).slice(-2)).toEqual(['RetentionEnded', 'ApplicantErased']);
  });

  it('let a draft lapse after 7 days', async () => {
    const desk = await frontDesk(site);
    const streamId = `registration:${(await desk.open('+8613700000004')).id}`;
    await pass(streamId, 7 * day - hour);
    expect(await events(streamId)).toEqual(['RegistrationOpened']);
    await pass(streamId, hour);
    await happens(streamId, 'RegistrationExpired');
  });
});
