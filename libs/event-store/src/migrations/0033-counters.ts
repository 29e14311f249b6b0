/**
 * Whose counter a one-time code and its misses count against, and whether an operator has released it. Columns without
 * a default are added at once. Release 0.1.0 neither reads nor writes them: what it sends and what is missed with it
 * counts for all clients together, and it counts everybody's as one.
 */
export const counters = `
ALTER TABLE vault.challenges
  ADD COLUMN IF NOT EXISTS counter     text,
  ADD COLUMN IF NOT EXISTS missed_by   jsonb,
  ADD COLUMN IF NOT EXISTS released_at timestamptz(3);
COMMENT ON COLUMN vault.challenges.counter IS 'the client that had it sent, or the owner of the number in a session of their own';
COMMENT ON COLUMN vault.challenges.missed_by IS 'how many of the failures are whose, by counter';
COMMENT ON COLUMN vault.challenges.released_at IS 'an operator let codes go to the number again: it counts no more';
`;
