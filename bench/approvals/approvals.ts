import { mkdirSync } from 'node:fs';
import { openDatabase } from '#event-store';
import { withClient } from '#stack';
import { columns, written } from '../flow/table';
import { quantile } from '../measure/quantile';
import { inWorkshop } from '../stacks/workshop';
import { seedCrowd, type Crowd } from './crowd';
import { databasesAlone, type Prepared } from './database-alone';
import { openDesk, type Desk } from './desk';
import { inboxTimes, nothing, type InboxTime } from './inbox-times';
import { seedApprovals } from './seed-approvals';

const approvers = 1_000;
const warmUp = 50;
const decisions = 200;
const pageLimitMs = 50;
const decisionLimit = 1.3;

interface Measured {
  inbox: readonly InboxTime[];
  /** The 50th percentile of a decision in milliseconds, with empty tables and with full ones. */
  decision: { little: number; much: number };
}

/** Measures the inbox and a decision with so many approvals, on a PostgreSQL of its own. */
export const measureApprovals = (many: number): Promise<Measured> =>
  inWorkshop(async (workshop) => {
    const folder = workshop.state('approvals');
    mkdirSync(folder, { recursive: true });
    const { databases, stop } = await databasesAlone(folder, ['empty', 'full']);
    const [empty, full] = databases as [Prepared, Prepared];
    // As the programs have it: a statement of a command is planned once, one of a list each time.
    const open = ({ url }: Prepared, plansOnce = false) => openDatabase({ url, applicationName: 'tenure-bench', poolSize: 2, plansOnce });
    const pools = [await open(empty, true), await open(full, true), await open(full)] as const;
    try {
      const desks = [await openDesk(pools[0]), await openDesk(pools[1])] as const;
      console.error(`  seeding ${many} approvals`);
      const crowd = await seeded(full, desks[1], many);
      return { inbox: await inboxTimes(pools[2], crowd), decision: await decisionTimes(...desks) };
    } finally {
      await Promise.all(pools.map((pool) => pool.close()));
      await stop();
    }
  });

const seeded = ({ ownerUrl }: Prepared, desk: Desk, many: number): Promise<Crowd> =>
  withClient(ownerUrl, async (client) => {
    const crowd = await seedCrowd(client, desk.companyId, approvers);
    await seedApprovals(client, desk, crowd, many);
    return crowd;
  });

/** In turns, so that what else the machine does slows both. What they decide is opened before. */
async function decisionTimes(empty: Desk, full: Desk): Promise<Measured['decision']> {
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < decisions; i += 1)
    for (const [side, desk] of [empty, full].entries()) {
      const id = await desk.ask();
      const beganAt = performance.now();
      await desk.approve(id, desk.manager);
      if (i >= warmUp) times[side]!.push(performance.now() - beganAt);
    }
  const [little, much] = times.map((each) => quantile(each, 0.5)) as [number, number];
  return { little, much };
}

export const isTooSlow = ({ inbox, decision }: Measured): boolean =>
  inbox.some(({ what, p99 }) => what !== nothing && p99 >= pageLimitMs) || decision.much / decision.little > decisionLimit;

export function approvalsTable({ inbox, decision: { little, much } }: Measured): string {
  const verdict = (isMissed: boolean, limit: string) => (isMissed ? `MISSED (${limit})` : limit);
  const pages = inbox.map(({ what, p50, p99, worst }) => [
    ...[what, written(p50), written(p99), written(worst)],
    what === nothing ? '' : verdict(p99 >= pageLimitMs, `p99 < ${pageLimitMs} ms`),
  ]);
  const ratio = much / little;
  const decision = ['a decision, p50: empty, full, ratio', written(little), written(much), written(ratio)];
  return columns([
    ['SQL, ms', 'p50', 'p99', 'worst', 'limit'],
    ...pages,
    [...decision, verdict(ratio > decisionLimit, `≤ ${decisionLimit}`)],
  ]).join('\n');
}
