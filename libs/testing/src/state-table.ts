import { deepStrictEqual, ok } from 'node:assert/strict';
import type { Command, Event, Instant, Process } from '#domain';
import { endlessCommands, type Edge } from './repetition';

/** One column: the commands of that kind in a given state (none if that state has none), with their facts. */
export type Column<S, C, F> = (state: S) => readonly { command: C; facts?: F }[];

export interface StateTable<S, C, F> {
  /** The row of a state at an instant. */
  row(state: S, now: Instant): string;
  columns: Readonly<Record<string, Column<S, C, F>>>;
  /**
   * Written by hand: a line of column names, then a line for each row.
   * A cell is ✓, the code of the refusal, or – if the row has no such command.
   */
  written: string;
}

type Cells = Map<string, Map<string, string>>;

/**
 * Walks to every reachable state, at every instant of a change (each deadline, and a millisecond before it), and tries
 * every command of every column.
 * `key` tells two states apart as far as the tables do, so that the walk ends.
 * `leads`: commands whose answers other tables have; they only lead to further states.
 * @throws unless the results equal the written table, cell by cell, every command of the process has a column, and no
 * caller can repeat a command without an end
 */
export function expectTables<S extends { status: string }, E extends Event, C extends Command, F>(
  process: Process<S, E, C, F>,
  key: (state: S) => unknown,
  tables: readonly StateTable<S, C, F>[],
  leads: readonly Column<S, C, F>[] = [],
): void {
  const seen = tables.map((): Cells => new Map());
  const tried = new Set<string>();
  const visited = new Set<string>();
  const edges: Edge[] = [];
  const nameOf = (state: S, now: Instant) =>
    JSON.stringify([key(state), process.due(state).map(({ dueAt }) => Math.sign(now - dueAt))], inOrder);
  const open: { state: S; now: Instant }[] = [{ state: process.initial, now: 0 }];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { state, now } = node;
    const name = nameOf(state, now);
    if (visited.has(name)) continue;
    visited.add(name);
    const take = (command: C, facts: F | undefined) => {
      tried.add(command.type);
      const { events, problem } = process.decide(state, command, facts ?? ({} as F), now);
      if (events.length === 0) return problem?.code ?? '✓';
      const after = events.reduce((folded, event) => process.evolve(folded, event), state);
      edges.push({ command: command.type, from: name, to: nameOf(after, now) });
      open.push({ state: after, now });
      return problem?.code ?? '✓';
    };
    for (const { dueAt } of process.due(state)) for (const at of [dueAt - 1, dueAt]) if (at > now) open.push({ state, now: at });
    tables.forEach(({ row, columns }, i) => {
      for (const [column, commands] of Object.entries(columns)) {
        for (const { command, facts } of commands(state)) note(seen[i] as Cells, row(state, now), column, take(command, facts));
      }
    });
    for (const commands of leads) for (const { command, facts } of commands(state)) take(command, facts);
  }
  deepStrictEqual([...tried].sort(), Object.keys(process.origins).sort(), 'commands with a column, and commands there are');
  deepStrictEqual(endlessCommands(process, edges), [], 'commands of callers that may be repeated, without `atMost`');
  tables.forEach(({ written }, i) => deepStrictEqual(plain(seen[i] as Cells), plain(read(written))));
}

function note(cells: Cells, row: string, column: string, answer: string): void {
  const line = cells.get(row) ?? new Map<string, string>();
  const before = line.get(column);
  ok(
    before === undefined || before === answer,
    `${row} × ${column} is answered by ${before ?? ''} and by ${answer}: the row or the column is too wide`,
  );
  cells.set(row, line.set(column, answer));
}

function read(written: string): Cells {
  const lines = written.trim().split('\n');
  const [[, ...names] = [], ...rows] = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(
    rows.map(([row = '', ...cells]) => [
      row,
      new Map(names.map((name, i) => [name, cells[i] ?? ''] as const).filter(([, cell]) => cell !== '–')),
    ]),
  );
}

/** The order in which fields were set tells no states apart. */
const inOrder = (_: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;

const plain = (cells: Cells) => Object.fromEntries([...cells].map(([row, line]) => [row, Object.fromEntries(line)]));
