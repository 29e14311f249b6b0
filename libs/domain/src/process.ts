import {
  PolicyUnknown,
  type Awaited,
  type Deadline,
  type Effect,
  type Instant,
  type Origin,
  type Problem,
  type Process,
  type Readable,
  type StreamColumns,
  type Told,
} from './decider';
import { evolveBy, misfitsOf, type EventOf, type EventTable } from './events';
import { canFold } from './newer-event';
import type { Outward } from './hidden';
import type { AnyRule } from './rule';
import type { Found, Seen } from './visibility';

/** Open: somebody can move it. Passing: it moves by itself within seconds. Over: it has ended for good. */
export type StateKind = 'open' | 'passing' | 'over';

/** The rules of a process, by the types of their commands. */
type RuleTable = Readonly<Record<string, AnyRule>>;

type Simplify<T> = { [K in keyof T]: T[K] };
type Types<R> = R extends { readonly types?: infer T } ? NonNullable<T> : never;
type Intersection<U> = (U extends unknown ? (of: U) => void : never) extends (of: infer I) => void ? I : never;

/** The union of the commands of a table of rules. */
export type CommandsOf<R> = {
  [K in keyof R & string]: Types<R[K]> extends { command: infer C } ? (C extends unknown ? Simplify<{ type: K } & C> : never) : never;
}[keyof R & string];

/** All facts of a table of rules; each rule is typed by its own. */
export type FactsOf<R> = Partial<Simplify<Intersection<{ [K in keyof R]: Types<R[K]> extends { facts: infer F } ? F : never }[keyof R]>>>;

/** The codes that callers can meet in a table of rules. */
export type CodesOf<R> = Told<{ [K in keyof R]: Types<R[K]> extends { code: infer C extends string } ? C : never }[keyof R]>;

/** The rights that callers need in a table of rules. */
export type RightsOf<R> = { [K in keyof R]: Types<R[K]> extends { right: infer W extends string } ? W : never }[keyof R];

/** A command of callers that the state refuses now. */
interface RefusedCommand {
  command: string;
  code: string;
  availableAt?: Instant;
}

/**
 * The commands of callers on a process that exists: those that the state accepts now, and those that it refuses, each
 * with the first reason. A command that this process never takes is in neither.
 */
export interface CommandsNow<T extends string = string> {
  allowed: readonly T[];
  refused: readonly RefusedCommand[];
}

type Known<S> = Exclude<S, { status: 'none' }>;

interface Definition<S extends { status: string }, Ev extends EventTable, R extends RuleTable, P, W extends string, K extends string> {
  initial: S;
  /** By version. A stream keeps the version that it was opened under; the highest opens new ones. */
  policies: Readonly<Record<number, P>>;
  /** The policy version of a stream, if its opening event names another than the newest. */
  policyVersion?(state: S): number;
  /** The version that it has adopted since, if it has. */
  adoptedVersion?(state: S): number | undefined;
  /** The life of the process: every word that its status can be. */
  states: Readonly<Record<W, StateKind>>;
  /** The word for its phase, if that is not the state's own. */
  status?(state: S): W | 'none';
  events: Ev;
  rules: R;
  columns(state: Known<S>): StreamColumns;
  /** False where the state names something that its functions look up and that only a newer release has. */
  knows?(state: Known<S>): boolean;
  /** What is left out is no draft, for the services of the company of its columns, and for no person. */
  seenBy?(state: Known<S>, id: string): Partial<Seen>;
  foundBy?(state: Known<S>): Found;
  /** What its reviewers and operators alone are shown as it is. */
  outward?: Outward<NoInfer<W>>;
  /** Timed commands to come, soonest first. */
  due?(state: Known<S>, policy: P): readonly Deadline<CommandsOf<R>>[];
  /** What the world is owed. A process without deadlines and effects has no workflow. */
  owed?(state: Known<S>, policy: P): readonly Effect<NoInfer<K>>[];
  /** What it waits for beside its deadlines: another process, or people. It moves by their commands, not by this. */
  awaits?(state: Known<S>): readonly Awaited[];
  /** Every kind of effect that it can owe. */
  effects?: readonly K[];
  /**
   * Those of them that only tell people something: it owes one at a time, the newest, and nobody sends an older one.
   */
  messages?: readonly NoInfer<K>[];
  /** What only a person can mend, by its kind: whom or what it concerns in this state. */
  troubles?: Readonly<Record<string, (state: Known<S>) => readonly string[]>>;
  /** Without `now`: as far as the events tell, whether or not an instant has passed. */
  view(state: Known<S>, policy: P, now?: Instant): Readonly<Record<string, unknown>>;
}

