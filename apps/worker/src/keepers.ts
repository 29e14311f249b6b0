import { defaultMaxListeners, setMaxListeners } from 'node:events';
import { breakerPolicy } from '#domain';
import { deleteExpired, relayWakes, sweep, sweepFromStart, tellOfBusyClients } from '#engine';
import { anchoring } from './anchoring';
import { resolveApprovers } from './approvers';
import { sendDigests } from './digests';
import { Rounds, run, type Loop } from './loop';
import type { Metrics } from './metrics';
import type { Parts } from './parts';
import { log } from './log';
import { replanningFromStart, replanProvisional } from './provisional';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/**
 * Runs before and without Temporal: sends unsent wakes, wakes overdue processes, makes up what another program left
 * out, resolves approvals again whose people have gone, deletes what is old, anchors the events. `run` settles after
 * the signal, when all have ended.
 */
export function createKeepers(parts: Parts, metrics: Metrics) {
  const anchors = parts.anchor || parts.clock === 'system' ? [anchoring(parts, metrics)] : [];
  const loops = [
    ...[
      relay(parts, metrics),
      sweeper(parts, metrics),
      duties(parts),
      approvers(parts),
      digests(parts),
      replanning(parts),
      housekeeping(parts),
      breaker(parts, metrics),
    ],
    ...anchors,
  ];
  const rounds = new Rounds();
  return {
    run: async (signal: AbortSignal) => {
      // Each loop waits for the signal, besides the others who do: else Node takes them for a leak and says so.
      setMaxListeners(defaultMaxListeners + loops.length, signal);
      await Promise.all(loops.map((loop) => run(loop, rounds, signal)));
    },
    /** The keepers without a good round for too long, by name. */
    late: () => rounds.late(loops),
    /** The seconds since the last good round of each. */
    ages: () => rounds.ages(loops),
  };
}

export type Keepers = ReturnType<typeof createKeepers>;

/** By a clock that is ahead everything is overdue, and old enough to be deleted. */
const isAhead = async (witness: Parts['witness'], database: Parts['database']) => (await witness.look(database)) === 'clock-ahead';

const relay = ({ database, sendWake }: Parts, { relayed }: Metrics): Loop => ({
  name: 'relay',
  everyMs: 500,
  limitMs: 30_000,
  lateAfterMs: 60_000,
  async round(signal) {
    const { sent, failed } = await relayWakes(database, sendWake, signal);
    relayed.inc({ ok: 'true' }, sent);
    relayed.inc({ ok: 'false' }, failed);
    return sent > 0 && failed === 0;
  },
});

function sweeper({ database, clock, witness, sweepEveryMs }: Parts, { overdue }: Metrics): Loop {
  const places = sweepFromStart();
  return {
    name: 'sweeper',
    everyMs: sweepEveryMs,
    limitMs: 60_000,
    lateAfterMs: 2 * sweepEveryMs + 60_000,
    async round() {
      if (await isAhead(witness, database)) return;
      const { failure, ...swept } = await sweep(database, clock, places);
      overdue.set(swept.overdue);
      if (swept.woken > 0) log.warn('swept', swept);
      if (failure) throw failure;
    },
  };
}

const duties = ({ engine, sweepEveryMs }: Parts): Loop => ({
  name: 'duties',
  everyMs: sweepEveryMs,
  limitMs: 60_000,
  lateAfterMs: 2 * sweepEveryMs + 60_000,
  async round() {
    const { more, ...kept } = await engine.keepDuties();
    if (kept.changed + kept.resting > 0) log.warn('duties', kept);
    return more;
  },
});

/** Who may decide changes seldom, and what is asked of nobody should not wait. */
const approvers = ({ database, engine }: Parts): Loop => ({
  name: 'approvers',
  everyMs: 1_000,
  limitMs: 60_000,
  lateAfterMs: 180_000,
  async round(signal) {
    const { more, ...done } = await resolveApprovers({ database, engine }, signal);
    if (done.resolved > 0) log.info('approvers resolved', done);
    return more;
  },
});

/** By a clock that is ahead every window is over. */
const digests = ({ database, engine, witness, messaging }: Parts): Loop => ({
  name: 'digests',
  everyMs: 2_000,
  limitMs: 60_000,
  lateAfterMs: 180_000,
  async round(signal) {
    if (await isAhead(witness, database)) return;
    const { more, ...done } = await sendDigests({ database, engine, messaging }, signal);
    if (Object.values(done).some((count) => count > 0)) log.info('digests', done);
    return more;
  },
});

/** A calendar gets further days a few times a year, and what was provisional should not wait long for them. */
function replanning({ database, engine }: Parts): Loop {
  const place = replanningFromStart();
  return {
    name: 'replanning',
    everyMs: 5_000,
    limitMs: 60_000,
    lateAfterMs: 180_000,
    async round(signal) {
      const { more, ...done } = await replanProvisional({ database, engine }, place, signal);
      if (done.replanned > 0) log.info('provisional dates counted again', done);
      return more;
    },
  };
}

function housekeeping({ database, challenges, clock, witness }: Parts): Loop {
  const places = sweepFromStart();
  return {
    name: 'housekeeping',
    everyMs: hourMs,
    limitMs: 300_000,
    lateAfterMs: 3 * hourMs,
    async round(signal) {
      if (await isAhead(witness, database)) return;
      const { failure, more, ...gone } = await deleteExpired(database, challenges, clock, { signal, places });
      if (Object.values(gone).some((rows) => rows > 0)) log.info('housekeeping', gone);
      if (failure) throw failure;
      return more;
    },
  };
}

function breaker({ database, clock }: Parts, { busyClients }: Metrics): Loop {
  const everyMs = breakerPolicy.lookEveryMinutes * minuteMs;
  return {
    name: 'breaker',
    everyMs,
    limitMs: minuteMs,
    lateAfterMs: 3 * everyMs,
    async round() {
      const busy = await tellOfBusyClients(database, clock);
      for (const kind of ['many-openings', 'many-codes', 'many-misses'] as const)
        busyClients.set({ kind }, busy.filter((each) => each.kind === kind).length);
      for (const { told, ...each } of busy) if (told) log.warn('a client does more than usual', each);
    },
  };
}
