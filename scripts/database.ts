import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folding, rebuild } from '#engine';
import { confirmClock, openDatabase, readNow, verifyChain, withPasswordFrom, type Database } from '#event-store';
import { projections } from '#read-models';

/**
 * `verify-chain` recomputes every hash; `rebuild` rebuilds the read models; `clock` compares clocks, and with
 * `--confirm`
 * says that the database's is right.
 * They use OWNER_DATABASE_URL (and OWNER_DATABASE_PASSWORD_FILE), else the stack of this folder.
 */
function ownerUrl(): string {
  const { OWNER_DATABASE_URL, OWNER_DATABASE_PASSWORD_FILE } = process.env;
  if (OWNER_DATABASE_URL) return withPasswordFrom(OWNER_DATABASE_PASSWORD_FILE || undefined, OWNER_DATABASE_URL);
  try {
    return (JSON.parse(readFileSync(join(process.cwd(), '.tenure', 'stack.json'), 'utf8')) as { ownerDatabaseUrl: string })
      .ownerDatabaseUrl;
  } catch {
    throw new Error('which database? Set OWNER_DATABASE_URL, or start the stack of this folder with `npm start`');
  }
}

const iso = (instant: number) => new Date(instant).toISOString();

async function tellClock(database: Database, confirm: boolean): Promise<void> {
  const { machineNow } = await readNow(database, 'system');
  console.log(`The database's clock says ${iso(machineNow)}, this machine's ${iso(Date.now())}.`);
  if (confirm) console.log(`Confirmed at ${iso(await confirmClock(database))}: the programs go on by it within seconds.`);
}

async function main(what: string | undefined, confirm: boolean): Promise<void> {
  if (what !== 'verify-chain' && what !== 'rebuild' && what !== 'clock') throw new Error('say `verify-chain`, `rebuild` or `clock`');
  const database = await openDatabase({ url: ownerUrl(), applicationName: `tenure-${what}`, poolSize: 1, unhurried: true });
  try {
    if (what === 'clock') return await tellClock(database, confirm);
    if (what === 'rebuild') {
      const { streams, events, changed } = await rebuild(database, projections);
      console.log(
        `Made ${projections.map(({ name }) => name).join(', ')} anew from ${events} events of ${streams} streams; ${changed} processes lacked something that their state asks for, and are woken.`,
      );
      return;
    }
    const { events, faults } = await verifyChain(database, folding);
    for (const { streamId, version, fault, table } of faults)
      console.log(`${fault} at ${streamId}@${version}${table ? ` in ${table}` : ''}`);
    console.log(`${events} events verified, ${faults.length} faults.`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

main(process.argv[2], process.argv.includes('--confirm')).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