/**
 * A process as it is defined: the {@link Process} that the kernel runs, and the tables that routes, documents and tests
 * read.
 */
export interface DefinedProcess<
  S extends { status: string },
  Ev extends EventTable,
  R extends RuleTable,
  W extends string = string,
> extends Process<S, EventOf<Ev>, CommandsOf<R>, FactsOf<R>> {
  readonly states: Readonly<Record<W, StateKind>>;
  readonly events: Ev;
  readonly rules: R;
  readonly outward?: Outward;
  under(policyVersion: number): DefinedProcess<S, Ev, R, W>;
  /** By a policy that is no version: to try it out, never to record by it. */
  trying(policy: { version: number }): DefinedProcess<S, Ev, R, W>;
  /** Evaluates the conditions of each command once; with an actor, as this actor would meet them, maybe for others. */
  commandsNow(state: S, now: Instant, actor?: string, inPlaceOf?: readonly string[]): CommandsNow<CommandsOf<R>['type']>;
  seenBy(state: S, id: string): Seen;
  foundBy(state: S): Found;
  awaits(state: S): readonly Awaited[];
  /** Whether it ever waits for something beside its deadlines. */
  readonly mayAwait: boolean;
  /**
   * False of a stream that only a newer release can read: of another policy, or with a status or another word that is
   * not known here.
   */
  canRead(stream: Readable<S>): boolean;
}

const seenByServices: Seen = { services: 'all', draft: false, companies: [], departments: [], accounts: [], principals: [] };

/** Binds the states of a process, then derives from one table what the kernel, the routes and the documents need. */
export const processOfStates =
  <S extends { status: string }>() =>
  <const Ev extends EventTable, const R extends RuleTable, P, W extends string, const K extends string = never>(
    type: string,
    definition: Definition<S, Ev, R, P, W, K>,
  ): DefinedProcess<S, Ev, R, W> => {
    const { policies } = definition;
    const newest = Math.max(...Object.keys(policies).map(Number));
    const bound = new Map<number, DefinedProcess<S, Ev, R, W>>();
    const under = (version: number): DefinedProcess<S, Ev, R, W> => {
      const policy = policies[version];
      if (policy === undefined) throw new PolicyUnknown(type, version);
      const known = bound.get(version) ?? bind(type, definition, policy, newest, under);
      bound.set(version, known);
      return known;
    };
    return under(newest);
  };

