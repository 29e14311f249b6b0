import { scopes } from '#contracts';
import type { Driver } from '#journey';
import type { TestApi } from '../../../apps/api/src/testing/api';
import { journeyOver } from '../../../apps/api/src/testing/registrations';
import { engineWorld } from './engine-world';

/**
 * Takes journeys through an API without a network and without a worker: the driver does what a worker would. `service`:
 * the key of the calling system; by default one of the platform.
 */
export async function overHttp(api: TestApi, service?: string): Promise<Driver> {
  const { engine, database } = api.kernel;
  const setClock = async (at: number) => api.advance(Math.round(at - (await engine.now())));
  const key = service ?? (await api.newKey(['service'], [...scopes]));
  return journeyOver(api, { service: key, ...engineWorld({ engine, database, setClock }) });
}
