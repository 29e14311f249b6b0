import { readFileSync } from 'node:fs';
import { openDatabase, type Database } from '#event-store';
import { Api, sender, serviceKeyBody, type Request } from '#journey';
import type { StackFile } from '#stack';
import { openTemporal } from '#temporal';
import { cpuOf, type Cpu } from './cpu';

/** A running stack, with all that a bench asks of it. */
export interface BenchStack {
  file: StackFile;
  operator: Api;
  database: Database;
  temporal: ReturnType<typeof openTemporal>['client'];
  /** What its programs have used so far. */
  cpu(): Cpu;
  close(): Promise<void>;
}

/** @param file the content of its stack.json, perhaps of an older release */
export async function openStack(file: StackFile): Promise<BenchStack> {
  const database = await openDatabase({ url: file.ownerDatabaseUrl, applicationName: 'tenure-bench', poolSize: 1 });
  const temporal = openTemporal({ address: file.temporalAddress, namespace: 'default' });
  return {
    file,
    operator: new Api(file.apiUrl, readFileSync(file.operatorKeyFile, 'utf8').trim()),
    database,
    temporal: temporal.client,
    cpu: () => cpuOf(file.pids),
    close: async () => void (await Promise.all([database.close(), temporal.close()])),
  };
}

/** Sends the calls of journeys with a key of its own. */
export async function serviceOf({ operator }: BenchStack): Promise<ReturnType<typeof sender>> {
  const send = sender(operator, operator.withKey(await serviceKey(operator)));
  return (await knowsOutsiders(operator)) ? send : (request) => send(asBefore(request));
}

/** A stack of an older commit does not know people from outside by that word. */
const outsider = 'outside:';

const knowsOutsiders = async (operator: Api): Promise<boolean> =>
  JSON.stringify((await operator.get('/openapi.json')).body).includes(outsider);

const asBefore = (request: Request): Request => {
  const { body } = request;
  return body ? { ...request, body: JSON.parse(JSON.stringify(body).replaceAll(`"${outsider}`, '"user:')) as object } : request;
};

/**
 * A stack of an older commit gives every key the whole platform, and knows no companies of a key. It has fewer scopes:
 * its document names those that it knows.
 */
async function serviceKey(operator: Api): Promise<string> {
  const { companies, scopes, ...older } = serviceKeyBody('bench');
  const known = JSON.stringify((await operator.get('/openapi.json')).body);
  const granted = { ...older, scopes: scopes.filter((scope) => known.includes(`"${scope}"`)) };
  const make = async (body: object) => operator.post<{ key?: string }>('/v1/api-keys', body);
  const replies = [await make({ ...granted, companies })];
  if (replies[0]?.body.key === undefined) replies.push(await make(granted));
  const key = replies.at(-1)?.body.key;
  if (key === undefined) throw new Error(`no key for the bench: ${JSON.stringify(replies.map(({ body }) => body))}`);
  return key;
}
