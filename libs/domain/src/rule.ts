import {
  codeOf,
  internal,
  type Decision,
  type Event,
  type Instant,
  type InternalCode,
  type Needs,
  type Origin,
  type Problem,
  type Told,
} from './decider';
import type { Reach } from './reach';
import { group, type DataOf, type Field, type Shape, type ValueOf } from './events';
import type { FactsFor, FindingNeeds } from './needs';

/** The instant of a command, and its actor, if the command names one. */
export interface Moment {
  now: Instant;
  actor?: string | undefined;
  /** The people in whose place the actor may act too. */
  inPlaceOf?: readonly string[];
}

/** One condition of a command. If it does not hold, its code is the answer. */
interface Guard<S> {
  /** Reads the state alone: the needs of a command are asked for only if all of these hold. */
  readonly narrows: boolean;
  readonly code: string | InternalCode;
  holds(state: S, moment: Moment): boolean;
  extensions(state: S, moment: Moment): Omit<Problem, 'code'>;
}

/** What a refusal says beside its code, from the state in which the condition does not hold. */
type Extensions<T> = (state: T, moment: Moment) => Omit<Problem, 'code'>;

/**
 * The conditions of a command, in order; the first that does not hold answers.
 * `T`: the states that are left when all hold; `Code`: the codes that callers meet.
 * Lists are values: a rule adds its own to a shared list.
 */
export interface Guards<S, T extends S, Code extends string> {
  readonly list: readonly Guard<S>[];
  /** Only in these states. */
  in<U extends T, const C extends string | InternalCode>(
    isOne: (state: T) => state is U,
    code: C,
    extensions?: Extensions<T>,
  ): Guards<S, U, Code | Told<C>>;
  /** Only if this holds now. */
  when<const C extends string | InternalCode>(
    holds: (state: T, moment: Moment) => boolean,
    code: C,
    extensions?: Extensions<T>,
  ): Guards<S, T, Code | Told<C>>;
  /** Only from this recorded instant on. Only the clock comes too early, so its code is internal. */
  from(instantOf: (state: T) => Instant): Guards<S, T, Code>;
  readonly states?: (state: T) => T;
  readonly codes?: Code;
}

const guardsOf = <S, T extends S, Code extends string>(list: readonly Guard<S>[]): Guards<S, T, Code> => {
  const and =
    (narrows: boolean) =>
    (holds: unknown, code: string | InternalCode, extensions: unknown = () => ({})) =>
      guardsOf([...list, { narrows, code, holds, extensions } as Guard<S>]);
  const from = (instantOf: (state: S) => Instant) =>
    and(false)(
      (state: S, { now }: Moment) => now >= instantOf(state),
      internal('not-due'),
      (state: S) => ({ availableAt: instantOf(state) }),
    );
  return { list, in: and(true), when: and(false), from } as unknown as Guards<S, T, Code>;
};

/** For a command that a caller may repeat: how often, by the policy, and how often they have, by the state. */
interface AtMost<T, C, P> {
  /** Undefined by a policy from before the number: then only the limit of the stream holds. */
  times(policy: P, state: T): number | undefined;
  /** Without a command: the fewest that any command of this kind can have. */
  soFar(state: T, command?: C): number;
}

/** The code for a command that was repeated as often as the policy lets its caller. */
const repeatedTooOften = 'repeated-too-often';

/** A rule for code that handles any rule: the kernel, the routes, the documents. */
export interface AnyRule {
  readonly origin: Origin | readonly Origin[];
  /** The name of the right that a caller needs for it. */
  readonly right?: string;
  /** The fields of its command beside the type. */
  readonly takes: Field;
  /** Begins a process: sent to one that does not exist yet. */
  readonly opens: boolean;
  /** What it touches in its company, where an administrator sends it. */
  reaches(command: unknown, state: unknown): Reach;
  /** False of a process that never takes it, whatever its state: it is neither allowed nor refused there. */
  appliesTo(state: unknown): boolean;
  readonly emits: readonly string[];
  /** Callers may repeat it, as often as the policy of the process says; older policies name no number. */
  readonly atMost?: AtMost<unknown, unknown, unknown>;
  /** The codes of its conditions and decision that its caller can meet, each once. */
  readonly refuses: readonly string[];
  /** Why the state refuses this command now; undefined if it does not. */
  refusedNow(state: unknown, moment: Moment, policy: unknown): Problem | undefined;
  needs(command: unknown, state: unknown, found: Readonly<Record<string, unknown>>): Needs;
  decide(state: unknown, command: unknown, facts: unknown, now: Instant, policy: unknown): Decision<Event>;
}

