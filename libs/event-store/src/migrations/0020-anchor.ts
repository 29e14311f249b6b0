/**
 * The newest line of the anchor as the database knows it: lines that are lost outside are missed by this row.
 * One row; the lines themselves are in files.
 */
export const anchor = `
CREATE TABLE es.anchor (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  n         integer NOT NULL,
  hash      text NOT NULL,
  position  bigint NOT NULL,
  at        timestamptz(3) NOT NULL,
  caught_up boolean NOT NULL
);
COMMENT ON COLUMN es.anchor.hash IS 'SHA-256 of the text of the line';
COMMENT ON COLUMN es.anchor.caught_up IS 'the line covers all that was settled when it was written';
GRANT SELECT, INSERT, UPDATE ON es.anchor TO tenure_app;
`;
