import { migrate } from '#event-store';
import { readOwnerConfig } from './config';

/** Brings the schema to its head and says what it did. */
async function main(): Promise<void> {
  const { OWNER_DATABASE_URL, TENURE_MODE } = readOwnerConfig();
  const applied = await migrate({ url: OWNER_DATABASE_URL, embedded: TENURE_MODE === 'embedded' });
  process.stdout.write(applied.length === 0 ? 'the schema is at its head\n' : `migrated: ${applied.join(', ')}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`migrate: ${(error as Error).message}\n`);
  process.exit(1);
});
