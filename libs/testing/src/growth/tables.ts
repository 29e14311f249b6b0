/**
 * What a statement may read as a whole: few rows however long an installation runs (the runbook, *What grows*).
 * Every other table grows.
 */
export const smallTables = ['es.anchor', 'es.clock_marks', 'es.refusals', 'dev.clock', 'public.tenure_migrations'];
