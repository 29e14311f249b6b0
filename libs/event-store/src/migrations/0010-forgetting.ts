/**
 * Lets the application delete the public id of an erased person, and old refusals.
 * Adds to each refusal the service that acted for the person.
 */
export const forgetting = `
GRANT DELETE ON iam.principals TO tenure_app;

ALTER TABLE iam.security_log ADD COLUMN via uuid;
COMMENT ON COLUMN iam.security_log.via IS 'the service that acted for the person';

GRANT DELETE ON iam.security_log TO tenure_app;
ALTER TABLE iam.security_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY written ON iam.security_log FOR INSERT TO tenure_app WITH CHECK (true);
CREATE POLICY read ON iam.security_log FOR SELECT TO tenure_app USING (true);
-- Whatever the policy says: nobody wipes out what he was refused lately.
CREATE POLICY forgotten ON iam.security_log FOR DELETE TO tenure_app USING (at < clock_timestamp() - interval '180 days');
`;
