import type { FreshDatabase } from './database';

/**
 * The laws that no crash may break, each as a query for the rows that break it.
 * A command's row and its events are one transaction: one cannot exist without the other.
 */
const laws = {
  'an accepted command has one batch': `
    SELECT c.stream_id, c.version, count(e.*) AS events FROM es.commands c LEFT JOIN es.events e USING (stream_id, command_id)
    WHERE c.version IS NOT NULL GROUP BY c.command_id, c.stream_id, c.version
    HAVING count(e.*) = 0 OR max(e.version) <> c.version OR count(e.*) <> max(e.version) - min(e.version) + 1 OR count(DISTINCT e.xmin::text) <> 1`,
  'a command accepted is a command with events': `
    SELECT stream_id, answer FROM es.commands WHERE stream_id IS NOT NULL AND (answer->>'ok')::boolean AND version IS NULL`,
  'an event has its command': `
    SELECT e.stream_id, e.version, e.type FROM es.events e LEFT JOIN es.commands c USING (stream_id, command_id)
    WHERE e.meta->>'origin' <> 'reaction' AND c.command_id IS NULL`,
  'a reaction has its cause': `
    SELECT e.stream_id, e.version, e.type FROM es.events e LEFT JOIN es.events cause ON cause.event_id = (e.meta->>'causation')::uuid
    WHERE e.meta->>'origin' = 'reaction' AND (cause.event_id IS NULL OR cause.xmin::text <> e.xmin::text)`,
  'a stream has no gaps': `
    SELECT s.stream_id, s.version, count(e.*) AS events FROM es.streams s LEFT JOIN es.events e USING (stream_id)
    GROUP BY s.stream_id, s.version HAVING count(e.*) <> s.version OR max(e.version) <> s.version`,
  'a read model is where its stream is': `
    SELECT s.stream_id, s.version, p.version AS read FROM es.streams s LEFT JOIN rm.process p USING (stream_id) WHERE p.version IS DISTINCT FROM s.version`,
  'a step has at most one receipt': `
    SELECT stream_id, data->>'step' AS step FROM es.events WHERE type = 'PurgeStepCompleted' GROUP BY stream_id, data->>'step' HAVING count(*) > 1`,
} as const;

/** Every row that breaks a law, and every fault of the chain. None = nothing was lost, nothing was recorded twice. */
export async function lawbreakers({ ownerUrl }: Pick<FreshDatabase, 'ownerUrl'>): Promise<{ law: string; row: unknown }[]> {
  // Only here, so that pure tests do not load a database driver.
  const [{ openDatabase, verifyChain }, { folding }] = await Promise.all([import('#event-store'), import('#engine')]);
  const database = await openDatabase({ url: ownerUrl, applicationName: 'laws', poolSize: 1 });
  try {
    const found: { law: string; row: unknown }[] = [];
    for (const [law, query] of Object.entries(laws)) for (const row of await database.query(query)) found.push({ law, row });
    const { faults } = await verifyChain(database, folding);
    return [...found, ...faults.map((row) => ({ law: 'the chain verifies', row }))];
  } finally {
    await database.close();
  }
}