/** The same with the types of its command, facts, codes and right, from which the process derives its own. */
export interface Rule<C, F, Code extends string, Right extends string> extends AnyRule {
  readonly types?: { command: C; facts: F; code: Code; right: Right };
}

/** What a rule decides on. */
export interface Case<T, C, F, P> {
  state: T;
  command: C;
  facts: F;
  now: Instant;
  policy: P;
}

/** The fields of a command: a shape, or one of several. */
type Takes = Shape | Field;
type FieldsOf<X> = X extends { readonly kind: string } ? ValueOf<X> : X extends Shape ? DataOf<X> : never;

interface Statement<
  S,
  E extends Event,
  P,
  T extends S,
  G extends string,
  X,
  N,
  M,
  R extends string,
  K extends E['type'],
  W extends string,
> {
  origin: Origin | readonly Origin[];
  /** For a command of callers: the right that they need. */
  right?: W;
  /** The fields of the command, where it has any. */
  takes?: X;
  /** Its conditions; a command that opens the process has only one: that it does not exist yet. */
  given: Guards<S, T, G>;
  /** Which processes ever take it; left out: each one. */
  appliesTo?(state: S): boolean;
  /** What it touches in its company, where an administrator sends it. Left out: the whole company. */
  reaches?(command: FieldsOf<X>, state: S): Reach;
  /** What it must know beside its own stream, and what its events move. */
  needs?(command: FieldsOf<X>, state: T): N;
  /** A second look, at what the first has found: only the claim on a number names its holder. */
  then?(found: FactsFor<N>, state: T, command: FieldsOf<X>): M;
  /** For a command that a caller may send again and again: asked last, once all else lets it pass. */
  atMost?: AtMost<T, FieldsOf<X>, P>;
  /** The events that it may record. */
  emits: readonly K[];
  /** What `decide` itself may refuse its caller. */
  refuses?: readonly R[];
  /**
   * The variants of the command that an actor may mean, if more than the conditions decides. The refusal of the first
   * is the reason.
   */
  tries?(state: T, actor: string, inPlaceOf: readonly string[]): readonly [NoInfer<FieldsOf<X>>, ...NoInfer<FieldsOf<X>>[]];
  decide(of: Case<T, FieldsOf<X>, FactsFor<N> & FactsFor<M>, P>): Decision<Extract<E, { type: NoInfer<K> }>, NoInfer<R>>;
}

const isField = (takes: Takes | undefined): takes is Field => typeof takes?.['kind'] === 'string';

const withoutUndefined = (needs: FindingNeeds = {}): Needs =>
  Object.fromEntries(Object.entries(needs).filter(([, need]) => need !== undefined)) as Needs;

/**
 * Binds the states, events and policy of one process once, and returns the functions that its rules are written with.
 */
