/**
 * Why the last try of an effect failed, when it was, and when the next one is planned; and who resolved a task.
 * Columns without a default are added at once, whatever the table holds. Release 0.1.0 neither reads nor writes them:
 * what it does to a row leaves them behind, so a pause and a resolution count only at the very instant that they name.
 */
export const triesOfEffects = `
ALTER TABLE es.effects ADD COLUMN IF NOT EXISTS reason text, ADD COLUMN IF NOT EXISTS tried_at timestamptz, ADD COLUMN IF NOT EXISTS next_try_at timestamptz;
COMMENT ON COLUMN es.effects.reason IS 'why the last try that failed did: a code, never the words of a provider';
COMMENT ON COLUMN es.effects.next_try_at IS 'empty while a try is under way';
ALTER TABLE es.operator_tasks ADD COLUMN IF NOT EXISTS decided_at timestamptz, ADD COLUMN IF NOT EXISTS decided_by text, ADD COLUMN IF NOT EXISTS decision text;
COMMENT ON COLUMN es.operator_tasks.decided_at IS 'an operator has resolved it where this is resolved_at; otherwise its trouble was over';
COMMENT ON COLUMN es.operator_tasks.decision IS 'the reason of the operator: a code, no text';
`;
