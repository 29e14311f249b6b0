import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { scopes, type Role, type Scope } from '#contracts';
import type { Companies } from '#domain';
import { prepareProviders, type Messaging } from '#providers';
import { createApplication } from '../application';
import { insertApiKey } from '../authority/api-keys';
import { keyText } from '../authority/bearer';
import type { Config } from '../config';
import { openParts, type Parts } from '../parts';
import { routesDocument } from './routes-document';
import { tells } from './told-codes';

/** The answer, as loose as JSON is: a test states what it expects of it. */
export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a typed body would only repeat in each test what the test is there to check
  body: any;
}

export interface CallOptions {
  /** The whole bearer key; null = none. The operator's by default. */
  key?: string | null;
  body?: unknown;
  /** A new one by default; null = none. */
  idempotencyKey?: string | null;
  /** The person for whom the service acts: proven, as in the embedded stack. */
  person?: string;
  /** The same by a token of an identity provider. */
  assertion?: string;
  headers?: Record<string, string>;
}

export interface TestApi {
  app: NestFastifyApplication;
  kernel: Parts;
  operator: string;
  sent: Parameters<Messaging['send']>[0][];
  /** @throws if a route refuses with a code that the document does not name for it */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH', path: string, options?: CallOptions): Promise<Answer>;
  /** A key of a client of its own, for the whole platform, unless something else is said. */
  newKey(roles: readonly Role[], granted: readonly Scope[], whose?: Whose): Promise<string>;
  newAccount(phone: string): Promise<{ id: string; version: number }>;
  /** The owner of an account asks for its end, through a service, and proves who they are. */
  leave(accountId: string, options?: CallOptions): Promise<Answer>;
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Whose a key is. */
export interface Whose {
  client?: string;
  companies?: Companies;
}

/** More than any test needs. */
const noBudget = 1_000_000;

/** The whole API on a database of its own, called without a network. Temporal is away; messages are kept here. */
export async function testApi(
  url: string,
  { providersAddress = 'http://127.0.0.1:1', ...override }: Partial<Config & Parts> & { providersAddress?: string } = {},
  logger: LoggerService | false = false,
): Promise<TestApi> {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-api-'));
  writeFileSync(join(folder, 'master-key'), randomBytes(32).toString('base64'));
  prepareProviders(join(folder, 'providers'), providersAddress);
  const config: Config = {
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_UI_URL: 'http://temporal.test',
    API_HOST: '127.0.0.1',
    API_PORT: 3000,
    API_DRAIN_MS: 0,
    API_REFUSALS_PER_MINUTE: noBudget,
    API_REQUESTS_PER_MINUTE: noBudget,
    API_CODES_PER_MINUTE: noBudget,
    API_LOOKUPS_PER_MINUTE: noBudget,
    PROVIDERS_DIR: join(folder, 'providers'),
    TENURE_MODE: 'embedded',
    BUILD_ID: 'test',
    EMBEDDED_PEOPLE: '1',
    ...override,
    MASTER_KEY_FILE: join(folder, 'master-key'),
  };
  const sent: TestApi['sent'] = [];
  const messaging: Messaging = { send: (message) => Promise.resolve(void sent.push(message)) };
  const opened = await openParts(config);
  const kernel: Parts = { ...opened, messaging, ...override };
  const app = await createApplication(kernel, logger);

  const newKey: TestApi['newKey'] = async (roles, granted, { client, companies = 'platform' } = {}) => {
    const key = { keyId: randomBytes(8).toString('hex'), secret: randomBytes(32).toString('base64url') };
    await insertApiKey(kernel.database, key, { name: 'test', client, companies, roles, scopes: granted, expiresAt: null });
    return keyText(key);
  };
  const operator = await newKey(['operator'], scopes);
  let leavers: Promise<string> | undefined;

  const routes = await routesDocument(app, config.TENURE_MODE);
  const call: TestApi['call'] = async (
    method,
    path,
    { key = operator, body, idempotencyKey = randomUUID(), person, assertion, headers } = {},
  ) => {
    const answer = await app.inject({
      method,
      url: path,
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(method !== 'GET' && idempotencyKey !== null && { 'idempotency-key': idempotencyKey }),
        ...(person !== undefined && { 'on-behalf-of': `user:${person}` }),
        ...(assertion !== undefined && { 'on-behalf-of': `Bearer ${assertion}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const json = String(answer.headers['content-type']).includes('json');
    const told: Answer = { status: answer.statusCode, headers: answer.headers, body: json ? JSON.parse(answer.payload) : answer.payload };
    const { code } = told.body as { code?: string };
    if (told.status >= 400 && code !== undefined && !tells(routes, method, path, code))
      throw new Error(`${method} ${path} refuses with ${code}, and its document does not tell so`);
    return told;
  };

  return {
    app,
    kernel,
    operator,
    sent,
    call,
    newKey,
    newAccount: async (phone) => {
      const { status, body } = await call('POST', '/v1/accounts', { body: { phone, name: 'Zhang Wei' } });
      if (status !== 201) throw new Error(`no account: ${JSON.stringify(body)}`);
      return body as { id: string; version: number };
    },
    leave: async (accountId, options) =>
      call('POST', '/v1/deregistrations', {
        key: await (leavers ??= newKey(['service'], ['deregistrations:write', 'act-for'])),
        person: accountId,
        body: { accountId, checklist: { appsUnbound: true, groupsLeft: true } },
        ...options,
      }),
    advance: async (ms) => void (await kernel.database.query('UPDATE dev.clock SET offset_ms = offset_ms + $1', [ms])),
    close: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** All items of a list, read in pages of two. */
export async function pagedByTwo<T>(api: TestApi, path: string): Promise<T[]> {
  const found: T[] = [];
  for (let token: string | undefined = ''; token !== undefined;) {
    const { status, body } = await api.call('GET', `${path}?pageSize=2${token && `&pageToken=${token}`}`);
    if (status !== 200) throw new Error(`no page: ${JSON.stringify(body)}`);
    found.push(...(body.items as T[]));
    token = body.nextPageToken as string | undefined;
  }
  return found;
}
