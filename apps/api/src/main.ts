import { ConsoleLogger, Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { createApplication } from './application';
import { readConfig } from './config';
import { Health } from './health/health';
import { openParts } from './parts';

const drainedWithinMs = 15_000;

async function main(): Promise<void> {
  const config = readConfig();
  const logger = new ConsoleLogger({ json: true });
  const app = await createApplication(await openParts(config), logger);
  const log = new Logger('api');

  /** First not ready, so that no new requests come; then the open requests are answered; then the connections close. */
  async function drain(signal: string): Promise<void> {
    log.log({ what: 'draining', signal });
    setTimeout(() => process.exit(1), drainedWithinMs + config.API_DRAIN_MS).unref();
    app.get(Health).drain();
    await delay(config.API_DRAIN_MS);
    await app.close();
    log.log({ what: 'stopped' });
    process.exit(0);
  }

  process.once('SIGTERM', (signal) => void drain(signal));
  process.once('SIGINT', (signal) => void drain(signal));
  await app.listen({ port: config.API_PORT, host: config.API_HOST });
  log.log({ what: 'listening', host: config.API_HOST, port: config.API_PORT, mode: config.TENURE_MODE });
}

main().catch((error: unknown) => {
  process.stderr.write(`api: ${(error as Error).message}\n`);
  process.exit(1);
});