function bind<S extends { status: string }, Ev extends EventTable, R extends RuleTable, P, W extends string, K extends string>(
  type: string,
  definition: Definition<S, Ev, R, P, W, K>,
  policy: P,
  newest: number,
  under: (version: number) => DefinedProcess<S, Ev, R, W>,
): DefinedProcess<S, Ev, R, W> {
  const {
    initial,
    states,
    events,
    rules,
    columns,
    view,
    due,
    owed,
    awaits,
    effects = [],
    troubles = {},
    seenBy,
    foundBy,
    knows,
  } = definition;
  const status = definition.status ?? (({ status }: S) => status as W);
  const isKnown = (state: S): state is Known<S> => state.status !== 'none';
  const ruleOf = ({ type: command }: { type: string }): AnyRule => {
    const rule = Object.hasOwn(rules, command) ? rules[command] : undefined;
    if (rule === undefined) throw new Error(`${type} has no command ${command}`);
    return rule;
  };
  const askable = Object.entries(rules).filter(([, { origin, opens }]) => [origin].flat().includes('caller') && !opens);
  const commandsNow = (state: S, now: Instant, actor?: string, inPlaceOf: readonly string[] = []) => {
    const applying = askable.filter(([, rule]) => rule.appliesTo(state));
    const asked = applying.map(([command, rule]) => ({ command, problem: rule.refusedNow(state, { now, actor, inPlaceOf }, policy) }));
    return {
      allowed: asked.flatMap(({ command, problem }) => (problem ? [] : [command as CommandsOf<R>['type']])),
      refused: asked.flatMap(({ command, problem }) => (problem ? [refusedCommand(command, problem)] : [])),
    };
  };
  return {
    type,
    workflow: due !== undefined || owed !== undefined,
    policyVersion: definition.policyVersion ?? (() => newest),
    ...(definition.adoptedVersion && { adoptedVersion: definition.adoptedVersion }),
    under,
    trying: (policy) => tryOut(type, definition, policy as P & { version: number }, newest, under),
    initial,
    evolve: evolveBy<S>(events),
    decide: (state, command, facts, now) => ruleOf(command).decide(state, command, facts, now, policy) as never,
    needs: (command, state, found) => ruleOf(command).needs(command, state, found),
    due: (state) => (due && isKnown(state) ? due(state, policy) : []),
    owed: (state) => (owed && isKnown(state) ? owed(state, policy) : []),
    awaits: (state) => (awaits && isKnown(state) ? awaits(state) : []),
    mayAwait: awaits !== undefined,
    effectKinds: effects,
    messageKinds: definition.messages ?? [],
    troubles: (state) =>
      isKnown(state) ? Object.entries(troubles).flatMap(([kind, refsOf]) => refsOf(state).map((ref) => ({ kind, ref }))) : [],
    troubleKinds: Object.keys(troubles),
    commandsNow,
    allowed: (state, now, actor) => commandsNow(state, now, actor).allowed,
    origins: Object.fromEntries(Object.entries(rules).map(([command, { origin }]) => [command, origin])) as Readonly<
      Record<CommandsOf<R>['type'], Origin | readonly Origin[]>
    >,
    view: (state, now) => (isKnown(state) ? view(state, policy, now) : {}),
    status,
    outcome: (state) => (states[status(state) as W] === 'over' ? status(state) : undefined),
    passing: Object.entries(states).flatMap(([word, kind]) => (kind === 'passing' ? [word] : [])),
    minor: Object.entries(events).flatMap(([event, { minor }]) => (minor ? [event as EventOf<Ev>['type']] : [])),
    columns: (state) => (isKnown(state) ? columns(state) : {}),
    misfits: (event) => misfitsOf(events, event),
    canFold: (event) => canFold(events, event),
    seenBy: (state, id) => {
      if (!isKnown(state)) return seenByServices;
      const { companyId } = columns(state);
      return { ...seenByServices, companies: companyId === undefined ? [] : [companyId], ...seenBy?.(state, id) };
    },
    foundBy: (state) => (foundBy && isKnown(state) ? foundBy(state) : { asked: [] }),
    canRead: ({ policyVersion, status: word, state }) =>
      Object.hasOwn(definition.policies, policyVersion) &&
      Object.hasOwn(states, word) &&
      isKnown(state) &&
      isOfThisShape(under(policyVersion), state, knows),
    states,
    events,
    rules,
    ...(definition.outward && { outward: definition.outward }),
  };
}

/** The process by this policy in the place of its version, and by every other version as ever. */
function tryOut<S extends { status: string }, Ev extends EventTable, R extends RuleTable, P, W extends string, K extends string>(
  type: string,
  definition: Definition<S, Ev, R, P, W, K>,
  policy: P & { version: number },
  newest: number,
  under: (version: number) => DefinedProcess<S, Ev, R, W>,
): DefinedProcess<S, Ev, R, W> {
  const tried: DefinedProcess<S, Ev, R, W> = bind(type, definition, policy, newest, (version) =>
    version === policy.version ? tried : under(version),
  );
  return tried;
}

/** What every reader of a state asks of it; a state that another release has folded may lack what they look for. */
function isOfThisShape<S extends { status: string }>(
  { status, seenBy, foundBy, due, owed, awaits, view, states }: AnyDefined<S>,
  state: Known<S>,
  knows: (state: Known<S>) => boolean = () => true,
): boolean {
  try {
    if (!knows(state)) return false;
    for (const ask of [foundBy, due, owed, awaits, view]) ask(state);
    return Object.hasOwn(states, status(state)) && Array.isArray(seenBy(state, '').accounts);
  } catch {
    return false;
  }
}

type AnyDefined<S extends { status: string }> = Pick<
  DefinedProcess<S, EventTable, RuleTable>,
  'status' | 'seenBy' | 'foundBy' | 'due' | 'owed' | 'awaits' | 'view' | 'states'
>;

const refusedCommand = (command: string, { code, availableAt }: Problem): RefusedCommand => ({
  command,
  code,
  ...(typeof availableAt === 'number' && { availableAt }),
});
