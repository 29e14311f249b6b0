import { isLiving, type Account } from '../account/account';
import { adoption } from '../account/adopted';
import { accountPolicies, type AccountPolicy } from '../account/account.policy';
import { day, type Command, type Deadline, type Instant } from '../decider';
import { commandsAsked } from '../observation/observations';
import { dayOf } from '../observation/observation';
import { processOf, type AnyProcess } from '../processes';
import { partsOf, streamIdOf } from '../stream-id';
import { World, type Change, type Copy } from './world';

/** What is assumed of an account while nobody looks: nothing is observed, or that it is used every day. */
export type Assumed = 'none' | 'daily';

/** One account to be lived on, with the streams about it and those that their decisions read. */
export interface Asked {
  accountId: string;
  copies: ReadonlyMap<string, Copy>;
  absent: readonly string[];
  /** The streams about the account, itself among them: what falls due of these happens. */
  about: readonly string[];
  from: Instant;
  until: Instant;
  assumed: Assumed;
  /** The policy that it adopts at once; none: it lives by its own. */
  policy?: AccountPolicy;
}

/** One thing that has happened. */
export interface Lived {
  at: Instant;
  streamId: string;
  command: string;
  changes: readonly Change[];
}

/** What has happened until the end, and where the account stands then. */
export interface Life {
  happened: readonly Lived[];
  state: string;
  capabilities: readonly string[];
  /** Effects that are owed at the end: what comes of them rests on others, so that nothing of it is foreseen. */
  owes: readonly string[];
}

/** A version as it stands, and no draft. */
const stands = (policy: AccountPolicy): boolean => accountPolicies[policy.version] === policy;

/**
 * Lives an account on copies, on a clock of its own, by the very rules and deadlines; a step at each `next`, so that
 * others have their turn. What is owed to the world is not done. Nothing is written.
 * @throws Lacking where a decision reads a stream that was not given
 */
export function* living(asked: Asked): Generator<undefined, Life> {
  const life = new Living(asked);
  life.adopt();
  while (life.next()) yield;
  return life.end();
}

class Living {
  readonly #world: World;
  readonly #streamId: string;
  readonly #streams: Set<string>;
  readonly #happened: Lived[] = [];
  /** Deadlines that came to nothing: the rule waits for another one first, or for good. */
  readonly #vain = new Set<string>();
  #now: Instant;
  #observedAt: Instant;

  constructor(private readonly asked: Asked) {
    const { policy, copies, absent, accountId, about, from } = asked;
    const tried = policy && !stands(policy) ? processOf('account').trying(policy) : undefined;
    const processFor = (type: string): AnyProcess => (type === 'account' && tried ? tried : processOf(type));
    this.#world = new World(copies, absent, processFor);
    this.#streamId = streamIdOf('account', accountId);
    this.#streams = new Set(about);
    this.#now = from;
    this.#observedAt = dayOf(from);
  }

  /** By the same function as the command: a draft of a policy is none that an account may keep. */
  adopt(): void {
    const { policy, from } = this.asked;
    const copy = this.#world.copyOf(this.#streamId);
    const account = copy?.state as Account | undefined;
    if (policy === undefined || copy === undefined || account === undefined || !isLiving(account)) return;
    if (stands(policy) && copy.policyVersion === policy.version) return;
    const event = adoption(account, { from: copy.policyVersion, to: policy, reason: 'simulation', at: from });
    this.#world.set(this.#streamId, { state: processOf('account').evolve(account, event), policyVersion: policy.version });
  }

  /** False: nothing more happens until the end. */
  next(): boolean {
    const due = this.#soonest();
    const observed = this.#observation();
    if (observed !== undefined && (due === undefined || observed < due.deadline.dueAt)) return this.#observe(observed);
    if (due === undefined) return false;
    this.#fire(due);
    return true;
  }

  end(): Life {
    const copy = this.#world.copyOf(this.#streamId)!;
    const process = this.#world.processOf(this.#streamId, copy);
    const { capabilities = [] } = process.view(copy.state, this.asked.until) as { capabilities?: readonly string[] };
    const owes = [...this.#streams].flatMap((streamId) => {
      const own = this.#world.copyOf(streamId);
      if (own === undefined) return [];
      const { owed, messageKinds = [] } = this.#world.processOf(streamId, own);
      return owed(own.state).flatMap(({ kind }) => (messageKinds.includes(kind) ? [] : [`${partsOf(streamId).type}:${kind}`]));
    });
    return { happened: this.#happened, state: process.status(copy.state), capabilities, owes: [...new Set(owes)] };
  }

  #soonest(): { streamId: string; deadline: Deadline } | undefined {
    const all = [...this.#streams].flatMap((streamId) => this.#world.dueOf(streamId).map((deadline) => ({ streamId, deadline })));
    return all
      .filter((each) => each.deadline.dueAt <= this.asked.until && !this.#vain.has(keyOf(each)))
      .toSorted((a, b) => a.deadline.dueAt - b.deadline.dueAt)[0];
  }

  /** When the account is used next, by what is assumed; never where nothing is. */
  #observation(): Instant | undefined {
    const next = this.#observedAt + day;
    return this.asked.assumed === 'daily' && next <= this.asked.until ? next : undefined;
  }

  #observe(at: Instant): true {
    this.#observedAt = at;
    this.#now = Math.max(this.#now, at);
    const account = this.#world.copyOf(this.#streamId)?.state as Account;
    const observed = [{ source: 'assumed', id: String(at), type: 'activity', at, body: {} }];
    for (const command of commandsAsked(account, observed)) this.#send(this.#streamId, command, 'observation');
    return true;
  }

  #fire({ streamId, deadline }: { streamId: string; deadline: Deadline }): void {
    this.#now = Math.max(this.#now, deadline.dueAt);
    if (this.#send(streamId, deadline.command, 'clock')) this.#vain.clear();
    else this.#vain.add(keyOf({ streamId, deadline }));
  }

  /** @returns whether anything came of it. What is assumed to be observed is no news by itself. */
  #send(streamId: string, command: Command, origin: 'clock' | 'observation'): boolean {
    const changes = this.#world.send(streamId, command, origin, this.#now);
    if (changes.length === 0) return false;
    if (origin === 'clock') this.#happened.push({ at: this.#now, streamId, command: command.type, changes });
    for (const change of changes) this.#streams.add(change.streamId);
    return true;
  }
}

const keyOf = ({ streamId, deadline }: { streamId: string; deadline: Deadline }) =>
  `${streamId} ${deadline.dueAt} ${JSON.stringify(deadline.command)}`;
