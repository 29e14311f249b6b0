import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { migrate } from '#event-store';
import { enableApplicationRole, ensureDatabase, freePort, startPostgres } from '#stack';

export interface Prepared {
  /** As the application's role. */
  url: string;
  ownerUrl: string;
}

interface Alone {
  databases: readonly Prepared[];
  stop(): Promise<void>;
}

/** A PostgreSQL of its own, with so many databases at the head of the schema. */
export async function databasesAlone(folder: string, names: readonly string[]): Promise<Alone> {
  const postgres = await startPostgres({
    dataFolder: join(folder, 'pgdata'),
    passwordFile: join(folder, 'postgres-password'),
    logFile: join(folder, 'postgres.log'),
    pidFile: join(folder, 'postgres.json'),
    port: await freePort(),
  });
  try {
    const password = randomBytes(24).toString('base64url');
    const databases: Prepared[] = [];
    for (const name of names) {
      await ensureDatabase(postgres.url(), name);
      const ownerUrl = postgres.url(name);
      await migrate({ url: ownerUrl });
      databases.push({ ownerUrl, url: await enableApplicationRole(ownerUrl, password) });
    }
    return { databases, stop: () => postgres.shutDown('immediate') };
  } catch (error) {
    await postgres.shutDown('immediate');
    throw error;
  }
}
