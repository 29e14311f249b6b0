import { z } from 'zod';

export interface SimulatorConfig {
  host: string;
  /** 0 = any free port. */
  port: number;
  /** Tenure's address for callbacks. */
  apiUrl: string;
  /** The folder of the providers, with the secrets that sign their callbacks. */
  providersDir: string;
}

/** An empty variable counts as unset. */
const unset = (value: unknown) => (value === '' ? undefined : value);

const environmentSchema = z.object({
  SIMULATOR_HOST: z.preprocess(
    unset,
    z
      .string()
      .regex(/^(127(\.\d{1,3}){3}|::1|localhost)$/, 'must be a loopback address: a caller of the simulator reads every message')
      .default('127.0.0.1'),
  ),
  SIMULATOR_PORT: z.preprocess(unset, z.coerce.number('must be a port').int().min(0).max(65_535).default(3100)),
  API_URL: z.preprocess(unset, z.url({ protocol: /^https?$/, error: 'must be a URL' })),
  PROVIDERS_DIR: z.preprocess(unset, z.string('must name a folder')),
  TENURE_MODE: z.preprocess(unset, z.literal('embedded', 'must be embedded: in production there is no simulator').default('embedded')),
});

/** Reads the environment once. @throws with the name of each wrong variable. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): SimulatorConfig {
  const { data, error } = environmentSchema.safeParse(environment);
  if (error) throw new Error(error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  return {
    host: data.SIMULATOR_HOST,
    port: data.SIMULATOR_PORT,
    apiUrl: data.API_URL.replace(/\/+$/, ''),
    providersDir: data.PROVIDERS_DIR,
  };
}
