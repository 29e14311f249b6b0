const rowColumns = 'row_id, subject_id, data_class, field, sealed, found_by';

/**
 * $1–$3 keys by subject and class, $4 id of the key-encryption key, $5–$10 rows.
 * Rows of a subject and class with an existing key are left out; the database refuses a key for an erased class.
 */
export const insertWithNewKeys = `
WITH minted AS (
  INSERT INTO vault.subject_keys (subject_id, data_class, wrapped_key, kek_id)
  SELECT fresh.subject_id, fresh.data_class, fresh.wrapped_key, $4
  FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS fresh (subject_id, data_class, wrapped_key)
  ORDER BY fresh.subject_id, fresh.data_class
  ON CONFLICT DO NOTHING
  RETURNING subject_id, data_class
), kept AS (
  INSERT INTO vault.subject_data (${rowColumns})
  SELECT ${rowColumns}
  FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::bytea[], $10::text[]) AS given (${rowColumns})
  JOIN minted USING (subject_id, data_class)
)
SELECT subject_id, data_class FROM minted`;

export const readKeys = `
SELECT subject_id, data_class, wrapped_key FROM vault.subject_keys
JOIN unnest($1::uuid[], $2::text[]) AS wanted (subject_id, data_class) USING (subject_id, data_class)`;

export const insertRows = `
INSERT INTO vault.subject_data (${rowColumns})
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[])`;

export const deleteFields = `
DELETE FROM vault.subject_data WHERE (subject_id, data_class, field) IN (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]))`;

/** $1 subject, $2 data class, $3 fields, $4 actor, $5 purpose. */
export const openFields = `
WITH found AS (
  SELECT row_id, field, sealed, wrapped_key FROM vault.subject_data JOIN vault.subject_keys USING (subject_id, data_class)
  WHERE subject_id = $1 AND data_class = $2 AND field = ANY ($3::text[])
), looked AS (
  INSERT INTO vault.openings (subject_id, fields, actor, purpose)
  SELECT $1, array_agg($2 || '.' || field ORDER BY field), $4, $5 FROM found HAVING count(*) > 0
)
SELECT row_id, field, sealed, wrapped_key FROM found`;

/** $1 subject, $2 what was looked at, $3 actor, $4 purpose. */
export const noteOpening = `
INSERT INTO vault.openings (subject_id, fields, actor, purpose) VALUES ($1, $2, $3, $4)`;

/** $1 subjects, $2 data class, $3 fields, $4 actor, $5 purpose: of each subject an opening of its own. */
export const openFieldsOfMany = `
WITH found AS (
  SELECT subject_id, row_id, field, sealed, wrapped_key FROM vault.subject_data JOIN vault.subject_keys USING (subject_id, data_class)
  WHERE subject_id = ANY ($1::uuid[]) AND data_class = $2 AND field = ANY ($3::text[])
), looked AS (
  INSERT INTO vault.openings (subject_id, fields, actor, purpose)
  SELECT subject_id, array_agg($2 || '.' || field ORDER BY field), $4, $5 FROM found GROUP BY subject_id ORDER BY subject_id
)
SELECT subject_id AS "subjectId", row_id, field, sealed, wrapped_key FROM found`;

/**
 * Deletes the rows, counts them as `gone`, and writes a receipt: $1 subject, $2 data class, $3 effect.
 * Repeated: the first receipt.
 */
const withReceipt = (gone: string) => `
WITH ${gone}, receipt AS (
  INSERT INTO vault.erasures (subject_id, data_class, effect_id, rows)
  SELECT $1, $2, $3, count(*) FROM gone
  ON CONFLICT DO NOTHING
  RETURNING rows
)
SELECT rows FROM receipt
UNION ALL
SELECT rows FROM vault.erasures WHERE subject_id = $1 AND data_class = $2`;

/** The foreign key deletes the rows with their key too, so that a row inserted meanwhile does not survive. */
export const eraseDataClass = withReceipt(`gone AS (
  DELETE FROM vault.subject_data WHERE subject_id = $1 AND data_class = $2 RETURNING row_id
), destroyed AS (
  DELETE FROM vault.subject_keys WHERE subject_id = $1 AND data_class = $2
)`);

/** $4 external id. */
export const forgetPrincipal = withReceipt(`gone AS (
  DELETE FROM iam.principals WHERE principal_id = ANY (ARRAY(
    SELECT principal_id FROM iam.principals WHERE external_id = $4
    UNION ALL SELECT alias FROM iam.aliases WHERE person = (SELECT principal_id FROM iam.principals WHERE external_id = $4)))
  RETURNING principal_id
)`);

export const readReceipt = 'SELECT rows FROM vault.erasures WHERE subject_id = $1 AND data_class = $2';
