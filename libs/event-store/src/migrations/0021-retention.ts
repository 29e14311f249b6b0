/**
 * Lets the application delete effects that are over, tasks that are resolved and openings that are old, by index.
 * Each statement may run again. Nothing reads the rows that go, so release 0.1.0 works beside it.
 */
export const retention = [
  'DROP INDEX CONCURRENTLY IF EXISTS es.effects_ended',
  'CREATE INDEX CONCURRENTLY effects_ended ON es.effects (ended_at, effect_id) WHERE ended_at IS NOT NULL',
  'DROP INDEX CONCURRENTLY IF EXISTS es.operator_tasks_resolved',
  'CREATE INDEX CONCURRENTLY operator_tasks_resolved ON es.operator_tasks (resolved_at) WHERE resolved_at IS NOT NULL',
  'DROP INDEX CONCURRENTLY IF EXISTS vault.openings_at',
  'CREATE INDEX CONCURRENTLY openings_at ON vault.openings (opened_at)',
  'GRANT DELETE ON es.effects, es.operator_tasks TO tenure_app',
  // Whatever the policy says: nobody wipes out what they opened lately. Gives way to others after two seconds.
  `DO $$ BEGIN
    PERFORM set_config('lock_timeout', '2000', true);
    GRANT DELETE ON vault.openings TO tenure_app;
    ALTER TABLE vault.openings ENABLE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS written ON vault.openings;
    DROP POLICY IF EXISTS read ON vault.openings;
    DROP POLICY IF EXISTS forgotten ON vault.openings;
    CREATE POLICY written ON vault.openings FOR INSERT TO tenure_app WITH CHECK (true);
    CREATE POLICY read ON vault.openings FOR SELECT TO tenure_app USING (true);
    CREATE POLICY forgotten ON vault.openings FOR DELETE TO tenure_app USING (opened_at < clock_timestamp() - interval '180 days');
  END $$`,
] as const;
