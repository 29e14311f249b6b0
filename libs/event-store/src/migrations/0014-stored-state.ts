/**
 * The folded state stands with its stream: written by the append, read by the next command, which folds only the events
 * behind it.
 * A row that an older release wrote has none, or an older one, until a program of today writes it: it is folded from
 * all its events meanwhile.
 */
export const storedState = `
SET LOCAL lock_timeout = '3s';
ALTER TABLE es.streams
  ADD COLUMN state         json,
  ADD COLUMN state_version integer,
  ADD COLUMN shape         text;
COMMENT ON COLUMN es.streams.state IS 'json, not jsonb: lists that a rule makes of the keys keep their order';
COMMENT ON COLUMN es.streams.state_version IS 'the version of the stream that the state is of';
COMMENT ON COLUMN es.streams.shape IS 'the domain that folded the state: any other folds all events anew';
`;
