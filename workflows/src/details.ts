import type { Control } from '#activities';

const instant = (at: number) => new Date(at).toISOString();

/**
 * What an operator reads in the Temporal UI: the state, what the process waits for, until when, and what comes next.
 * Markdown, codes and instants only.
 */
export function details(control: Control, sentence: string, waitMs: number | undefined): string {
  const [next, ...later] = control.deadlines;
  return [
    `**${control.status}** (version ${control.version}): ${sentence}`,
    next === undefined ? 'No deadline: only a signal moves it.' : `Next: **${next.command}** at ${instant(next.dueAt)}${late(next)}`,
    ...later.map(({ command, dueAt }) => `Then: ${command} at ${instant(dueAt)}`),
    ...control.owed.map(
      ({ kind, attempts }) => `Owed: **${kind}**${attempts === 0 ? '' : `, begun ${attempts} ${attempts === 1 ? 'time' : 'times'}`}`,
    ),
    waitMs === undefined ? 'Sleeps until a signal.' : `Looks again in ${formatDuration(waitMs)}, or at a signal.`,
  ].join('\n\n');
}

/** What an operator reads of a workflow that has ended while its process has not, and may have moved since. */
export const restingDetails = ({ status, version }: Control, sentence: string): string =>
  [
    `**${status}** (version ${version}): ${sentence}`,
    'Rests: nothing is due, nothing is owed. A command that makes something due or owed starts it again, as any signal does.',
    'This is where the process stood when the workflow ended; the API tells where it stands now.',
  ].join('\n\n');

/** A deadline that is due but not fired is backing off. */
const late = ({ waitMs }: { waitMs: number }) => (waitMs <= 0 ? ', due and refused: it is tried again' : '');

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** Formats a duration as `13 d 4 h`: the two largest units. */
export function formatDuration(ms: number): string {
  const first = units.findIndex(([, size]) => ms >= size);
  if (first === -1) return `${Math.round(ms)} ms`;
  let rest = ms;
  const parts = units.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}
