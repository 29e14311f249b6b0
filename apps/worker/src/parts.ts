import { createEffects, createControl } from '#activities';
import { Engine, forgetWake, type SendWake } from '#engine';
import { openDatabase, refuseMovedClock, type ClockMode, type Database } from '#event-store';
import { connectProviders } from '#providers';
import { projections, registrationsJoining } from '#read-models';
import { createSignaller, openTemporal } from '#temporal';
import { Challenges, Keys, Vault } from '#vault';
import type { Config } from './config';
import type { Metrics } from './metrics';

/** As many local activities and statements of effects at once. */
export const workPoolSize = 20;
const keeperPoolSize = 4;

export interface Parts {
  clock: ClockMode;
  /** For the activities. */
  work: Database;
  /** For relay, sweeper and housekeeping, so that a rush of work does not stop them. */
  keeper: Database;
  sweepEveryMs: number;
  challenges: Challenges;
  control: ReturnType<typeof createControl>;
  effects: ReturnType<typeof createEffects>;
  send: SendWake;
  close(): Promise<void>;
}

/**
 * Everything that needs no Temporal to be there.
 * @throws when a key or the address of a provider is missing, PostgreSQL does not answer, was sealed under another master key, or its clock was moved and this is production.
 */
export async function assemble(config: Config, metrics: Metrics): Promise<Parts> {
  const clock: ClockMode = config.TENURE_MODE === 'embedded' ? 'offset' : 'system';
  const keys = Keys.fromFile(config.MASTER_KEY_FILE);
  const ports = connectProviders(config.PROVIDERS_DIR);
  const [vault, challenges] = [new Vault(keys), new Challenges()];
  const work = await openDatabase({ url: config.DATABASE_URL, applicationName: 'tenure-worker', poolSize: workPoolSize });
  const keeper = await openDatabase({ url: config.DATABASE_URL, applicationName: 'tenure-keeper', poolSize: keeperPoolSize });
  const closeDatabases = () => Promise.all([work.close(), keeper.close()]);
  try {
    if (clock === 'system') await refuseMovedClock(keeper);
    await vault.refuseForeignKey(keeper);
  } catch (error) {
    await closeDatabases();
    throw error;
  }
  const temporal = openTemporal({ address: config.TEMPORAL_ADDRESS, namespace: config.TEMPORAL_NAMESPACE });
  const signaller = createSignaller({
    client: temporal.client,
    forget: (wake) => forgetWake(keeper, wake),
    observe: ({ latencyMs, ok }) => metrics.wakes.observe({ ok: String(ok) }, latencyMs / 1_000),
  });
  const engine = new Engine({
    database: work,
    keys,
    vault,
    challenges,
    clock,
    projections,
    buildId: config.BUILD_ID,
    afterCommit: signaller.sendAll,
    observe: (command, answer, ms) => metrics.commands.observe({ command, answer }, ms / 1_000),
  });
  return {
    clock,
    work,
    keeper,
    sweepEveryMs: config.SWEEP_SECONDS * 1_000,
    challenges,
    control: createControl(engine),
    effects: createEffects({
      engine,
      registrationsJoining: (...which) => registrationsJoining(work, ...which),
      transaction: (job) => work.transaction(job),
      vault,
      ...ports,
    }),
    send: signaller.send,
    async close() {
      await temporal.close();
      await closeDatabases();
    },
  };
}
