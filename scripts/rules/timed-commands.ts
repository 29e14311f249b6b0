import { originsOf, processes, type Command, type Event, type Process } from '#domain';

/** A timed command of a process that was opened at 0, and when it is due. */
export interface TimedCommand {
  command: Command;
  dueAt: number;
}

/** Just enough of a process to let it run through. */
interface Rules {
  initial: unknown;
  evolve(state: unknown, event: Event): unknown;
  decide(state: unknown, command: Command, facts: unknown, now: number): { events: readonly Event[] };
  due(state: unknown): readonly TimedCommand[];
  owed(state: unknown): readonly { kind: string }[];
  origins: Process['origins'];
}

/**
 * When each timed command comes, told by the rules themselves: the process is opened at 0, each alarm rings at its instant, each purge step is done
 * at once, and nobody undoes anything.
 */
export function timedCommands(type: keyof typeof processes): readonly TimedCommand[] {
  const rules = processes[type] as unknown as Rules;
  const timed = Object.keys(rules.origins).filter((command) => originsOf(rules, command).includes('clock'));
  if (timed.length === 0) return [];
  const opening = openings[type];
  if (!opening) throw new Error(`${type} has timed commands, and no line among the openings`);
  const seen: TimedCommand[] = [];
  let state = rules.initial;
  const take = (command: Command, facts: unknown, now: number) => {
    const { events } = rules.decide(state, command, facts, now);
    state = events.reduce((folded, event) => rules.evolve(folded, event), state);
    return events.length > 0;
  };
  take(...opening, 0);
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
  const missing = timed.filter((command) => !seen.some((each) => each.command.type === command));
  if (missing.length > 0) throw new Error(`${type}: ${missing.join(', ')} never came`);
  return seen;
}

const phone = { identifierId: 'phone', key: 'key' };
const account = processes.account
  .decide(processes.account.initial, { type: 'TakeInAccount', accountId: 'account', subjectId: 'subject', phone }, {}, 0)
  .events.reduce(processes.account.evolve, processes.account.initial);

const role = processes.role.evolve(processes.role.initial, {
  type: 'RoleGranted',
  companyId: 'company',
  role: 'it-admin',
  principalId: 'admin',
});

/** The command that opens a process, with the facts it needs. A new process with timed commands needs its line here. */
const openings: Partial<Record<keyof typeof processes, [Command, unknown]>> = {
  account: [{ type: 'TakeInAccount', accountId: 'account', subjectId: 'subject', phone } as Command, {}],
  approval: [
    {
      type: 'OpenApproval',
      matter: { type: 'document-export', id: 'matter' },
      companyId: 'company',
      subjectId: 'subject',
      requestedBy: 'requester',
      managers: ['manager'],
      roleStreams: { 'it-admin': 'role' },
    } as Command,
    { 'it-admin': role },
  ],
  deregistration: [
    { type: 'RequestDeregistration', accountId: 'account', checklist: { appsUnbound: true, groupsLeft: true } } as Command,
    { account },
  ],
  // Nobody takes a step: the draft lapses, and what the applicant has told is kept for a while.
  registration: [
    {
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
    {},
  ],
};
