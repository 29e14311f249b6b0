import type { Client } from 'pg';

const addColumns = `DO $$ DECLARE t record; BEGIN
  FOR t IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('es', 'rm', 'vault', 'iam') LOOP
    EXECUTE format('ALTER TABLE %I.%I ADD COLUMN of_a_newer_release text', t.schemaname, t.tablename);
  END LOOP; END $$`;

const unknownOf = (text: string): string => {
  const count = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
  return count === 0 ? '' : `(${Array(count).fill('NULL').join()})`;
};

/**
 * Prepares statements on one connection, adds a column to every table, as a migration of a newer release may, and
 * returns those that the connection cannot execute any more.
 */
export async function outdatedByColumns(owner: Client, application: Client, texts: readonly string[]): Promise<string[]> {
  for (const [i, text] of texts.entries()) await application.query(`PREPARE kept_${i} AS ${text}`);
  await owner.query(addColumns);
  const outdated: string[] = [];
  for (const [i, text] of texts.entries())
    await application
      .query(`EXPLAIN EXECUTE kept_${i}${unknownOf(text)}`)
      .catch((error: Error) => outdated.push(`${error.message}: ${text}`));
  return outdated;
}
