import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rebuild } from '#engine';
import { confirmClock, openDatabase, readNow, withPasswordFrom, type Database } from '#event-store';
import { readOptions, reportProgress } from '#progress';
import { projections } from '#read-models';
import { readVerification, verify } from './verify-chain';

/** @throws where neither the environment nor a stack names the database. */
function ownerUrl(): string {
  const { OWNER_DATABASE_URL, OWNER_DATABASE_PASSWORD_FILE } = process.env;
  if (OWNER_DATABASE_URL) return withPasswordFrom(OWNER_DATABASE_PASSWORD_FILE || undefined, OWNER_DATABASE_URL);
  const file = process.env.TENURE_STACK ?? join(process.cwd(), '.tenure', 'stack.json');
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { ownerDatabaseUrl: string }).ownerDatabaseUrl;
  } catch {
    throw new Error(
      `which database? Set OWNER_DATABASE_URL, or start a stack with \`npm start\` (${file} is missing; TENURE_STACK names another)`,
    );
  }
}

const iso = (instant: number) => new Date(instant).toISOString();

const which = `They use OWNER_DATABASE_URL (and OWNER_DATABASE_PASSWORD_FILE), else the stack that TENURE_STACK names, else that of this
  folder. It ends with 0, and with 2 where it could not do it.`;

const clockUsage = `npm run clock -- [options]

  Compares the clocks of the database and of this machine. ${which}

  --confirm  says that the database's clock is right: the programs go on by it`;

const rebuildUsage = `npm run rebuild

  Makes the read models anew from the events, while the programs run; says to stderr how far it is. It takes no options.
  ${which}`;

async function tellClock(database: Database, confirm: boolean): Promise<void> {
  const { machineNow } = await readNow(database, 'system');
  console.log(`The database's clock says ${iso(machineNow)}, this machine's ${iso(Date.now())}.`);
  if (confirm) console.log(`Confirmed at ${iso(await confirmClock(database))}: the programs go on by it within seconds.`);
}

async function makeAnew(database: Database): Promise<void> {
  const report = reportProgress((line) => console.error(`rebuild: ${line}`));
  const { streams, events, changed } = await rebuild(database, projections, (done, total) => report('streams', done, total));
  console.log(
    `Made ${projections.map(({ name }) => name).join(', ')} anew from ${events} events of ${streams} streams; ${changed} processes lacked something that their state asks for, and are woken.`,
  );
}

async function main([what, ...options]: readonly string[]): Promise<void> {
  if (what !== 'verify-chain' && what !== 'rebuild' && what !== 'clock') throw new Error('say `verify-chain`, `rebuild` or `clock`');
  // All of them first: an option that is none stops it before it does anything.
  const verification = readVerification(what === 'verify-chain' ? options : []);
  const { confirm } = readOptions(clockUsage, { confirm: { type: 'boolean', default: false } }, what === 'clock' ? options : []);
  readOptions(rebuildUsage, {}, what === 'rebuild' ? options : []);
  const database = await openDatabase({ url: ownerUrl(), applicationName: `tenure-${what}`, poolSize: 1, unhurried: true });
  try {
    if (what === 'clock') await tellClock(database, confirm);
    else if (what === 'rebuild') await makeAnew(database);
    else if ((await verify(database, verification)) > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
