import { originsOf, processes, type Command, type Event, type Process } from '#domain';

/** A timed command of a process that was opened at 0, and when it is due. */
interface TimedCommand {
  command: Command;
  dueAt: number;
}

/** As much of a process as the run needs. */
interface Rules {
  initial: unknown;
  evolve(state: unknown, event: Event): unknown;
  decide(state: unknown, command: Command, facts: unknown, now: number): { events: readonly Event[] };
  due(state: unknown): readonly TimedCommand[];
  owed(state: unknown): readonly { kind: string }[];
  origins: Process['origins'];
}

/** The timed commands of a process with one opening; if it has several, also the policy. */
export interface TimedLife {
  policyId?: string;
  timed: readonly TimedCommand[];
}

/**
 * When each timed command is due, by running the rules: the process opens at 0, each alarm fires at its instant, each
 * purge step is done at once, and nobody undoes anything.
 */
export function timedLives(type: keyof typeof processes): readonly TimedLife[] {
  const rules = processes[type] as unknown as Rules;
  const timed = Object.keys(rules.origins).filter((command) => originsOf(rules, command).includes('clock'));
  if (timed.length === 0) return [];
  const lives = (openings[type] ?? []).map(({ policyId, command, facts = {} }) => ({
    ...(policyId !== undefined && { policyId }),
    timed: timedCommands(type, rules, command, facts),
  }));
  const seen = lives.flatMap((life) => life.timed.map(({ command }) => command.type));
  const missing = timed.filter((command) => !seen.includes(command));
  if (missing.length > 0) throw new Error(`${type}: ${missing.join(', ')} never came: is its line among the openings?`);
  return lives;
}

function timedCommands(type: string, rules: Rules, opening: Command, facts: unknown): readonly TimedCommand[] {
  const seen: TimedCommand[] = [];
  let state = rules.initial;
  const take = (command: Command, found: unknown, now: number) => {
    const { events } = rules.decide(state, command, found, now);
    state = events.reduce((folded, event) => rules.evolve(folded, event), state);
    return events.length > 0;
  };
  take(opening, facts, 0);
  for (let next = rules.due(state)[0], now = 0; next !== undefined; next = rules.due(state)[0]) {
    now = next.dueAt;
    seen.push(next);
    if (!take(next.command, {}, now)) throw new Error(`${type}: ${next.command.type} is not accepted at its own instant`);
    const done = () =>
      rules
        .owed(state)
        .some(({ kind }) => take({ type: 'RecordPurgeStep', step: kind, result: { done: true, items: 0 } } as Command, {}, now));
    while ('RecordPurgeStep' in rules.origins && done());
  }
  return seen;
}

const phone = { identifierId: 'phone', key: 'key' };
const account = processes.account
  .decide(processes.account.initial, { type: 'TakeInAccount', accountId: 'account', subjectId: 'subject', phone }, {}, 0)
  .events.reduce(processes.account.evolve, processes.account.initial);

const granted = (role: 'it-admin' | 'identity-reviewer') => ({
  [role]: processes.role.evolve(processes.role.initial, { type: 'RoleGranted', role, principalId: 'holder' }),
});
const approvalOf = (matterType: string) =>
  ({
    type: 'OpenApproval',
    matter: { type: matterType, id: 'matter' },
    subjectId: 'subject',
    requestedBy: 'requester',
    managers: ['manager'],
    roleStreams: {},
  }) as Command;

/**
 * The commands that open a process, with their facts. A new process with timed commands needs its line here, and so
 * does a new policy.
 */
const openings: Partial<Record<keyof typeof processes, readonly { policyId?: string; command: Command; facts?: unknown }[]>> = {
  account: [{ command: { type: 'TakeInAccount', accountId: 'account', subjectId: 'subject', phone } as Command }],
  approval: [
    { policyId: 'two-confirmations', command: approvalOf('document-export'), facts: granted('it-admin') },
    { policyId: 'identity-review', command: approvalOf('identity-review'), facts: granted('identity-reviewer') },
  ],
  deregistration: [
    {
      command: { type: 'RequestDeregistration', accountId: 'account', checklist: { appsUnbound: true, groupsLeft: true } } as Command,
      facts: { account },
    },
  ],
  // Nobody takes a step: the draft lapses, and what the applicant has told is kept for a while.
  registration: [
    {
      command: {
        type: 'OpenRegistration',
        registrationId: 'registration',
        variant: 'personal',
        accountId: 'account',
        subjectId: 'subject',
        phoneId: 'phone',
        platform: 'ios',
        scanProof: false,
        integrity: 'genuine',
        consentVersion: '1',
        roleStreams: {},
      } as Command,
    },
  ],
};
