import type { Client } from 'pg';

export const applicationRole = 'tenure_app';

/** Creates the database unless it exists. @param serverUrl the owner's URL of any other database on the server. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  });
}

/** Lets the application's role, which the migrations created, log in. @returns its URL of the owner's database. */
export async function enableApplicationRole(ownerUrl: string, password: string): Promise<string> {
  await withClient(ownerUrl, (client) => client.query(`ALTER ROLE ${applicationRole} LOGIN PASSWORD ${client.escapeLiteral(password)}`));
  const url = new URL(ownerUrl);
  url.username = applicationRole;
  url.password = encodeURIComponent(password);
  return url.href;
}

/** Runs this with a connection of its own to the database. */
export async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  // Only here: pure tests and commands without a database load this library too.
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
