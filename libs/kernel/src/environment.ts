import { withPasswordFrom } from '#event-store';
import { z } from 'zod';

export const urlWith = (protocol: RegExp) => z.url({ protocol, error: 'must be a URL' });
export const port = z.coerce.number().int().min(1).max(65_535);

/** What every program that opens the kernel reads from its environment. */
export const kernelEnvironment = z.object({
  DATABASE_URL: urlWith(/^postgres(ql)?$/),
  /** File with the password of DATABASE_URL, which then has none itself. */
  DATABASE_PASSWORD_FILE: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  MASTER_KEY_FILE: z.string(),
  /** Folder that says how to call each provider, and what it signs its callbacks with (docs/providers.md). */
  PROVIDERS_DIR: z.string(),
  /** `embedded` has the movable clock and shows simulated messages; every real installation is `production`. */
  TENURE_MODE: z.enum(['embedded', 'production']).default('production'),
  BUILD_ID: z.string().default('unversioned'),
});
export type KernelSettings = z.infer<typeof kernelEnvironment>;

/**
 * Parses an environment; an empty variable counts as unset.
 * @throws with the names of missing or wrong variables, never their values.
 */
export function readEnvironment<T>(schema: z.ZodType<T>, variables: NodeJS.ProcessEnv): T {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const { data, error } = schema.safeParse(set);
  if (error) throw new Error(`environment: ${error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  return data;
}

/**
 * The same for a program that connects to the database, with the password in the URL.
 * @throws also when its file cannot be read.
 */
export function readDatabaseEnvironment<T extends Pick<KernelSettings, 'DATABASE_URL' | 'DATABASE_PASSWORD_FILE'>>(
  schema: z.ZodType<T>,
  variables: NodeJS.ProcessEnv,
): T {
  const settings = readEnvironment(schema, variables);
  return { ...settings, DATABASE_URL: withPasswordFrom(settings.DATABASE_PASSWORD_FILE, settings.DATABASE_URL) };
}
