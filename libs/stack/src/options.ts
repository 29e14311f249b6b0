import { parseArgs } from 'node:util';

/**
 * Ports that people use stay the same unless they choose others; an inner one that is taken gives way to a free one.
 */
export const ports = {
  api: { option: 'api-port', variable: 'API_PORT', usual: 3000, what: 'the API', inner: false },
  temporal: { option: 'temporal-port', variable: 'TEMPORAL_PORT', usual: 7233, what: 'Temporal', inner: false },
  temporalUi: { option: 'temporal-ui-port', variable: 'TEMPORAL_UI_PORT', usual: 8233, what: "Temporal's web UI", inner: false },
  postgres: { option: 'postgres-port', variable: 'POSTGRES_PORT', usual: 5433, what: 'PostgreSQL', inner: true },
  simulator: { option: 'simulator-port', variable: 'SIMULATOR_PORT', usual: 3100, what: 'the simulator of providers', inner: true },
  worker: { option: 'worker-port', variable: 'WORKER_PORT', usual: 3001, what: "the worker's health page", inner: true },
} as const;

export type PortName = keyof typeof ports;

export interface StackOptions {
  /** Keeps the state in a temporary folder that is removed at the end. */
  ephemeral: boolean;
  stateFolder: string | undefined;
  freePorts: boolean;
  /** Where Temporal keeps its state: in a file, or, as in a deployment, in databases of this stack's PostgreSQL. */
  temporal: 'sqlite' | 'postgres';
  /** Whether the API believes who is named in On-Behalf-Of, or asks for a token of the identity provider. */
  people: 'named' | 'prove';
  /** The ports chosen by option or environment. */
  chosen: Partial<Record<PortName, number>>;
}

/** @throws an error that explains a wrong option. */
export function parseOptions(argv: string[], environment: NodeJS.ProcessEnv): StackOptions {
  const names = Object.keys(ports) as PortName[];
  const { values } = parseArgs({
    args: argv,
    options: {
      ephemeral: { type: 'boolean', default: false },
      state: { type: 'string' },
      ports: { type: 'string' },
      temporal: { type: 'string', default: 'sqlite' },
      people: { type: 'string' },
      ...Object.fromEntries(names.map((name) => [ports[name].option, { type: 'string' as const }])),
    },
  });
  if (values.ports !== undefined && values.ports !== 'free')
    throw new Error(`--ports=${String(values.ports)} is unknown: it takes only "free"`);
  if (values.people !== undefined && values.people !== 'prove')
    throw new Error(`--people=${String(values.people)} is unknown: it takes only "prove"`);
  const { temporal } = values;
  if (temporal !== 'sqlite' && temporal !== 'postgres')
    throw new Error(`--temporal=${temporal} is unknown: it takes "sqlite", which is usual, or "postgres"`);
  const given: Record<string, string | boolean | undefined> = values;
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : undefined);
  const chosen = names.flatMap((name) => {
    const { option, variable } = ports[name];
    const port = text(option) ?? (environment[variable] || undefined);
    return port === undefined ? [] : [[name, portNumber(port, text(option) === undefined ? variable : '--' + option)] as const];
  });
  return {
    ephemeral: values.ephemeral,
    stateFolder: values.state,
    freePorts: values.ports === 'free',
    temporal,
    people: values.people === 'prove' ? 'prove' : 'named',
    chosen: Object.fromEntries(chosen),
  };
}

function portNumber(text: string, source: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${source}=${text} is no port: give a number from 1 to 65535`);
  return port;
}
