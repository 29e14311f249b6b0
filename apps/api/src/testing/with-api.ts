import { testApi, type TestApi } from './api';

interface Fresh {
  url: string;
  drop(): Promise<unknown>;
}

type Options = NonNullable<Parameters<typeof testApi>[1]>;

/**
 * Opens the API on a database of its own for the tests of a suite, and closes both after them. `options`: what differs
 * there, as identity providers.
 */
export function withApi(
  freshDatabase: () => Promise<Fresh>,
  use: (api: TestApi) => void,
  options: () => Promise<Options> = async () => ({}),
): void {
  let database: Fresh | undefined;
  let api: TestApi | undefined;
  beforeAll(async () => {
    database = await freshDatabase();
    api = await testApi(database.url, await options());
    use(api);
  });
  afterAll(async () => {
    await api?.close();
    await database?.drop();
  });
}
