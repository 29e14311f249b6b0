import { deepStrictEqual, ok } from 'node:assert/strict';
import { originsOf } from '#domain';
import type { Moment } from './chronicle';
import { processOfStream } from './in-memory';

/** What holds at each moment of every life, for every process. */
export const lawsOfLives: Readonly<Record<string, (moment: Moment, before: Moment | undefined) => void>> = {
  'a refused command changes nothing: no stream, no claim': ({ problem, streams, claims }, before) => {
    if (!problem) return;
    // All of them frozen, so that equal objects are the same object.
    ok(same(streams, before?.streams ?? []) && same(claims, before?.claims ?? []), `${problem.code}, and yet something changes`);
  },

  'only events change a state: folded again, from JSON, they give it back': ({ problem, after }) => {
    if (problem) return;
    const { state, events } = after;
    const { evolve, initial } = processOfStream(after);
    const stored = JSON.parse(JSON.stringify(events)) as typeof events;
    deepStrictEqual(
      stored.reduce((folded, event) => evolve(folded, event), initial),
      state,
    );
    deepStrictEqual(JSON.parse(JSON.stringify(state)), state);
  },

  'a timed command is accepted only when a recorded deadline of just this command has passed': ({ at, problem, command, before }) => {
    const kind = processOfStream(before);
    if (problem || !originsOf(kind, command.type).includes('clock')) return;
    const deadline = kind.due(before.state).find((each) => JSON.stringify(each.command) === JSON.stringify(command));
    ok(deadline && deadline.dueAt <= at, `${command.type} at ${at}, due at ${deadline?.dueAt}`);
  },

  'the next alarm that is due is taken, with all that it sets off': ({ at, problem, command, before }) => {
    const [next] = processOfStream(before).due(before.state);
    if (!next || next.dueAt > at || JSON.stringify(next.command) !== JSON.stringify(command)) return;
    ok(!problem, `${command.type} is due, and refused: ${problem?.code}`);
  },

  'deadlines come soonest first; the first is refused a millisecond early and accepted at its instant; an accepted one is gone': ({
    problem,
    after,
  }) => {
    const { state } = after;
    const kind = processOfStream(after);
    const due = kind.due(state);
    const [first] = due;
    if (problem || first === undefined) return;
    const instants = due.map(({ dueAt }) => dueAt);
    deepStrictEqual(
      instants,
      [...instants].sort((a, b) => a - b),
    );
    deepStrictEqual(kind.decide(state, first.command, {}, first.dueAt - 1).problem, { code: 'not-due', availableAt: first.dueAt });
    const decision = kind.decide(state, first.command, {}, first.dueAt);
    ok(decision.problem === undefined, `${first.command.type} is refused at its instant`);
    const left = kind.due(decision.events.reduce((folded, event) => kind.evolve(folded, event), state));
    ok(!left.some((each) => JSON.stringify(each) === JSON.stringify(first)), `${first.command.type} is accepted and still due`);
  },

  'of messages that fell due together the newest speaks: no process owes two': ({ after }) => {
    const { owed, messageKinds = [] } = processOfStream(after);
    const messages = owed(after.state).filter(({ kind }) => messageKinds.includes(kind));
    ok(messages.length <= 1, `${messages.map(({ kind, n }) => `${kind} ${n}`).join(' and ')} at once`);
  },

  'what is over stays over: no other process moves it, and people only where it offers that; nothing changes how it ended': ({
    at,
    before,
    after,
    command,
    problem,
  }) => {
    const kind = processOfStream(before);
    const outcome = kind.outcome(before.state);
    if (outcome === undefined || problem) return;
    deepStrictEqual(kind.outcome(after.state), outcome);
    ok(
      originsOf(kind, command.type).every((origin) => origin === 'clock' || origin === 'effect') ||
        kind.allowed(before.state, at).includes(command.type),
      `${command.type} after ${outcome}`,
    );
  },
};

const same = (now: readonly unknown[], before: readonly unknown[]) =>
  now.length === before.length && now.every((each, i) => each === before[i]);
