import { streamIdOf } from '../stream-id';
import { processOf } from '../processes';
import type { Command, Deadline, Event, Instant, Origin, Problem } from '../decider';
import { defined } from '../events';
import { decideAll, type Ground, type Ids } from '../decision';
import { isOpened, isPending, openStage, waitingFor, type Approval } from '../approval/approval';
import { peopleNamed } from '../approval/resolving';
import { approval as process } from '../approval/approval.process';
import { policyStreamOf, type StoredPolicy } from '../approval-policy/approval-policy';
import type { Role } from '../role/role';
import { rolesAsked } from '../approval/approval.policy';
import { matters } from '../approval/matters';
import type { Act, Cast, Script } from './script';
import { simulationPolicy } from './simulation.policy';

/**
 * One thing that has happened: events of the approval as they would be recorded, or a refusal as its caller would meet
 * it.
 */
export interface Happened {
  at: Instant;
  /** A person, {@link timer}, or {@link worker}. */
  by: string;
  command: string;
  events: readonly Event[];
  refused?: Problem;
  /** Afterwards. */
  status: Approval['status'];
  round?: number;
  stage?: number;
  /** Who still has something to decide then. */
  waitsFor: readonly string[];
}

/** The whole life, and how it stands at its end. */
export interface Simulated {
  happened: readonly Happened[];
  state: Approval;
  /** How many commands were decided. */
  steps: number;
}

/** Stands for the clock and for the worker among those who act. */
export const timer = 'timer';
const worker = 'worker';
const approvalId = 'simulated';
const streamId = streamIdOf('approval', approvalId);
const matterId = 'matter';
const subjectId = 'subject';
const roleId = (role: string) => `role:${role}`;

/**
 * Lives one approval by a script on a clock of its own: by the very function that decides commands, and the very
 * deadlines. What falls due comes before what a person does at the same instant. Undefined: it takes more steps than a
 * simulation may.
 */
export function simulate(script: Script): Simulated | undefined {
  const life = simulating(script);
  let step = life.next();
  while (!step.done) step = life.next();
  return step.value;
}

/** The same step by step, for a program that has others to serve meanwhile. */
export function* simulating(script: Script): Generator<undefined, Simulated | undefined> {
  const life = new Life(script);
  life.open();
  for (const act of [...script.acts.toSorted((a, b) => a.at - b.at), undefined]) {
    for (let due = life.nextDue(); due && due.dueAt <= (act?.at ?? Infinity); due = life.nextDue()) {
      yield;
      if (!life.fire(due)) return undefined;
    }
    yield;
    if (act && !life.perform(act)) return undefined;
  }
  return life.end();
}

class Life {
  #state: Approval = process.initial;
  #policyVersion: number | undefined;
  #happened: Happened[] = [];
  #absent = new Set<string>();
  #steps = 0;
  readonly #roles: Cast['roles'];
  readonly #roleStreams: Readonly<Record<string, string>>;
  readonly #streams: ReadonlyMap<string, { status: string }>;

  constructor(private readonly script: Script) {
    this.#roles = rolesIn(script);
    this.#roleStreams = Object.fromEntries(Object.keys(this.#roles).map((role) => [role, roleId(role)]));
    this.#streams = streamsOf(script, this.#roles, this.#roleStreams);
  }

  open(): void {
    const { matterType, companyId, cast, startsAt } = this.script;
    const asked = { matter: { type: matterType, id: matterId }, ...(companyId !== undefined && { companyId }), subjectId };
    const command = {
      type: 'OpenApproval',
      ...asked,
      requestedBy: cast.requester,
      managers: cast.managers,
      roleStreams: this.#roleStreams,
    };
    this.#send(command, 'caller', cast.requester, startsAt);
  }

