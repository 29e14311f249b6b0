/**
 * P4: what an applicant has told is found by its blind index for as long as it is kept: the index lies in the row of
 * the sealed value, and goes with it. Rows of an earlier release have none. Built beside running programs; a build that
 * was broken off is dropped first.
 */
export const foundBy = [
  'ALTER TABLE vault.subject_data ADD COLUMN IF NOT EXISTS found_by text',
  `COMMENT ON COLUMN vault.subject_data.found_by IS 'blind index of the value, with the id of its key; goes with the value'`,
  'DROP INDEX CONCURRENTLY IF EXISTS vault.subject_data_found_by',
  'CREATE INDEX CONCURRENTLY subject_data_found_by ON vault.subject_data (found_by) WHERE found_by IS NOT NULL',
  'DROP INDEX CONCURRENTLY IF EXISTS rm.process_registration_subject',
  `CREATE INDEX CONCURRENTLY process_registration_subject ON rm.process (subject_id) WHERE type = 'registration'`,
] as const;
