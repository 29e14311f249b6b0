/**
 * How much of a capability an account has used in a day of its person (G2, V4): one row for each, whatever the number
 * of uses. A day is over after two, so the rows go soon, and no purge waits for them.
 */
export const dailyUses = `
CREATE TABLE es.daily_uses (
  stream_id  text NOT NULL,
  counter    text NOT NULL,
  day        integer NOT NULL,
  used       bigint NOT NULL CHECK (used >= 0),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (stream_id, counter, day)
);
COMMENT ON COLUMN es.daily_uses.day IS 'days since 1970-01-01 by the clock of the person';
CREATE INDEX daily_uses_changed_at ON es.daily_uses (changed_at);
GRANT SELECT, INSERT, UPDATE (used, changed_at), DELETE ON es.daily_uses TO tenure_app;
`;
