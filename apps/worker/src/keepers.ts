import { deleteExpired, relayWakes, sweep } from '#engine';
import { run, type Loop } from './loop';
import type { Metrics } from './metrics';
import type { Parts } from './parts';
import { say } from './say';

/**
 * Runs before and without Temporal: sends unsent wakes, wakes overdue processes, deletes what is old.
 * Settles after the signal, when all have ended.
 */
export async function keep(parts: Parts, metrics: Metrics, signal: AbortSignal): Promise<void> {
  await Promise.all([relay(parts, metrics), sweeper(parts, metrics), housekeeping(parts)].map((loop) => run(loop, signal)));
}

/** By a clock that is ahead everything is overdue, and old enough to be deleted. */
const isAhead = async (witness: Parts['witness'], database: Parts['database']) => (await witness.look(database)) === 'clock-ahead';

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

const sweeper = ({ database, clock, witness, sweepEveryMs }: Parts, { overdue }: Metrics): Loop => ({
  name: 'sweeper',
  everyMs: sweepEveryMs,
  async round() {
    if (await isAhead(witness, database)) return;
    const swept = await sweep(database, clock);
    overdue.set(swept.overdue);
    if (swept.woken > 0) say('warn', 'swept', swept);
  },
});

const housekeeping = ({ database, challenges, clock, witness }: Parts): Loop => ({
  name: 'housekeeping',
  everyMs: 3_600_000,
  async round() {
    if (await isAhead(witness, database)) return;
    const gone = await deleteExpired(database, challenges, clock);
    if (gone.commands + gone.refusals + gone.challenges > 0) say('info', 'housekeeping', gone);
  },
});
