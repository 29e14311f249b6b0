import { z } from 'zod';

export interface SimulatorConfig {
  host: string;
  /** 0 = any free one. */
  port: number;
}

/** An empty variable is an unset one. */
const unset = (value: unknown) => (value === '' ? undefined : value);

const environmentSchema = z.object({
  SIMULATOR_HOST: z.preprocess(
    unset,
    z
      .string()
      .regex(/^(127(\.\d{1,3}){3}|::1|localhost)$/, 'must be a loopback address: whoever reaches the simulator reads every message')
      .default('127.0.0.1'),
  ),
  SIMULATOR_PORT: z.preprocess(unset, z.coerce.number('must be a port').int().min(0).max(65_535).default(3100)),
  TENURE_MODE: z.preprocess(unset, z.literal('embedded', 'must be embedded: in production there is no simulator').default('embedded')),
});

/** Reads the environment once. @throws naming each variable that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): SimulatorConfig {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  return { host: parsed.data.SIMULATOR_HOST, port: parsed.data.SIMULATOR_PORT };
}
