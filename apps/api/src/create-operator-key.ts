import { randomBytes } from 'node:crypto';
import { scopes } from '#contracts';
import { day, securityPolicy } from '#domain';
import { openDatabase } from '#event-store';
import { insertApiKey } from './authority/api-keys';
import { keyText } from './authority/bearer';
import { readKeyMakerConfig } from './config';

/**
 * Prints a new operator's key, once: only its hash is kept.
 * It can make keys of every kind; without the role of a service it acts for nobody.
 */
async function main(): Promise<void> {
  const database = await openDatabase({
    url: readKeyMakerConfig().DATABASE_URL,
    applicationName: 'tenure-create-operator-key',
    poolSize: 1,
  });
  try {
    const key = { keyId: randomBytes(8).toString('hex'), secret: randomBytes(32).toString('base64url') };
    await insertApiKey(database, key, {
      ...{ name: 'operator', roles: ['operator'], scopes, companies: 'platform' },
      expiresAt: new Date(Date.now() + securityPolicy.keyDays * day),
    });
    process.stdout.write(`${keyText(key)}\n`);
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`create-operator-key: ${(error as Error).message}\n`);
  process.exit(1);
});
