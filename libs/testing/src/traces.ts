import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './installation';
import type { Witness } from './witness';

/** Some written data with its place. Each byte is one character, because searches are fast in such text. */
interface Place {
  where: string;
  content: string;
}

const place = (where: string, content: string | Buffer): Place => ({ where, content: bytesOf(content) });
const bytesOf = (content: string | Buffer): string => Buffer.from(content as string).toString('latin1');

/** Returns where any of these can be read, as `<its name> in <place>`. None = nobody finds it in any known encoding. */
export function tracesOf(canaries: Readonly<Record<string, string>>, places: readonly Place[]): string[] {
  // All at once first: that is a tenth of the work if nothing is found.
  const suspicious = places.filter(containing(Object.values(canaries)));
  return Object.entries(canaries).flatMap(([name, value]) =>
    suspicious.filter(containing([value])).map(({ where }) => `${name} in ${where}`),
  );
}

function containing(values: readonly string[]): (place: Place) => boolean {
  const forms = values.flatMap(formsOf).map((form) => form.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
  const any = new RegExp(forms.join('|'));
  return ({ content }) => any.test(content);
}

/**
 * As it is, and in its disguises: without the plus, reversed, escaped, in base64 at any offset, in hex, and as a bare
 * SHA-256.
 */
export function formsOf(value: string): string[] {
  const forms = [value, value.replace(/^\+/, '')].flatMap((variant) => {
    const digest = createHash('sha256').update(variant).digest();
    return [
      variant,
      [...variant].reverse().join(''),
      encodeURIComponent(variant),
      variant.replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
      Buffer.from(variant).toString('hex'),
      digest,
      digest.toString('hex'),
      ...[Buffer.from(variant), digest].flatMap(inBase64),
    ];
  });
  return [...new Set(forms.map(bytesOf))];
}

/** Three bytes are four letters: the letters depend on the offset, and the neighbours change those at both ends. */
function inBase64(bytes: Buffer): string[] {
  return ([0, 1, 2] as const).flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const own = (text: string) => text.slice([0, 2, 3][before], Math.floor((whole.length * 4) / 3));
    return [own(whole.toString('base64')), own(whole.toString('base64url'))];
  });
}

/**
 * Everything that an installation has written and a person may read: every table, Temporal's record of every run, logs,
 * metrics.
 */
export async function leftBehind(site: Installation, { client, sql }: Pick<Witness, 'client' | 'sql'>): Promise<Place[]> {
  const metrics = [site.apiUrl, site.workerUrl, `http://127.0.0.1:${site.environment.TEMPORAL_METRICS_PORT}`].map(
    (url) => `${url}/metrics`,
  );
  const read = async (url: string) => {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${site.operatorKey}` } });
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    return place(url, await answer.text());
  };
  return [...(await tables(sql)), ...(await histories(client)), place('the logs', site.logs()), ...(await Promise.all(metrics.map(read)))];
}

async function tables(sql: Witness['sql']): Promise<Place[]> {
  const names = await sql<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema)'`,
  );
  return Promise.all(
    names.map(async ({ name }) =>
      place(name, (await sql<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)).map(({ row }) => row).join('\n')),
    ),
  );
}

/** For each run: its history, and what Temporal shows of it. Payloads are bytes; as text they can be searched. */
async function histories(client: Witness['client']): Promise<Place[]> {
  const readable = (_: string, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Uint8Array ? Buffer.from(value).toString() : value;
  };
  const found: Place[] = [];
  for await (const { workflowId, runId, memo, searchAttributes } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const [{ raw }, history] = await Promise.all([handle.describe(), handle.fetchHistory()]);
    found.push(place(`the history of ${workflowId}`, JSON.stringify({ memo, searchAttributes, raw, history }, readable)));
  }
  return found;
}

/** Every file of a folder and its subfolders: of a PostgreSQL server also data that no table shows any more. */
export const filesIn = (folder: string): Place[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => place(path.slice(folder.length + 1), readFileSync(path)));
