/** A review of rights finds the keys of a company. Keys are few, and nobody waits for the build. */
export const rightsReviews = ['CREATE INDEX CONCURRENTLY IF NOT EXISTS api_keys_companies ON iam.api_keys USING gin (companies)'] as const;
