import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isConnected, portIn } from './connection-folder';
import { connect, type Provider } from './provider';
import type { Ports } from './providers';

/** What a request says of who should answer it. */
interface Asking {
  companyId?: string;
  channel?: string;
}

/** A port, and those that answer some channels in its place. */
interface Choice {
  whole: object | undefined;
  channels: ReadonlyMap<string, object>;
}

const [companiesFolder, channelsFolder] = ['companies', 'channels'];
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The port of a provider as its folder configures it. Below `companies/<id>` and `channels/<channel>` the same files
 * say who answers for that company or channel: the nearest that is there answers, the company before the channel.
 * @throws naming a missing or wrong file, never its content
 */
export function chosenPort(folder: string, key: keyof Ports, provider: Provider<object>): object {
  const hasOwn = isConnected(folder) || !holdsOnlyOthers(folder, provider);
  const all: Choice = {
    whole: hasOwn ? portIn(folder, key, provider) : connect(provider, { address: undefined }),
    channels: channelsIn(folder, key, provider),
  };
  const companies = new Map(
    namesIn(join(folder, companiesFolder), (name) => uuid.test(name)).map((name) => [
      name,
      choiceIn(join(folder, companiesFolder, name), key, provider),
    ]),
  );
  return companies.size + all.channels.size === 0 ? all.whole! : dispatch(all.whole!, (asking) => nearest(asking, companies, all));
}

/** Of a provider that not every installation has, the folder may be missing, or be about some companies alone. */
const holdsOnlyOthers = (folder: string, { optional }: Provider<object>): boolean =>
  optional === true && (!existsSync(folder) || existsSync(join(folder, companiesFolder)));

const choiceIn = (folder: string, key: keyof Ports, provider: Provider<object>): Choice => ({
  whole: isConnected(folder) ? portIn(folder, key, provider) : undefined,
  channels: channelsIn(folder, key, provider),
});

const channelsIn = (folder: string, key: keyof Ports, provider: Provider<object>): ReadonlyMap<string, object> =>
  new Map(
    namesIn(join(folder, channelsFolder), (name) => provider.channels?.includes(name) === true).map((name) => [
      name,
      portIn(join(folder, channelsFolder, name), key, provider),
    ]),
  );

/** A name that nothing would ever ask for is a mistake in the folder. @throws naming it */
function namesIn(folder: string, isKnown: (name: string) => boolean): readonly string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const unknown = names.find((name) => !isKnown(name));
  if (unknown !== undefined) throw new Error(`${join(folder, unknown)} names no company or channel`);
  return names;
}

function nearest({ companyId, channel }: Asking, companies: ReadonlyMap<string, Choice>, all: Choice): object {
  const own = companyId === undefined ? undefined : companies.get(companyId);
  const through = (choice: Choice | undefined) => (channel === undefined ? undefined : choice?.channels.get(channel)) ?? choice?.whole;
  return through(own) ?? through(all)!;
}

type Method = (request: Asking, ...rest: unknown[]) => unknown;

/** A port of the same methods, each of which another port answers, chosen by the request. */
const dispatch = (port: object, choose: (asking: Asking) => object): object =>
  Object.fromEntries(
    Object.keys(port).map((name): [string, Method] => [
      name,
      (request, ...rest) => (choose(request) as Record<string, Method>)[name]!(request, ...rest),
    ]),
  );
