import { randomUUID } from 'node:crypto';
import { applicationRole, enableApplicationRole, ensureDatabase, withClient } from '#stack';
import { testStack } from './stack';

export interface FreshDatabase {
  /** As the application's role. */
  url: string;
  /** As the owner, who may do everything. */
  ownerUrl: string;
  /** Drops the database, whatever connects to it. */
  drop(): Promise<void>;
}

const template = 'tenure_template';
let templateReady: Promise<void> | undefined;

/**
 * A database of the test's own with the schema at head, in milliseconds: a copy of a template that the first test of
 * the run makes.
 */
export const freshDatabase = (): Promise<FreshDatabase> => databaseLike(template);

/** A database without any schema. */
export const emptyDatabase = (): Promise<FreshDatabase> => databaseLike('template1');

async function databaseLike(pattern: string): Promise<FreshDatabase> {
  const { serverUrl, applicationPassword } = testStack();
  // Also for an empty one: the application's role comes with it.
  await (templateReady ??= makeTemplate(serverUrl, applicationPassword));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // Copying by the log takes half the time of copying the files, whose checkpoints delay every other test.
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${pattern} STRATEGY wal_log`));
  const ownerUrl = urlOf(serverUrl, name);
  return {
    url: urlOf(serverUrl, name, { user: applicationRole, password: applicationPassword }),
    ownerUrl,
    drop: () => withClient(serverUrl, async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** Test processes come here at the same time: a lock lets one migrate while the others wait. */
async function makeTemplate(serverUrl: string, applicationPassword: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    await client.query(`SELECT pg_advisory_lock(hashtext('${template}'))`);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [template]);
    if (rowCount === 1) return;
    await client.query(`DROP DATABASE IF EXISTS ${template}`);
    await ensureDatabase(serverUrl, template);
    const url = urlOf(serverUrl, template);
    // Only here, so that pure tests do not load a database driver.
    const { migrate } = await import('#event-store');
    await migrate({ url, embedded: true });
    await enableApplicationRole(url, applicationPassword);
    // Marks it as complete, and keeps connections out: a database in use cannot be copied.
    await client.query(`ALTER DATABASE ${template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  });
}

function urlOf(serverUrl: string, database: string, as?: { user: string; password: string }): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  if (as) {
    url.username = as.user;
    url.password = as.password;
  }
  return url.href;
}
