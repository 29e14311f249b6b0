import { kindOf, logOf } from '#log';
import { readCallbackSecrets } from '#providers';
import { readConfig } from './config';
import { buildSimulator } from './simulator';

const log = logOf('simulator');

async function main(): Promise<void> {
  const config = readConfig();
  const simulator = buildSimulator({ apiUrl: config.apiUrl, secrets: readCallbackSecrets(config.providersDir) }, log);
  const stop = () => void simulator.close().then(() => log.info('stopped'));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  log.info('listening', { address: await simulator.listen(config) });
}

main().catch((error: unknown) => {
  log.error(`ended: ${(error as Error).message.split('\n')[0]}`, { error: kindOf(error) });
  process.exitCode = 1;
});
