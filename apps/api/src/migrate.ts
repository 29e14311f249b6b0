import { migrate } from '#event-store';
import { reportProgress } from '#progress';
import { readOwnerConfig } from './config';

/** Brings the schema to its head and says what it did; how far it is, to stderr. */
async function main(): Promise<void> {
  const { OWNER_DATABASE_URL, TENURE_MODE } = readOwnerConfig();
  const tell = reportProgress((line) => process.stderr.write(`migrate: ${line}\n`));
  const applied = await migrate({ url: OWNER_DATABASE_URL, embedded: TENURE_MODE === 'embedded', tell });
  process.stdout.write(applied.length === 0 ? 'the schema is at its head\n' : `migrated: ${applied.join(', ')}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`migrate: ${(error as Error).message}\n`);
  process.exit(1);
});
