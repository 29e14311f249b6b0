import { deleteExpired, relayWakes, sweep } from '#engine';
import { run, type Loop } from './loop';
import type { Metrics } from './metrics';
import type { Parts } from './parts';
import { say } from './say';

/**
 * Runs before and without Temporal: sends unsent wakes, wakes overdue processes, makes up what another program left out,
 * deletes what is old. Settles after the signal, when all have ended.
 */
export async function keep(parts: Parts, metrics: Metrics, signal: AbortSignal): Promise<void> {
  await Promise.all([relay(parts, metrics), sweeper(parts, metrics), duties(parts), housekeeping(parts)].map((loop) => run(loop, signal)));
}

const relay = ({ database, sendWake }: Parts, { relayed }: Metrics): Loop => ({
  name: 'relay',
  everyMs: 500,
  async round() {
    const { sent, failed } = await relayWakes(database, sendWake);
    relayed.inc({ ok: 'true' }, sent);
    relayed.inc({ ok: 'false' }, failed);
    return sent > 0 && failed === 0;
  },
});

const sweeper = ({ database, clock, sweepEveryMs }: Parts, { overdue }: Metrics): Loop => ({
  name: 'sweeper',
  everyMs: sweepEveryMs,
  async round() {
    const swept = await sweep(database, clock);
    overdue.set(swept.overdue);
    if (swept.woken > 0) say('warn', 'swept', swept);
  },
});

const duties = ({ engine, sweepEveryMs }: Parts): Loop => ({
  name: 'duties',
  everyMs: sweepEveryMs,
  async round() {
    const { more, ...kept } = await engine.keepDuties();
    if (kept.changed + kept.resting > 0) say('warn', 'duties', kept);
    return more;
  },
});

const housekeeping = ({ database, challenges, clock }: Parts): Loop => ({
  name: 'housekeeping',
  everyMs: 3_600_000,
  async round() {
    const gone = await deleteExpired(database, challenges, clock);
    if (gone.commands + gone.refusals + gone.challenges > 0) say('info', 'housekeeping', gone);
  },
});
