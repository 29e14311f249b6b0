import { setTimeout as delay } from 'node:timers/promises';
import { kindOf, logOf } from '#log';
import { createApplication } from './application';
import { readConfig } from './config';
import { documentOf } from './docs/document';
import { Health } from './health/health';
import { nestLogger } from './http/log';
import { openParts } from './parts';

const log = logOf('api');

const drainedWithinMs = 15_000;

async function main(): Promise<void> {
  const config = readConfig();
  const app = await createApplication(await openParts(config), nestLogger(log));

  /** First not ready, so that no new requests come; then the open requests are answered; then the connections close. */
  async function drain(signal: string): Promise<void> {
    log.info('draining', { signal });
    setTimeout(() => process.exit(1), drainedWithinMs + config.API_DRAIN_MS).unref();
    app.get(Health).drain();
    await delay(config.API_DRAIN_MS);
    await app.close();
    log.info('stopped');
    process.exit(0);
  }

  process.once('SIGTERM', (signal) => void drain(signal));
  process.once('SIGINT', (signal) => void drain(signal));
  documentOf(app);
  await app.listen({ port: config.API_PORT, host: config.API_HOST });
  log.info('listening', { host: config.API_HOST, port: config.API_PORT, mode: config.TENURE_MODE });
}

main().catch((error: unknown) => {
  log.error(`ended: ${(error as Error).message.split('\n')[0]}`, { error: kindOf(error) });
  process.exit(1);
});
