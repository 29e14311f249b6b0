import { readCallbackSecrets } from '#providers';
import { readConfig } from './config';
import { buildSimulator } from './simulator';

const say = (message: string) =>
  process.stdout.write(JSON.stringify({ timestamp: new Date().toISOString(), context: 'simulator', message }) + '\n');

async function main(): Promise<void> {
  const config = readConfig();
  const simulator = buildSimulator({ apiUrl: config.apiUrl, secrets: readCallbackSecrets(config.providersDir) });
  const stop = () => void simulator.close().then(() => say('stopped'));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  say(`listens on ${await simulator.listen(config)}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`simulator: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
