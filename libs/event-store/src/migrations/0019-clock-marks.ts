/**
 * The instants up to which the database's clock agreed with a second one: a mark for each machine, with its uptime, so
 * that a program that has just started knows how much time has passed, and one that an operator sets.
 */
export const clockMarks = `
CREATE TABLE es.clock_marks (
  machine   text PRIMARY KEY,
  at        timestamptz NOT NULL,
  uptime_ms bigint NOT NULL
);
COMMENT ON COLUMN es.clock_marks.machine IS 'the boot of a machine whose uptime goes on while it sleeps, or operator';
GRANT SELECT, INSERT, UPDATE, DELETE ON es.clock_marks TO tenure_app;
`;
