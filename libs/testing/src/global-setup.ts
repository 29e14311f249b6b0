import { randomBytes } from 'node:crypto';
// Jest loads this file and global-teardown without its own resolver: `#stack` would lead to dist.
import { freePort, StackFolder, startPostgres, startTemporal, temporalBinary } from '../../stack/src/index';
import { endTestStack, keepTestState } from './global-teardown';
import { publishTestStack } from './stack';

/** Speed before safety: a test cluster never has to survive a power cut. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '300',
  shared_buffers: '256MB',
};

/**
 * Starts one PostgreSQL and one Temporal server for the whole run, and leaves nothing behind if that fails half-way.
 */
export default async function setUp(): Promise<void> {
  const folder = await StackFolder.temporary();
  folder.lock();
  keepTestState(folder);
  try {
    const [postgres, temporal] = await bothOrNeither(
      startPostgres({
        dataFolder: folder.file('pgdata'),
        passwordFile: folder.file('postgres-password'),
        logFile: folder.log('postgres'),
        pidFile: folder.pid('postgres'),
        port: await freePort(),
        settings,
      }),
      startTemporal({
        binary: await temporalBinary((line) => process.stderr.write(line + '\n')),
        databaseFile: folder.file('temporal.db'),
        logFile: folder.log('temporal'),
        pidFile: folder.pid('temporal'),
        port: await freePort(),
      }),
    );
    publishTestStack({
      serverUrl: postgres.url(),
      applicationPassword: randomBytes(24).toString('base64url'),
      temporalAddress: temporal.address,
      cacheFolder: folder.file('cache'),
    });
  } catch (error) {
    await endTestStack();
    throw error;
  }
}

/** Waits for both even when one fails, so that clearing up finds nothing that is still starting. */
async function bothOrNeither<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}
