import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '#stack';

/** A file or folder of the host, in the long form, which alone can say that it must be there already. */
export interface Mount {
  type: 'bind';
  source: string;
  target: string;
  read_only: boolean;
  bind: { create_host_path: boolean };
}

export interface Service {
  image: string;
  build?: { target: string };
  restart: string;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: (Mount | string)[];
  ports?: string[];
  networks: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
}

export interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  networks: Record<string, { internal?: boolean } | null>;
}

export const text = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

/** docker-compose.yml with these variables. @throws for a missing variable that it needs, as Compose does. */
export function readCompose(given: Record<string, string>): Compose {
  return JSON.parse(JSON.stringify(parse(text('docker-compose.yml'), { merge: true })), (_, value: unknown) =>
    typeof value === 'string' ? interpolate(value, given) : value,
  ) as Compose;
}

/** `${NAME:-default}` and `${NAME:?what it is}`; `$$` is a dollar sign. */
function interpolate(source: string, given: Record<string, string>): string {
  return source.replaceAll(/\$\$|\$\{(\w+):([-?])([^}]*)\}/g, (whole, name: string, kind: string, rest: string) => {
    if (whole === '$$') return '$';
    const value = given[name] || (kind === '-' ? rest : undefined);
    if (value === undefined) throw new Error(`${name} is not given: ${rest}`);
    return value;
  });
}

/** What a service sees of the host; volumes of the engine are written in the short form. */
export const mountsOf = ({ volumes = [] }: Service): Mount[] => volumes.filter((volume) => typeof volume !== 'string');

/** Files of this repository that a service runs or is initialised with. */
export function ownFilesOf(service: Service): string[] {
  const mounted = mountsOf(service);
  const run = (service.entrypoint ?? []).flatMap((path) =>
    mounted.filter(({ target }) => path.startsWith(`${target}/`)).map(({ source, target }) => path.replace(target, source)),
  );
  const single = mounted.map(({ source }) => source).filter((source) => /\.\w+$/.test(source));
  return [...run, ...single].filter((path) => existsSync(join(repositoryRoot, path)));
}
