import { scopes } from '#contracts';
import { HttpDriver } from '#journey';
import type { TestApi } from '../../../apps/api/src/testing/api';
import { engineWorld } from './engine-world';

/** Takes journeys through an API without a network and without a worker: the driver does what a worker would. */
export async function overHttp(api: TestApi): Promise<HttpDriver> {
  const service = await api.newKey(['service'], [...scopes]);
  const { engine: kernel, database: store } = api.kernel;
  const setClock = async (at: number) => api.advance(Math.round(at - (await kernel.now())));
  const world = engineWorld({ engine: kernel, database: store, setClock });
  const code = async (phone: string) => /\b\d{6}\b/.exec(api.sent.findLast(({ to }) => to === phone)!.text)![0];
  return new HttpDriver(
    ({ method, path, body, by, headers }) =>
      api.call(method, path, {
        ...(body && { body }),
        ...(headers && { headers }),
        ...(by !== 'operator' && { key: service }),
        ...(typeof by === 'object' && { person: by.person }),
      }),
    { ...world, code },
  );
}
