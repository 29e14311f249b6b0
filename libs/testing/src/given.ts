import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { ClaimChange, Command, Deadline, Decision, Effect, Event, Instant, Process, TallyChange } from '#domain';

/** What a command finds: the instant of its decision, and what it reads beside its own stream. */
export interface Circumstances<F> {
  at: Instant;
  facts?: F;
}

/**
 * A sentence of the rule book: `rule(…events).when(command, { at, facts }).then(…events)`.
 * `given` takes one kind of process and returns the `rule`; the events are the history that the command finds.
 * Every expectation throws an AssertionError if it does not hold.
 */
export const given =
  <S extends { status: string }, E extends Event, C extends Command, F>(process: Process<S, E, C, F>) =>
  (...history: readonly E[]): Given<S, E, C, F> => {
    const state = history.reduce<S>((folded, event) => process.evolve(folded, event), process.initial);
    return {
      state: () => state,
      due: () => process.due(state),
      owed: () => process.owed(state),
      when: (command, { at, facts }) => expectations(process.decide(state, command, facts ?? ({} as F), at)),
    };
  };

interface Given<S, E, C, F> {
  state(): S;
  due(): readonly Deadline<C>[];
  owed(): readonly Effect[];
  when(command: C, circumstances: Circumstances<F>): Expectations<E>;
}

interface Expectations<E> {
  /** Accepted with exactly these events. */
  then(...events: readonly E[]): Expectations<E>;
  thenAccepted(): Expectations<E>;
  /** Refused with this code and nothing recorded; with `extensions`, with exactly those. */
  thenRefused(code: string, extensions?: Readonly<Record<string, unknown>>): void;
  /** Exactly these changes to who holds an identifier. */
  thenClaims(...changes: readonly ClaimChange[]): Expectations<E>;
  /** Exactly these changes to who is counted where. */
  thenTallies(...changes: readonly TallyChange[]): Expectations<E>;
}

function expectations<E>({ events, problem, claims = [], tallies = [] }: Decision<E>): Expectations<E> {
  const accepted: Expectations<E> = {
    then(...expected) {
      accepted.thenAccepted();
      deepStrictEqual(events, expected);
      return accepted;
    },
    thenAccepted() {
      ok(problem === undefined, `refused: ${JSON.stringify(problem)}`);
      ok(events.length > 0, 'accepted without an event');
      return accepted;
    },
    thenRefused(code, extensions) {
      ok(problem !== undefined, `accepted: ${JSON.stringify(events)}`);
      strictEqual(problem.code, code);
      if (extensions) deepStrictEqual(problem, { code, ...extensions });
      deepStrictEqual({ events, claims, tallies }, { events: [], claims: [], tallies: [] }, 'refused, and yet something changes');
    },
    thenClaims(...changes) {
      deepStrictEqual(claims, changes);
      return accepted;
    },
    thenTallies(...changes) {
      deepStrictEqual(tallies, changes);
      return accepted;
    },
  };
  return accepted;
}
