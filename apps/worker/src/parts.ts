import { createActivities, formerLevel, ownLevel, scheduledAt } from '#activities';
import { openKernel, type Kernel } from '#kernel';
import { connectProviders, type Messaging } from '#providers';
import { documentOfApplicant } from '#iam';
import { accountsIn, casesOf, readElapsed, registrationsJoining, rolesIn } from '#read-models';
import { LevelWatch, registeringCommand, type AttributesWatch } from '#temporal';
import { anchorSettings, type AnchorSettings, type Config } from './config';
import type { Metrics } from './metrics';
import { rolesOf } from './roles-of';
import { kindOf } from '#log';
import { log } from './log';

/** As many local activities and statements of effects at once. */
export const workPoolSize = 20;
/** Relay, sweeper and housekeeping use the kernel's second pool, so that a rush of work does not stop them. */
const pools = { commands: { name: 'tenure-worker', size: workPoolSize }, database: { name: 'tenure-keeper', size: 4 } };

export interface Parts extends Kernel {
  sweepEveryMs: number;
  /** Where the anchor is written; undefined: by another worker, or nowhere. */
  anchor: AnchorSettings | undefined;
  activities: ReturnType<typeof createActivities>;
  /** Sends the digests of approvers. */
  messaging: Messaging;
  /** Which commands of workflows every worker can replay. */
  levels: LevelWatch;
}

/**
 * Everything that needs no Temporal to be there.
 * @throws like {@link openKernel}, and when a provider is not configured.
 */
export async function assemble(config: Config, { commands, wakes, registrations }: Metrics): Promise<Parts> {
  const providers = connectProviders(config.PROVIDERS_DIR);
  const made: { activities?: Parts['activities'] } = {};
  const kernel = await openKernel({
    settings: config,
    pools,
    commandDone: (command, answer, ms) => commands.observe({ command, answer }, ms / 1_000),
    wakeSent: ({ latencyMs, ok }) => wakes.observe({ ok: String(ok) }, latencyMs / 1_000),
    owed: (effectIds) => made.activities?.firstTries.begin(effectIds),
    temporalVouches: config.TEMPORAL_CLOCK === 'own',
    clockChanged: (agreement) => log[agreement === 'agrees' ? 'info' : 'error']('clock', { agreement }),
    attributes: { registers: true, changed: (missing, error) => sayAttributes(config.TEMPORAL_NAMESPACE, missing, error) },
    logLeaks: (settings) => log.warn('postgresql-logs-values', { settings }),
  });
  const most = config.WORKFLOWS_FOR === 'former-release' ? formerLevel : ownLevel;
  const levels = new LevelWatch({ client: kernel.temporal, most, changed: sayLevel });
  const activities = (made.activities = createActivities(
    {
      engine: kernel.engine,
      registrationsJoining: (...which) => registrationsJoining(kernel.commands, ...which),
      documentOf: (registrationId) => documentOfApplicant(kernel.commands, registrationId),
      rolesOf: (...which) => rolesOf(kernel.commands, ...which),
      casesOf: (...which) => casesOf(kernel.commands, ...which),
      rights: { accounts: (...which) => accountsIn(kernel.commands, ...which), roles: (...which) => rolesIn(kernel.commands, ...which) },
      registered: (registration) => countTime(kernel.commands, registration, registrations),
      transaction: (job) => kernel.commands.transaction(job),
      vault: kernel.vault,
      ...providers,
    },
    { knownAttributes: () => kernel.attributes.known(), level: () => levels.level() },
    scheduledAt,
    log,
  ));
  return {
    ...kernel,
    messaging: providers.messaging,
    levels,
    sweepEveryMs: config.SWEEP_SECONDS * 1_000,
    anchor: anchorSettings(config),
    activities,
  };
}

/** R11: a registration whose time cannot be read now is left out, and keeps no message from its end. */
async function countTime(
  database: Kernel['commands'],
  registration: { id: string; now: number },
  registrations: Metrics['registrations'],
): Promise<void> {
  try {
    const { applicantMs, peopleMs, machineMs } = await readElapsed(database, registration);
    for (const [of, ms] of Object.entries({ applicant: applicantMs, people: peopleMs, machine: machineMs }))
      registrations.observe({ of }, ms / 1_000);
  } catch (error) {
    log.warn('the time of a registration was not counted', { error: kindOf(error) });
  }
}

/** An operator sees when the last worker of the former release is gone. */
function sayLevel(level: number | undefined): void {
  if (level === undefined) return log.warn('who polls the workflows is not known');
  log.info(level < ownLevel ? 'workflows stay readable for the former release' : 'workflows are for this release alone', {
    workflows: level,
  });
}

/** The workflows go on without them; an operator cannot filter by them. */
function sayAttributes(namespace: string, ...[missing, error]: Parameters<NonNullable<AttributesWatch['changed']>>): void {
  if (missing.length === 0) return log.info('search attributes are there again');
  const command = registeringCommand(namespace, missing);
  log.warn('search attributes are missing', {
    missing: missing.join(', '),
    command,
    ...(error !== undefined && { error: kindOf(error) }),
  });
}
