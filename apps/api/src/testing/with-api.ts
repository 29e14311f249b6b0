import { testApi, type TestApi } from './api';

interface Fresh {
  url: string;
  drop(): Promise<unknown>;
}

/** Opens the API on a database of its own for the tests of a suite, and closes both after them. */
export function withApi(freshDatabase: () => Promise<Fresh>, use: (api: TestApi) => void): void {
  let database: Fresh | undefined;
  let api: TestApi | undefined;
  beforeAll(async () => {
    database = await freshDatabase();
    api = await testApi(database.url);
    use(api);
  });
  afterAll(async () => {
    await api?.close();
    await database?.drop();
  });
}
