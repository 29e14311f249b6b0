/**
 * Writes rows again, so that a trigger fills what an earlier release left out: in bites of a transaction each. Passes
 * over rows that others hold: the next event of those fills them.
 */
export const fillInBites = (lacking: string): string => `
DO $$
DECLARE
  last text := '';
BEGIN
  WHILE last IS NOT NULL LOOP
    WITH bite AS (SELECT stream_id FROM rm.process WHERE stream_id > last ORDER BY stream_id LIMIT 500),
      free AS (
        SELECT p.stream_id FROM rm.process p JOIN bite USING (stream_id) WHERE ${lacking}
        ORDER BY p.stream_id FOR NO KEY UPDATE OF p SKIP LOCKED),
      filled AS (UPDATE rm.process p SET version = version FROM free WHERE p.stream_id = free.stream_id)
    SELECT max(stream_id) INTO last FROM bite;
    COMMIT;
  END LOOP;
END $$`;
