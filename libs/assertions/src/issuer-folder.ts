import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issuerSchema, type Issuer } from './issuer';

const ending = '.json';

/**
 * The issuers of an installation: one file each, `<name>.json`. Without a folder there are none.
 * @throws naming each wrong file, and two that name one issuer
 */
export function readIssuers(folder: string | undefined): readonly Issuer[] {
  if (folder === undefined) return [];
  const issuers = readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => readIssuer(join(folder, name)));
  const names = issuers.map(({ issuer }) => issuer);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`${folder} has two files of the issuer ${twice}`);
  return issuers;
}

/** For an embedded installation: the identity provider of the simulator at this address, for all people. */
export function prepareIssuers(folder: string, simulator: string): void {
  const issuer: Issuer = {
    issuer: `${simulator}/people`,
    audience: 'tenure',
    jwksUri: `${simulator}/people/jwks`,
    algorithms: ['ES256'],
    companies: 'platform',
    subjects: 'user',
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `simulator${ending}`);
  writeFileSync(`${file}.new`, JSON.stringify(issuer, null, 2) + '\n', { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function readIssuer(file: string): Issuer {
  const { data, error } = issuerSchema.safeParse(jsonIn(file));
  if (error) throw new Error(`${file}: ${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`);
  return data;
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} does not hold JSON`, { cause: error });
  }
}
