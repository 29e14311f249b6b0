/** The only place with personal data: sealed under a key of its subject and data class; with the key, the data goes. */
export const vault = `
CREATE SCHEMA vault;

CREATE TABLE vault.subject_keys (
  subject_id  uuid NOT NULL,
  data_class  text NOT NULL,
  wrapped_key bytea NOT NULL,
  kek_id      text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (subject_id, data_class)
);

CREATE TABLE vault.subject_data (
  row_id     uuid PRIMARY KEY,
  subject_id uuid NOT NULL,
  data_class text NOT NULL,
  field      text NOT NULL,
  sealed     bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (subject_id, data_class, field),
  FOREIGN KEY (subject_id, data_class) REFERENCES vault.subject_keys ON DELETE CASCADE
);

CREATE TABLE vault.erasures (
  subject_id uuid NOT NULL,
  data_class text NOT NULL,
  effect_id  text NOT NULL,
  rows       integer NOT NULL,
  erased_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (subject_id, data_class)
);

CREATE FUNCTION vault.refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM vault.erasures e WHERE e.subject_id = NEW.subject_id AND e.data_class = NEW.data_class) THEN
    RAISE EXCEPTION 'data class % of subject % was erased', NEW.data_class, NEW.subject_id;
  END IF;
  RETURN NULL;
END $$;
-- After the insert, because it may have waited for the erasure to commit: only a snapshot taken then sees the receipt.
CREATE TRIGGER subject_keys_stay_erased AFTER INSERT ON vault.subject_keys FOR EACH ROW EXECUTE FUNCTION vault.refuse_erased();

CREATE TABLE vault.openings (
  opening_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  subject_id uuid NOT NULL,
  fields     text[] NOT NULL,
  actor      text NOT NULL,
  purpose    text NOT NULL,
  opened_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX openings_subject ON vault.openings (subject_id, opened_at);

CREATE TABLE vault.challenges (
  challenge_id  uuid PRIMARY KEY,
  purpose       text NOT NULL,
  kind          text NOT NULL,
  identifier_id uuid,
  bound_to      text,
  key           text NOT NULL,
  created_at    timestamptz(3) NOT NULL,
  expires_at    timestamptz(3) NOT NULL,
  failures      integer NOT NULL DEFAULT 0,
  consumed_at   timestamptz(3),
  sent_at       timestamptz
);
COMMENT ON COLUMN vault.challenges.key IS 'blind index of the number: counts what was sent to it; rows go after two days';
CREATE INDEX challenges_key ON vault.challenges (key, created_at);
CREATE INDEX challenges_created ON vault.challenges (created_at);
`;
