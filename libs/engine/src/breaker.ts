import { answersPurpose, breakerPolicy, hour } from '#domain';
import { readNow, type ClockMode, type Database } from '#event-store';

/** The process that the operator's task names: no process, but all clients; `ref` is the one. */
const clientsStream = 'clients:00000000-0000-0000-0000-000000000000';

const instant = (parameter: string) => `to_timestamp(${parameter}::float8 / 1000)`;
/** With both ends: a plan for one of them alone would expect a third of the table. */
const within = (column: string) => `${column} > ${instant('$1')} AND ${column} <= ${instant('$6')}`;

/** What each client did from $1 to $6, as (client, count). By index: the hour is all that is read. */
const done = {
  'many-openings': `SELECT client, count(*)::int AS count FROM rm.process
    WHERE type = 'registration' AND ${within('opened_at')} AND client IS NOT NULL GROUP BY client`,
  // A client has a counter for each registration beside its own: behind a space, its id.
  'many-codes': `SELECT regexp_replace(substr(counter, 8), ' [0-9a-f-]{36}$', '') AS client, count(*)::int AS count FROM vault.challenges
    WHERE ${within('created_at')} AND counter LIKE 'client:%' GROUP BY 1`,
  'many-misses': `SELECT substr(missing, 8) AS client, count(*)::int AS count
    FROM vault.challenges, LATERAL jsonb_object_keys(missed_by) AS missing
    WHERE ${within('created_at')} AND purpose = '${answersPurpose}' AND missing LIKE 'client:%' GROUP BY 1`,
} as const;

/** A task that is open stays as it is; one that was resolved comes back no sooner than $5 minutes later. */
const tell = (counted: string) => `
  WITH busy AS (SELECT * FROM (${counted}) c WHERE count >= $2),
  told AS (
    INSERT INTO es.operator_tasks (stream_id, kind, ref) SELECT $3, $4, client FROM busy
    ON CONFLICT (stream_id, kind, ref) DO UPDATE SET raised_at = clock_timestamp(), resolved_at = NULL
      WHERE operator_tasks.resolved_at < clock_timestamp() - $5 * interval '1 minute'
    RETURNING ref)
  SELECT client, count, EXISTS (SELECT FROM told WHERE ref = client) AS told FROM busy`;

export interface BusyClient {
  kind: keyof typeof done;
  client: string;
  count: number;
  /** Operators have got a task just now. */
  told: boolean;
}

/** Finds the clients that open or send more in an hour than operators want to know of, and gives them a task each. */
export async function tellOfBusyClients(database: Database, clock: ClockMode): Promise<BusyClient[]> {
  const { now } = await readNow(database, clock);
  const { openingsPerHour, codesPerHour, missesPerHour, tellAgainMinutes } = breakerPolicy;
  const busy: BusyClient[] = [];
  for (const [kind, limit] of [
    ['many-openings', openingsPerHour],
    ['many-codes', codesPerHour],
    ['many-misses', missesPerHour],
  ] as const) {
    const found = await database.query<Omit<BusyClient, 'kind'>>(tell(done[kind]), [
      ...[now - hour, limit, clientsStream, kind, tellAgainMinutes, now],
    ]);
    busy.push(...found.map((each) => ({ kind, ...each })));
  }
  return busy;
}