  /** Texts and messages are no part of who decides what: it ends with the approval. */
  nextDue(): Deadline | undefined {
    if (!isPending(this.#state)) return undefined;
    return this.#process()
      .due(this.#state)
      .toSorted((a, b) => a.dueAt - b.dueAt)[0];
  }

  /** False: one step too many. */
  fire({ command, dueAt }: Deadline): boolean {
    return this.#send(command, 'clock', timer, dueAt);
  }

  perform(act: Act): boolean {
    const command = this.#commandOf(act);
    return (
      command === undefined ||
      this.#send(
        command,
        command.type === 'ResolveApprovers' ? 'effect' : 'caller',
        command.type === 'ResolveApprovers' ? worker : act.person,
        act.at,
      )
    );
  }

  end(): Simulated {
    return { happened: this.#happened, state: this.#state, steps: this.#steps };
  }

  #process() {
    return this.#policyVersion === undefined ? process : process.under(this.#policyVersion);
  }

  #commandOf(act: Act): Command | undefined {
    const { person: actor, does } = act;
    const facts = { actor, roleStreams: this.#roleStreams };
    switch (does) {
      case 'approve':
      case 'reject':
        return { type: 'DecideTask', ...facts, decision: does, ...named(act) } as Command;
      case 'return-to-stage':
        return { type: 'DecideTask', ...facts, decision: 'return', ...named(act), ...defined({ returnTo: act.returnTo }) } as Command;
      case 'take':
      case 'release':
        return { type: does === 'take' ? 'TakeTask' : 'ReleaseTask', ...facts, ...named(act) };
      case 'withdraw':
        return { type: 'WithdrawApproval', actor } as Command;
      case 'leave':
      case 'return':
        if (does === 'leave') this.#absent.add(actor);
        else this.#absent.delete(actor);
        return this.#resolve();
    }
  }

  /** As the worker does once it hears that somebody whom it asks, or has asked, acts no more or acts again. */
  #resolve(): Command | undefined {
    if (!isPending(this.#state)) return undefined;
    const named = peopleNamed(this.#state);
    const absent = [...this.#absent].filter((person) => named.includes(person) || this.#isHolder(person));
    return { type: 'ResolveApprovers', roleStreams: this.#roleStreams, absent, left: [], barred: [] } as Command;
  }

  #isHolder(person: string): boolean {
    return Object.values(this.#roles).some((people) => people.includes(person));
  }

  /** False: one step too many. */
  #send(command: Command, origin: Origin, by: string, at: Instant): boolean {
    this.#steps += 1;
    if (this.#steps > simulationPolicy.stepsMax) return false;
    const asked = { streamId, command, origin, commandId: String(this.#steps) };
    const { moves, problem } = decideAll(asked, this.#ground(at), { processOf, reactions: [] }, ids);
    const [move] = moves;
    const events = move?.events.map(({ event }) => event) ?? [];
    if (move) this.#state = move.after as Approval;
    this.#policyVersion ??= events.length > 0 ? process.policyVersion(this.#state) : undefined;
    if (origin === 'clock' && events.length === 0) throw new Error(`${command.type} is due and refused: ${problem?.code}`);
    if (events.length > 0 || origin === 'caller')
      this.#happened.push({ at, by, command: command.type, events, ...(problem && { refused: problem }), ...standing(this.#state) });
    return true;
  }

  #ground(now: Instant): Ground {
    return {
      now,
      proof: undefined,
      stream: (id) => {
        if (id !== streamId) return this.#streams.has(id) ? { state: this.#streams.get(id)!, policyVersion: 1 } : undefined;
        return this.#policyVersion === undefined ? undefined : { state: this.#state, policyVersion: this.#policyVersion };
      },
      claim: () => undefined,
      claimWithId: () => undefined,
      tally: () => [],
      secure: () => undefined,
      secureTarget: () => undefined,
    };
  }
}

const standing = (state: Approval): Pick<Happened, 'status' | 'round' | 'stage' | 'waitsFor'> => ({
  status: state.status,
  ...(isOpened(state) && { round: state.round, stage: openStage(state).index }),
  waitsFor: waitingFor(state),
});

const named = (act: Act) => ({
  ...('taskId' in act && act.taskId !== undefined && { taskId: act.taskId }),
  ...('reasonCode' in act && act.reasonCode !== undefined && { reasonCode: act.reasonCode }),
});

const ids: Ids<string> = {
  event: (commandId, n) => `${commandId} ${n}`,
  reaction: (causation, reaction) => `${causation} ${reaction}`,
};

/** Every role that the policy asks, also where nobody has it. */
function rolesIn({ content, matterType, cast }: Script): Cast['roles'] {
  const asked = rolesAsked(content ?? matters[matterType].policy);
  return { ...Object.fromEntries(asked.map((role) => [role, []])), ...cast.roles };
}

/**
 * What the approval finds beside itself: calendars, roles, and the policy that is tried as if it were stored and
 * enabled.
 */
function streamsOf(script: Script, roles: Cast['roles'], roleStreams: Readonly<Record<string, string>>) {
  const { content, companyId, matterType, calendars = {} } = script;
  const streams = new Map(Object.entries(calendars));
  for (const [role, holders] of Object.entries(roles)) {
    const granted: Role = { status: 'granted', role: role as never, holders };
    streams.set(streamIdOf('role', roleId(role)), granted);
  }
  if (content === undefined) return streams;
  const policyId = policyStreamOf(companyId, matterType);
  const owned = { policyId, ...(companyId !== undefined && { companyId }), matterType };
  const stored: StoredPolicy = { status: 'enabled', ...owned, version: 1, content, roleStreams, disablings: 0 };
  return streams.set(streamIdOf('approval-policy', policyId), stored);
}
