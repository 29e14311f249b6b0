import { condition } from '@temporalio/workflow';
import type { Look } from '#activities';
import { Alarm } from './alarm';
import { instant } from './details';
import type { Effects } from './effects';
import { keyOf, type Patience } from './patience';

/** The sleep of a workflow: until a wake, the next deadline or the end of a back-off. */
export class Sleep {
  private alarm: Alarm | undefined;

  constructor(
    private readonly patience: Patience,
    private readonly effects: Effects,
  ) {}

  /** Returns the time until the next deadline or the end of a back-off; undefined to wait for a signal only. */
  lengthMs({ deadlines, owed }: Look): number | undefined {
    const now = Date.now();
    const untilDue = deadlines.map((deadline) => Math.max(deadline.waitMs, this.patience.waitMs(keyOf(deadline), now)));
    const held = owed.filter(({ effectId }) => !this.effects.performing.has(effectId));
    const waits = [...untilDue, ...held.map(({ effectId }) => this.patience.waitMs(effectId, now))];
    return waits.length === 0 ? undefined : Math.max(1, Math.min(...waits));
  }

  /** Sleeps for so long, or until `isOver`. @returns true if only time has passed. */
  async until(isOver: () => boolean, look: Look, lengthMs: number | undefined): Promise<boolean> {
    if (look.keepsAlarm) return this.byAlarm(isOver, look, lengthMs);
    if (lengthMs === undefined) return condition(isOver).then(() => false);
    return !(await condition(isOver, lengthMs, { summary: summary(look, lengthMs) }));
  }

  private async byAlarm(isOver: () => boolean, look: Look, lengthMs: number | undefined): Promise<boolean> {
    const isNew = this.setAlarm(look, lengthMs);
    await condition(() => isOver() || this.alarm?.rung === true);
    return isNew && !isOver();
  }

  /** False if the alarm that is set serves, or none is needed. */
  private setAlarm(look: Look, lengthMs: number | undefined): boolean {
    const at = lengthMs === undefined ? undefined : Date.now() + lengthMs;
    if (at !== undefined && this.alarm?.serves(at)) return false;
    this.alarm?.cancel();
    this.alarm = at === undefined ? undefined : new Alarm(at, summary(look, lengthMs!));
    return at !== undefined;
  }
}

function summary({ deadlines }: Look, lengthMs: number): string {
  const deadline = deadlines.find(({ waitMs }) => waitMs === lengthMs);
  return deadline === undefined ? `tries again at ${instant(Date.now() + lengthMs)}` : `${deadline.command} at ${instant(deadline.dueAt)}`;
}
