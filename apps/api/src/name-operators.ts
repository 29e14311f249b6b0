import { openDatabase, type ClockMode } from '#event-store';
import { assembleEngine } from '#kernel';
import { Keys } from '#vault';
import { readInstallerConfig } from './config';
import { nameOperator } from './operator-acts/name-operators';

const person = /^(?:user:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

const namedAlready = ' (two people run the platform already: they give others the right, by POST /v1/platform-grants)';

/** Names people as the first operators of an installation: each by the id of their account, or a uuid of their own. */
async function main(people: readonly string[]): Promise<void> {
  const ids = people.map((each) => person.exec(each)?.[1]?.toLowerCase());
  if (ids.length === 0 || ids.includes(undefined)) throw new Error('name one or two people: user:<uuid> user:<uuid>');
  const { DATABASE_URL: url, MASTER_KEY_FILE: masterKey, TENURE_MODE: mode, BUILD_ID: buildId } = readInstallerConfig();
  const clock: ClockMode = mode === 'embedded' ? 'offset' : 'system';
  const keys = Keys.fromFile(masterKey);
  const database = await openDatabase({ url, applicationName: 'tenure-name-operators', poolSize: 2 });
  try {
    const { engine, vault } = assembleEngine({ database, keys, clock, buildId });
    await vault.refuseForeignKey(database);
    for (const id of ids as string[]) {
      const refused = await nameOperator({ engine, keys, database }, id);
      if (refused !== undefined) throw new Error(`user:${id}: ${refused}${refused === 'operators-named' ? namedAlready : ''}`);
      process.stdout.write(`user:${id} is an operator\n`);
    }
  } finally {
    await database.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`name-operators: ${(error as Error).message}\n`);
  process.exit(1);
});