export function rulesOf<S extends { status: string }, E extends Event, P>() {
  type Anything = Record<never, never>;
  const statement = <
    T extends S,
    G extends string,
    const X extends Takes = Anything,
    N extends FindingNeeds = Anything,
    M extends FindingNeeds = Anything,
    R extends string = never,
    K extends E['type'] = never,
    const W extends string = never,
  >(
    rule: Statement<S, E, P, T, G, X, N, M, R, K, W>,
    opens: boolean,
  ): Rule<FieldsOf<X>, FactsFor<N> & FactsFor<M>, G | R, W> => {
    const { given, right } = rule;
    const first = (state: S, moment: Moment, guards = given.list) => {
      const failed = guards.find(({ holds }) => !holds(state, moment));
      return failed && { code: codeOf(failed.code), ...failed.extensions(state, moment) };
    };
    const spentBy = (state: T, policy: P, command?: FieldsOf<X>): Problem | undefined => {
      const limit = rule.atMost?.times(policy, state);
      return limit !== undefined && rule.atMost!.soFar(state, command) >= limit ? { code: repeatedTooOften, limit } : undefined;
    };
    const narrowing = given.list.filter(({ narrows }) => narrows);
    const decide: AnyRule['decide'] = (state, command, facts, now, policy) => {
      const problem = first(state as S, { now, actor: (command as { actor?: string }).actor });
      if (problem) return { events: [], problem };
      const decided = rule.decide({ state, command, facts, now, policy } as Parameters<typeof rule.decide>[0]);
      const spent = decided.problem ? undefined : spentBy(state as T, policy as P, command as FieldsOf<X>);
      return spent ? { events: [], problem: spent } : decided;
    };
    return {
      origin: rule.origin,
      takes: isField(rule.takes) ? rule.takes : group(rule.takes ?? {}),
      ...(right !== undefined && { right }),
      opens,
      reaches: (command, state) => rule.reaches?.(command as FieldsOf<X>, state as S) ?? 'company',
      appliesTo: (state) => rule.appliesTo?.(state as S) ?? true,
      emits: rule.emits,
      ...(rule.atMost && { atMost: rule.atMost }),
      refuses: [
        ...new Set([
          ...given.list.flatMap(({ code }) => (typeof code === 'string' ? [code] : [])),
          ...(rule.refuses ?? []),
          ...(rule.atMost ? [repeatedTooOften] : []),
        ]),
      ],
      refusedNow: (state, moment, policy) => {
        const problem = first(state as S, moment) ?? spentBy(state as T, policy as P);
        if (problem || moment.actor === undefined || !rule.tries) return problem;
        const tried = rule
          .tries(state as T, moment.actor, moment.inPlaceOf ?? [])
          .map((command) => decide(state, command, {}, moment.now, policy).problem);
        return tried.includes(undefined) ? undefined : tried[0];
      },
      needs: (command, state, found) => {
        if (first(state as S, { now: 0 }, narrowing)) return {};
        const own = withoutUndefined(rule.needs?.(command as FieldsOf<X>, state as T));
        if (!rule.then || Object.keys(own).some((name) => !(name in found))) return own;
        return { ...own, ...withoutUndefined(rule.then(found as FactsFor<N>, state as T, command as FieldsOf<X>)) };
      },
      decide,
    };
  };
  return {
    /** Accepts a command with events of this process, typed one by one. */
    accept: <T extends E['type']>(...events: readonly (E & { type: T })[]): Decision<E & { type: T }, never> => ({ events }),
    /** Of every state. */
    anything: guardsOf<S, S, never>([]),
    /** A command to a process that is there. */
    rule: <
      T extends S,
      G extends string,
      const X extends Takes = Anything,
      N extends FindingNeeds = Anything,
      M extends FindingNeeds = Anything,
      R extends string = never,
      K extends E['type'] = never,
      const W extends string = never,
    >(
      rule: Statement<S, E, P, T, G, X, N, M, R, K, W>,
    ) => statement(rule, false),
    /**
     * A command that begins a process: `exists` refuses it if the process exists, before all else.
     * Where its id derives from the idempotency key, no caller meets it: the kernel refuses a key that was used before.
     */
    opening: <
      const X extends Takes = Anything,
      N extends FindingNeeds = Anything,
      M extends FindingNeeds = Anything,
      R extends string = never,
      K extends E['type'] = never,
      const W extends string = never,
      const G extends string | InternalCode = never,
    >(
      rule: Omit<Statement<S, E, P, S, Told<G>, X, N, M, R, K, W>, 'given'> & { exists?: G },
    ) => {
      const all = guardsOf<S, S, never>([]);
      const given = rule.exists === undefined ? all : all.when(({ status }) => status === 'none', rule.exists);
      return statement<S, Told<G>, X, N, M, R, K, W>({ ...rule, given }, true);
    },
  };
}
