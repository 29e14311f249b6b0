import type { Ground, Member } from './ground';

/** Days from the first day on which each leaver asks to leave; the last walk of the clock ends on day 46. */
const asksOnDay: Readonly<Record<string, number>> = {
  closed: 0,
  'entry erased': 1.5,
  retained: 20,
  'purge blocked': 31,
  'cooling-off overdue': 32.04,
  'purge begins': 32.02,
  'reminded twice': 32.5,
  'reminded once': 38,
  'reminder overdue': 39.04,
  revoked: 40,
};

/** People who leave, each on their day. */
export class Leavers {
  readonly days = [...Object.values(asksOnDay), 42, 45.1];

  constructor(private readonly ground: Ground) {}

  async prepare(): Promise<void> {
    for (const name of Object.keys(asksOnDay)) await this.ground.member(name);
    await this.ground.member('grown');
  }

  /** What falls on this day. */
  async on(day: number): Promise<void> {
    // The message about this request is refused for good: its effect has failed.
    if (day === 38) await this.ground.stage.breaks('messages', { mode: 'refuse', reason: 'number-unknown', times: 1 });
    for (const [name, asks] of Object.entries(asksOnDay)) if (asks === day) await this.ground.leave(this.ground.members[name]!);
    if (day === 42) await this.undo(this.ground.members['revoked']!);
    if (day === 42) await this.ground.stage.breaks('refundWallet', { mode: 'refuse', reason: 'open-dispute' });
    if (day === 45.1) await this.ground.stage.mends();
  }

  /** People whose requests are new. */
  async atTheEnd(): Promise<void> {
    await this.ground.leave(await this.ground.member('cooling off'));
    await this.ground.leave(await this.ground.member('undo asked for'));
  }

  /** @returns the challenge of an undo, whose code is open. */
  challenge(): Promise<string> {
    return this.ground.stage.journey.known.challenge('undo asked for');
  }

  private undo({ name, phone }: Member): Promise<unknown> {
    return this.ground.take({ step: 'undoDeregistration', deregistration: name, phone });
  }
}
