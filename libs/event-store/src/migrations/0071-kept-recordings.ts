/**
 * R18: that a recording was used stays for its time, also beside a program of the release before, which deletes it with
 * all that registrations of a day are counted by. A program that knows how long says so in its transaction.
 */
export const keptRecordings = `
CREATE OR REPLACE FUNCTION es.keep_recordings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN CASE WHEN current_setting('tenure.forgets', true) = 'recordings' THEN OLD END;
END $$;
CREATE OR REPLACE TRIGGER keep_recordings BEFORE DELETE ON es.tallies
  FOR EACH ROW WHEN (OLD.kind = 'recording') EXECUTE FUNCTION es.keep_recordings();
`;
