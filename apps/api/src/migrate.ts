import { kindOf, logOf } from '#log';
import { bringBackFromLimit } from '#engine';
import { migrate, openDatabase } from '#event-store';
import { reportProgress } from '#progress';
import { readOwnerConfig } from './config';

const log = logOf('migrate');

/** Brings the schema to its head, and a moved clock back from where no program can go on; says what it did. */
async function main(): Promise<void> {
  const { OWNER_DATABASE_URL: url, TENURE_MODE } = readOwnerConfig();
  const embedded = TENURE_MODE === 'embedded';
  const tell = reportProgress((line) => process.stderr.write(`migrate: ${line}\n`));
  const applied = await migrate({ url, embedded, tell });
  log.info(applied.length === 0 ? 'the schema is at its head' : `migrated: ${applied.join(', ')}`);
  if (embedded && (await isBack(url)))
    log.warn('the clock stood past the year 2999, where nothing can go on: it is back at the time of this machine');
}

async function isBack(url: string): Promise<boolean> {
  const owner = await openDatabase({ url, applicationName: 'tenure-migrate', poolSize: 1 });
  try {
    return await bringBackFromLimit(owner);
  } finally {
    await owner.close();
  }
}

main().catch((error: unknown) => {
  log.error(`ended: ${(error as Error).message.split('\n')[0]}`, { error: kindOf(error) });
  process.exit(1);
});
