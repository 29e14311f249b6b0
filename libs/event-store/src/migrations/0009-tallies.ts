/** Counts of what several share: the accounts on a device. */
export const tallies = `
CREATE TABLE es.tallies (
  entry_id uuid PRIMARY KEY,
  kind     text NOT NULL,
  key      text NOT NULL,
  holder   uuid NOT NULL,
  at       timestamptz(3) NOT NULL
);
COMMENT ON COLUMN es.tallies.key IS 'blind index of what is shared; goes with the entry';
CREATE INDEX tallies_key ON es.tallies (kind, key, at);

GRANT SELECT, INSERT, DELETE ON es.tallies TO tenure_app;
`;
