import { budgetPolicy } from '#domain';
import { withPasswordFrom } from '#event-store';
import { z } from 'zod';

const url = (protocol: RegExp) => z.url({ protocol, error: 'must be a URL' });
const { refusalsPerMinute, requestsPerMinute, codesPerMinute } = budgetPolicy;
const budget = z.coerce.number().int().min(1);
const port = z.coerce.number().int().min(1).max(65_535);

/** What the API takes from its environment. */
export const environment = z.object({
  DATABASE_URL: url(/^postgres(ql)?$/),
  /** Holds the password of DATABASE_URL, which then has none. */
  DATABASE_PASSWORD_FILE: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  /** Where operators find the Temporal UI; without it answers carry no link. */
  TEMPORAL_UI_URL: url(/^https?$/).optional(),
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: port.default(3000),
  /** The addresses of the proxies in front, as a comma-separated list; without it nobody's X-Forwarded-* is believed. */
  API_TRUSTED_PROXIES: z.string().optional(),
  /** How long to go on serving after readiness is withdrawn, for load balancers to notice. */
  API_DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  /** Budgets other than the policy's. */
  API_REFUSALS_PER_MINUTE: budget.default(refusalsPerMinute),
  API_REQUESTS_PER_MINUTE: budget.default(requestsPerMinute),
  API_CODES_PER_MINUTE: budget.default(codesPerMinute),
  /** The folder that says of each provider where it is and what is shared with it (docs/providers.md). */
  PROVIDERS_DIR: z.string(),
  MASTER_KEY_FILE: z.string(),
  /** `embedded` has the movable clock and shows the simulated messages; anything real is `production`. */
  TENURE_MODE: z.enum(['embedded', 'production']).default('production'),
  BUILD_ID: z.string().default('unversioned'),
});
export type Config = z.infer<typeof environment>;

/** What `migrate` takes from its environment. */
export const ownerEnvironment = z.object({
  OWNER_DATABASE_URL: url(/^postgres(ql)?$/),
  /** Holds the password of OWNER_DATABASE_URL, which then has none. */
  OWNER_DATABASE_PASSWORD_FILE: z.string().optional(),
  TENURE_MODE: environment.shape.TENURE_MODE,
});
const keyMaker = environment.pick({ DATABASE_URL: true, DATABASE_PASSWORD_FILE: true });

/** What the API runs by. @throws naming the variables that are missing or wrong, never their values. */
export const readConfig = (variables: NodeJS.ProcessEnv = process.env): Config => withPassword(read(environment, variables));

/** For `migrate`: the owner of the schemas. @throws like {@link readConfig}. */
export function readOwnerConfig(variables: NodeJS.ProcessEnv = process.env) {
  const config = read(ownerEnvironment, variables);
  return { ...config, OWNER_DATABASE_URL: withPasswordFrom(config.OWNER_DATABASE_PASSWORD_FILE, config.OWNER_DATABASE_URL) };
}

/** For `create-operator-key`. @throws like {@link readConfig}. */
export const readKeyMakerConfig = (variables: NodeJS.ProcessEnv = process.env) => withPassword(read(keyMaker, variables));

const withPassword = <T extends z.infer<typeof keyMaker>>(config: T): T => ({
  ...config,
  DATABASE_URL: withPasswordFrom(config.DATABASE_PASSWORD_FILE, config.DATABASE_URL),
});

/** An empty variable is an unset one. */
function read<T>(schema: z.ZodType<T>, variables: NodeJS.ProcessEnv): T {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const { data, error } = schema.safeParse(set);
  if (error) throw new Error(`environment: ${error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  return data;
}
