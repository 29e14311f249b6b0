import { budgetPolicy } from '#domain';
import { withPasswordFrom } from '#event-store';
import { kernelEnvironment, port, readDatabaseEnvironment, readEnvironment, urlWith } from '#kernel';
import { z } from 'zod';

const { refusalsPerMinute, requestsPerMinute, codesPerMinute, lookUpsPerMinute } = budgetPolicy;
const budget = z.coerce.number().int().min(1);

/** What the API reads from its environment. */
export const environment = z.object({
  ...kernelEnvironment.shape,
  /** The address of the Temporal UI for operators; without it answers carry no link. */
  TEMPORAL_UI_URL: urlWith(/^https?$/).optional(),
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: port.default(3000),
  /** The addresses of the proxies in front, as a comma-separated list; without it the API ignores X-Forwarded-*. */
  API_TRUSTED_PROXIES: z.string().optional(),
  /** How long to go on serving after readiness is withdrawn, for load balancers to notice. */
  API_DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  /** Budgets other than the policy's. */
  API_REFUSALS_PER_MINUTE: budget.default(refusalsPerMinute),
  API_REQUESTS_PER_MINUTE: budget.default(requestsPerMinute),
  API_CODES_PER_MINUTE: budget.default(codesPerMinute),
  API_LOOKUPS_PER_MINUTE: budget.default(lookUpsPerMinute),
  /** Folder of the identity providers that speak for people, one file each; without it there are none. */
  ISSUERS_DIR: z.string().optional(),
  /** Only in the embedded stack: a person whom On-Behalf-Of names counts as proven, so a first call needs no token. */
  EMBEDDED_PEOPLE: z.literal('1').optional(),
});
export type Config = z.infer<typeof environment>;

/** Production refuses to take a named person for a proven one. */
const safeEnvironment = environment.refine(({ TENURE_MODE: mode, EMBEDDED_PEOPLE: embedded }) => mode === 'embedded' || !embedded, {
  path: ['EMBEDDED_PEOPLE'],
  message: 'must not be set in production',
});

/** What `migrate` reads from its environment. */
export const ownerEnvironment = z.object({
  OWNER_DATABASE_URL: kernelEnvironment.shape.DATABASE_URL,
  /** Holds the password of OWNER_DATABASE_URL, which then has none. */
  OWNER_DATABASE_PASSWORD_FILE: z.string().optional(),
  TENURE_MODE: kernelEnvironment.shape.TENURE_MODE,
});
const keyMaker = kernelEnvironment.pick({ DATABASE_URL: true, DATABASE_PASSWORD_FILE: true });

const installer = kernelEnvironment.pick({
  DATABASE_URL: true,
  DATABASE_PASSWORD_FILE: true,
  MASTER_KEY_FILE: true,
  TENURE_MODE: true,
  BUILD_ID: true,
});

/** Reads the configuration of the API. @throws like {@link readDatabaseEnvironment} */
export const readConfig = (variables: NodeJS.ProcessEnv = process.env): Config => readDatabaseEnvironment(safeEnvironment, variables);

/** For `migrate`: the owner of the schemas. @throws like {@link readDatabaseEnvironment} */
export function readOwnerConfig(variables: NodeJS.ProcessEnv = process.env) {
  const config = readEnvironment(ownerEnvironment, variables);
  return { ...config, OWNER_DATABASE_URL: withPasswordFrom(config.OWNER_DATABASE_PASSWORD_FILE, config.OWNER_DATABASE_URL) };
}

/** For `create-operator-key`. @throws like {@link readDatabaseEnvironment} */
export const readKeyMakerConfig = (variables: NodeJS.ProcessEnv = process.env) => readDatabaseEnvironment(keyMaker, variables);

/** For `name-operators`. @throws like {@link readDatabaseEnvironment} */
export const readInstallerConfig = (variables: NodeJS.ProcessEnv = process.env) => readDatabaseEnvironment(installer, variables);
