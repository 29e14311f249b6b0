import { partsOf, processOf, underPolicy } from '#domain';
import type { FreshDatabase } from './database';

type Row = Record<string, unknown>;
interface Recorded {
  stream_id: string;
  policy_version: number;
  type: string;
  data: Row;
  command: string;
  origin: string;
  at: number;
}

/** What people were promised, each as a query for the rows that break it. Whichever release has decided. */
const promises = {
  'a cooling-off ends no earlier than its request has recorded': `
    SELECT e.stream_id FROM es.events e JOIN es.events first ON first.stream_id = e.stream_id AND first.version = 1
    WHERE e.type = 'CoolingOffEnded' AND extract(epoch FROM e.recorded_at) * 1000 < (first.data->>'coolingOffEndsAt')::numeric`,
  'a number is free no earlier than the end of the purge has recorded': `
    SELECT e.stream_id FROM es.events e JOIN es.events purged ON purged.stream_id = e.stream_id AND purged.type = 'PurgeCompleted'
    WHERE e.type = 'PhoneReleased' AND extract(epoch FROM e.recorded_at) * 1000 < (purged.data->>'phoneFreeAt')::numeric`,
  'a task of an approval is decided once': `
    SELECT stream_id, data->>'taskId' AS task FROM es.events WHERE type = 'TaskDecided' GROUP BY 1, 2 HAVING count(*) > 1`,
  'an approval has one end': `
    SELECT stream_id FROM es.events WHERE type IN ('ApprovalApproved', 'ApprovalRejected', 'ApprovalExpired', 'ApprovalWithdrawn', 'ApprovalClosed')
    GROUP BY 1 HAVING count(*) > 1`,
  'an effect is owed once': `SELECT stream_id, kind, n FROM es.effects GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  'an identifier has one holder, who lives': `
    SELECT c.kind, c.identifier_id FROM es.claims c JOIN rm.process p ON p.type = 'account' AND p.id = c.holder
    WHERE p.status IN ('merged', 'purged', 'undone') AND c.state = 'held'`,
  'an account that lives has its number': `
    SELECT p.stream_id FROM rm.process p LEFT JOIN es.claims c ON c.identifier_id = (p.state->>'phoneId')::uuid
    WHERE p.type = 'account' AND p.status NOT IN ('merged', 'purged', 'undone') AND c.identifier_id IS NULL`,
} as const;

/** Every row that breaks a promise, and every timed event for which no recorded deadline had come. */
export async function brokenPromises({ ownerUrl }: Pick<FreshDatabase, 'ownerUrl'>): Promise<{ promise: string; row: unknown }[]> {
  // Only here, so that pure tests do not load a database driver.
  const { openDatabase } = await import('#event-store');
  const database = await openDatabase({ url: ownerUrl, applicationName: 'promises', poolSize: 1 });
  try {
    const found: { promise: string; row: unknown }[] = [];
    for (const [promise, query] of Object.entries(promises)) for (const row of await database.query(query)) found.push({ promise, row });
    const events = await database.query<Recorded>(
      `SELECT e.stream_id, s.policy_version, e.type, e.data, encode(e.command_id, 'hex') AS command, e.meta->>'origin' AS origin,
         (extract(epoch FROM e.recorded_at) * 1000)::float8 AS at
       FROM es.events e JOIN es.streams s USING (stream_id) ORDER BY e.stream_id, e.version`,
    );
    return [...found, ...early(events).map((row) => ({ promise: 'nothing happens by the clock before a recorded deadline', row }))];
  } finally {
    await database.close();
  }
}

function early(events: readonly Recorded[]): Recorded[] {
  const found: Recorded[] = [];
  let before: Recorded | undefined;
  let state: { status: string } = { status: 'none' };
  for (const event of events) {
    const process = underPolicy(processOf(partsOf(event.stream_id).type), event.policy_version);
    if (before?.stream_id !== event.stream_id) state = process.initial;
    const isNext = before?.stream_id !== event.stream_id || before.command !== event.command;
    if (isNext && event.origin === 'clock' && !process.due(state).some(({ dueAt }) => dueAt <= event.at)) found.push(event);
    state = process.evolve(state, { ...event.data, type: event.type });
    before = event;
  }
  return found;
}
