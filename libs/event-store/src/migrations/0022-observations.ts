/**
 * What other services have seen of an account: rows and no events, so that a hundred thousand of them cost the commands
 * of the account nothing.
 */
export const observations = `
CREATE TABLE es.observations (
  client         uuid NOT NULL,
  source         text NOT NULL,
  observation_id uuid NOT NULL,
  stream_id      text NOT NULL,
  type           text NOT NULL,
  occurred_at    timestamptz(3) NOT NULL,
  received_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  body           jsonb NOT NULL,
  PRIMARY KEY (stream_id, client, source, observation_id)
);
COMMENT ON COLUMN es.observations.client IS 'the principal of the service that sent it';
COMMENT ON COLUMN es.observations.source IS 'which of its systems has seen it, in the words of the service; empty for one alone';
CREATE INDEX observations_about ON es.observations (stream_id, type, occurred_at);
CREATE INDEX observations_received ON es.observations (received_at);

GRANT SELECT, INSERT, UPDATE (occurred_at), DELETE ON es.observations TO tenure_app;
`;
