import { withPasswordFrom } from '#event-store';
import { z } from 'zod';

const url = (protocol: RegExp) => z.url({ protocol, error: 'must be a URL' });
const port = z.coerce.number().int().min(1).max(65_535);

/** What the worker takes from its environment. */
export const environment = z.object({
  DATABASE_URL: url(/^postgres(ql)?$/),
  /** Holds the password of DATABASE_URL, which then has none. */
  DATABASE_PASSWORD_FILE: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  /** Where Temporal's SDK offers its metrics, on the loopback interface; our /metrics repeats them. */
  TEMPORAL_METRICS_PORT: port.default(9464),
  WORKER_HOST: z.string().default('127.0.0.1'),
  WORKER_PORT: port.default(3001),
  /** Keeps the bundle of the workflows between two starts. */
  WORKFLOW_CACHE_FOLDER: z.string().optional(),
  /** How often it is looked for processes that nobody drives on. */
  SWEEP_SECONDS: z.coerce.number().int().min(1).default(15),
  /** The folder that says of each provider where it is (docs/providers.md). */
  PROVIDERS_DIR: z.string(),
  MASTER_KEY_FILE: z.string(),
  /** `embedded` has the movable clock; anything real is `production`. */
  TENURE_MODE: z.enum(['embedded', 'production']).default('production'),
  BUILD_ID: z.string().default('unversioned'),
});
export type Config = z.infer<typeof environment>;

const reconciler = environment.pick({ DATABASE_URL: true, DATABASE_PASSWORD_FILE: true, TEMPORAL_ADDRESS: true, TEMPORAL_NAMESPACE: true });

/** What the worker runs by. @throws naming the variables that are missing or wrong, never their values. */
export const readConfig = (variables: NodeJS.ProcessEnv = process.env): Config => read(environment, variables);

/** For `reconcile`. @throws like {@link readConfig}. */
export const readReconcilerConfig = (variables: NodeJS.ProcessEnv = process.env) => read(reconciler, variables);

/** An empty variable is an unset one. */
function read<T extends { DATABASE_URL: string; DATABASE_PASSWORD_FILE?: string | undefined }>(
  schema: z.ZodType<T>,
  variables: NodeJS.ProcessEnv,
): T {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const { data, error } = schema.safeParse(set);
  if (error) throw new Error(`environment: ${error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  return { ...data, DATABASE_URL: withPasswordFrom(data.DATABASE_PASSWORD_FILE, data.DATABASE_URL) };
}
