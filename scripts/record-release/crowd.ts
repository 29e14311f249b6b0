import type { Client } from 'pg';
import type { Api } from '#journey';
import { sendSignal, type runningStack } from '#stack';
import { isOver, type Stage } from '../record-histories/stage';
import { Approvals } from './approvals';
import { recordedCalls, type RecordedCall } from './calls';
import { Ground } from './ground';
import { Guests } from './guests';
import { Leavers } from './leavers';

/** Ahead of every machine that will ever read the fixture: the offset of the embedded clock is never negative. */
const firstDay = '2045-01-01T00:00:00Z';
const lastDay = 46;

/** Everybody, day by day, until each phase of each process is there at one moment. */
export class Crowd {
  private readonly ground: Ground;
  private readonly leavers: Leavers;
  private readonly guests: Guests;
  private readonly approvals: Approvals;
  private calls: RecordedCall[] = [];
  private challengeId = '';

  constructor(
    private readonly stage: Stage,
    private readonly operator: Api,
    service: Api,
    private readonly owner: Client,
    private readonly stack: ReturnType<typeof runningStack>,
  ) {
    this.ground = new Ground(stage);
    [this.leavers, this.guests] = [new Leavers(this.ground), new Guests(this.ground)];
    this.approvals = new Approvals(this.ground, service);
  }

  async live(): Promise<void> {
    await this.moveClock(`$1::timestamptz - clock_timestamp()`, firstDay);
    await this.ground.prepare();
    await this.leavers.prepare();
    await this.guests.early();
    let today = 0;
    for (const day of [...new Set([...this.leavers.days, 36, 40, 44.5, 45, lastDay])].toSorted((a, b) => a - b)) {
      if (day > today) await this.stage.advance(`PT${Math.round((day - today) * 86_400)}S`);
      today = day;
      await this.on(day);
    }
    await this.leaveBehind();
  }

  private async on(day: number): Promise<void> {
    await this.leavers.on(day);
    if (day === 36) await this.guests.lapsing();
    if (day === 40) await this.guests.late();
    if (day === 40) await this.approvals.ended();
    if (day === 44.5) await this.guests.reminded();
    if (day === 45) await this.guests.keptByDirectory();
  }

  /** What stands only for moments: nothing waits until it is over. */
  private async leaveBehind(): Promise<void> {
    await this.leavers.atTheEnd();
    await this.guests.now();
    await this.approvals.pending();
    this.calls = await recordedCalls(this.operator);
    await this.guests.unanswered();
    await this.beginPurge();
    await this.keepHistories();
    await this.stopHalfWay();
  }

  /** Of workflows in phases that the lives of `npm run record-histories` do not have. */
  private async keepHistories(): Promise<void> {
    const { recorder } = this.stage;
    const workflow = (kind: string, name: string) => `${kind}:${this.approvals.ids[name] ?? this.ground.id(kind, name)}`;
    await recorder.keep('registration-superseded', workflow('registration', 'superseded'));
    await recorder.keep('registration-kept-by-directory', workflow('registration', 'kept by the directory'));
    await recorder.keep('registration-without-reviewers', workflow('registration', 'nobody reviews'));
    await recorder.keep('registration-refused-by-directory', workflow('registration', 'refused by directory'));
    await recorder.keep('registration-unanswered', workflow('registration', 'withdrawn while activating'), { performing: true });
    await recorder.keep('approval-withdrawn', workflow('approval', 'export withdrawn'), { enough: isOver });
    await recorder.keep('approval-taken', workflow('approval', 'export taken'));
    await recorder.keep('deregistration-purging', workflow('deregistration', 'purge begins'), { performing: true });
  }

  /** The holder of sessions is away: the purge has begun, and stays where it is. */
  private async beginPurge(): Promise<void> {
    await this.stage.breaks('revokeSessions', { mode: 'unavailable' });
    await this.moveClock(`interval '40 minutes'`);
    const id = this.ground.id('deregistration', 'purge begins');
    await this.stage.client.workflow.getHandle(`deregistration:${id}`).signal('ClockAdvanced');
    await this.stage.until(`/v1/deregistrations/${id}`, 'purging');
  }

  /** An effect is under lease when the worker stands still; Temporal hears of nothing any more, and the clock goes on. */
  private async stopHalfWay(): Promise<void> {
    await this.stage.breaks('identity-checks', { mode: 'slow', delayMs: 60_000 });
    await this.ground.guest('in flight', 'giveProfile');
    await this.ground.take({ step: 'giveProfile', who: this.ground.applicants['in flight']! });
    await this.stage.callsFor('identity-checks', `registration:${this.ground.id('registration', 'in flight')}`);
    for (const part of ['worker', 'temporal']) sendSignal(this.stack.pids[part]!, 'SIGSTOP');
    await this.ground.leave(this.ground.members['grown']!);
    await this.ground.decide(this.ground.applicants['rejected unheard']!, this.ground.at.managers[0]!, 'reject');
    await this.moveClock(`interval '2 hours'`);
    await this.guests.codeOpen();
    this.challengeId = await this.leavers.challenge();
  }

  goOn(): void {
    for (const part of ['temporal', 'worker']) sendSignal(this.stack.pids[part]!, 'SIGCONT');
  }

  /** What a reader of the fixture goes on from. */
  async index(): Promise<object> {
    const { rows } = await this.owner.query<{ stream_id: string; status: string }>('SELECT stream_id, status FROM rm.process');
    const status = Object.fromEntries(rows.map((row) => [row.stream_id, row.status]));
    const ids = {
      ...this.stage.journey.ids(),
      ...Object.fromEntries(Object.entries(this.approvals.ids).map(([name, id]) => [`approval:${name}`, id])),
    };
    const lives = Object.entries(ids).map(([key, id]) => [key, status[`${key.slice(0, key.indexOf(':'))}:${id}`]] as const);
    const { rows: clock } = await this.owner.query<{ machine: Date; business: Date }>(
      `SELECT clock_timestamp() AS machine, clock_timestamp() + offset_ms * interval '1 millisecond' AS business FROM dev.clock`,
    );
    const { at, second, trusting, reviewer, applicants, members } = this.ground;
    return {
      clock: clock[0],
      lives: Object.fromEntries(lives.filter(([, state]) => state !== undefined)),
      ids,
      companies: { at, second, trusting },
      reviewer,
      applicants,
      members,
      challengeId: this.challengeId,
      recordedCalls: this.calls,
      outside: await this.stage.outside(),
    };
  }

  private async moveClock(by: string, ...values: unknown[]): Promise<void> {
    await this.owner.query(`UPDATE dev.clock SET offset_ms = offset_ms + (extract(epoch FROM ${by}) * 1000)::bigint`, values);
  }
}
