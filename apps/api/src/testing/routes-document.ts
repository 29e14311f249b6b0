import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RoutesDocument } from './told-codes';

/**
 * What the document of the API says about refusals. To build it takes a second of the whole program: the first test
 * file of a run does so, before its first call, and the others read what it has kept. A mode has its own routes.
 */
export async function routesDocument(app: NestFastifyApplication, mode: string): Promise<RoutesDocument> {
  // eslint-disable-next-line no-restricted-syntax -- no setting: global set-up tells it to the test files
  const folder = process.env['TENURE_TEST_CACHE'];
  if (folder === undefined) return build(app);
  const file = join(folder, `routes-${mode}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as RoutesDocument;
  const document = await build(app);
  mkdirSync(folder, { recursive: true });
  // The whole file or nothing: another test file may read it at the same time.
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(document));
  renameSync(draft, file);
  return document;
}

async function build(app: NestFastifyApplication): Promise<RoutesDocument> {
  const { paths } = (await app.inject('/openapi.json')).json<RoutesDocument>();
  const each = <A, B>(values: Record<string, A>, to: (value: A) => B) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, to(value)]));
  const refusals = each(paths, (path) =>
    each(path, ({ responses }) => ({ responses: each(responses, ({ description }) => ({ description })) })),
  );
  return { paths: refusals };
}
