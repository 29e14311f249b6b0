import { kernelEnvironment, port, readDatabaseEnvironment } from '#kernel';
import { z } from 'zod';

/** Both or none: the folder that the lines of the anchor go to, and the file of the key that signs them. */
const anchorEnvironment = { ANCHOR_DIR: z.string().optional(), SIGNING_KEY_FILE: z.string().optional() };

/** What the worker takes from its environment. */
export const environment = z.object({
  ...kernelEnvironment.shape,
  ...anchorEnvironment,
  /** Where Temporal's SDK offers its metrics, on the loopback interface; our /metrics repeats them. */
  TEMPORAL_METRICS_PORT: port.default(9464),
  WORKER_HOST: z.string().default('127.0.0.1'),
  WORKER_PORT: port.default(3001),
  /** Keeps the bundle of the workflows between two starts. */
  WORKFLOW_CACHE_FOLDER: z.string().optional(),
  /** `own`: Temporal runs on other machines than PostgreSQL, so that its clock can vouch for the database's. */
  TEMPORAL_CLOCK: z.enum(['own', 'shared']).default('shared'),
  /** `former-release`: workflows use only commands that the former release can replay, so that it may come back. */
  WORKFLOWS_FOR: z.enum(['this-release', 'former-release']).default('this-release'),
  /** How often the sweeper looks for processes whose workflow is lost. */
  SWEEP_SECONDS: z.coerce.number().int().min(1).default(15),
});
export type Config = z.infer<typeof environment>;

export interface AnchorSettings {
  folder: string;
  keyFile: string;
}

/** Undefined: this worker writes no anchor. @throws where only one of the two variables is set. */
export function anchorSettings({
  ANCHOR_DIR,
  SIGNING_KEY_FILE,
}: Pick<Config, 'ANCHOR_DIR' | 'SIGNING_KEY_FILE'>): AnchorSettings | undefined {
  if (ANCHOR_DIR === undefined && SIGNING_KEY_FILE === undefined) return undefined;
  if (ANCHOR_DIR === undefined || SIGNING_KEY_FILE === undefined)
    throw new Error('environment: set ANCHOR_DIR and SIGNING_KEY_FILE, or neither');
  return { folder: ANCHOR_DIR, keyFile: SIGNING_KEY_FILE };
}

const database = kernelEnvironment.pick({ DATABASE_URL: true, DATABASE_PASSWORD_FILE: true });
const anchorer = database.extend({ ANCHOR_DIR: z.string(), SIGNING_KEY_FILE: z.string() });

const reconciler = kernelEnvironment.pick({
  DATABASE_URL: true,
  DATABASE_PASSWORD_FILE: true,
  TEMPORAL_ADDRESS: true,
  TEMPORAL_NAMESPACE: true,
});

/** Reads the configuration of the worker. @throws like {@link readDatabaseEnvironment} */
export const readConfig = (variables: NodeJS.ProcessEnv = process.env): Config => readDatabaseEnvironment(environment, variables);

/** Reads the configuration of `anchor`. @throws like {@link readDatabaseEnvironment} */
export const readAnchorerConfig = (variables: NodeJS.ProcessEnv = process.env) => readDatabaseEnvironment(anchorer, variables);

/** Reads the configuration of `reconcile`. @throws like {@link readDatabaseEnvironment} */
export const readReconcilerConfig = (variables: NodeJS.ProcessEnv = process.env) => readDatabaseEnvironment(reconciler, variables);
