/** The application may read everything it works with, and append events; it can never change or delete one. */
export const grants = `
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'tenure_app') THEN CREATE ROLE tenure_app NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

GRANT USAGE ON SCHEMA es, vault, iam, rm, public TO tenure_app;
GRANT SELECT, INSERT ON es.events TO tenure_app;
GRANT SELECT, USAGE ON SEQUENCE es.global_pos TO tenure_app;
GRANT SELECT, INSERT, UPDATE ON es.streams, es.effects, es.operator_tasks TO tenure_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON es.commands, es.claims, es.wakes, es.sweeps TO tenure_app;

GRANT SELECT, INSERT, DELETE ON vault.subject_keys, vault.subject_data TO tenure_app;
GRANT SELECT, INSERT ON vault.erasures, vault.openings TO tenure_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON vault.challenges TO tenure_app;

GRANT SELECT, INSERT, UPDATE ON iam.principals, iam.api_keys TO tenure_app;
GRANT SELECT, INSERT ON iam.security_log TO tenure_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON rm.process, rm.account_timeline TO tenure_app;
`;
