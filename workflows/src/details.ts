import type { Look } from '#activities';

type Owed = Look['owed'][number];
type Trouble = NonNullable<Look['troubles']>[number];
type Awaited = NonNullable<Look['awaits']>[number];

export const instant = (at: number) => new Date(at).toISOString();

/** What an operator reads beside the look itself. */
export interface Acting {
  sentence: string;
  /** The ids of the effects that activities of their own perform now. */
  performing: Pick<ReadonlyMap<string, string>, 'has'>;
  /** When the workflow looks again without a signal, by its clock. */
  looksAt: number | undefined;
}

/**
 * What an operator reads in the Temporal UI: the state, what the process waits for, until when, what it owes and why
 * that is not done yet. Markdown, codes, ids and instants only.
 */
export function details(look: Look, { sentence, performing, looksAt }: Acting): string {
  const { deadlines, owed, awaits = [], troubles = [] } = look;
  const [next, ...later] = deadlines;
  return [
    heading(look, sentence),
    ...troubles.map(troubled),
    ...(next === undefined ? [] : [`Next: **${next.command}** at ${instant(next.dueAt)}${late(next)}`]),
    ...later.map(({ command, dueAt }) => `Then: ${command} at ${instant(dueAt)}`),
    ...awaits.map(awaiting),
    ...owed.map((effect) => owing(effect, performing.has(effect.effectId))),
    sleeping(look, looksAt),
  ].join('\n\n');
}

/** What an operator reads of a workflow that has ended while its process has not, and may have moved since. */
export const restingDetails = (look: Look, sentence: string): string =>
  [
    heading(look, sentence),
    ...(look.troubles ?? []).map(troubled),
    ...(look.awaits ?? []).map(awaiting),
    'Rests: nothing is due, nothing is owed. A command that makes something due or owed starts it again, as any signal does.',
    'This is where the process stood when the workflow ended; the API tells where it stands now.',
  ].join('\n\n');

/** What an operator reads of a process that is over. */
export const overDetails = (status: string): string => `**${status}**: over. Nothing is due, nothing is owed.`;

const heading = ({ status, version }: Look, sentence: string) => `**${status}** (version ${version}): ${sentence}`;

/** A deadline that is due but not fired is backing off. */
const late = ({ waitMs }: { waitMs: number }) => (waitMs <= 0 ? ', due and refused: it is tried again' : '');

const troubled = ({ kind, ref, reason, goesOn }: Trouble) =>
  `An operator is needed: **${kind}** (${ref})${reason === undefined ? '' : `, refused: \`${reason}\``}. It goes on with \`${goesOn}\`.`;

function awaiting({ what, until, decided = [], missing = [], more = 0 }: Awaited): string {
  const others = more > 0 ? [`and ${more} more`] : [];
  return [
    `Awaits: **${what}**${until === undefined ? '' : `, which ends by ${instant(until)}`}`,
    ...decided.map(({ who, verdict }) => `- ${who}: ${verdict}`),
    ...(missing.length === 0 ? [] : [`- not decided yet: ${[...missing, ...others].join(', ')}`]),
  ].join('\n');
}

function owing({ kind, attempts, reason, lastTryAt, nextTryAt }: Owed, isPerformed: boolean): string {
  const tries = attempts === 0 ? '' : `, begun ${attempts} ${attempts === 1 ? 'time' : 'times'}`;
  const failure =
    reason === undefined ? '' : `; the last try${lastTryAt === undefined ? '' : ` at ${instant(lastTryAt)}`} failed: \`${reason}\``;
  const next = nextTryAt === undefined ? '' : `; the next is planned for ${instant(nextTryAt)}`;
  return `Owed: **${kind}**${tries}${failure}${next}${isPerformed ? '. That was when this workflow last looked: an activity of its own tries it, and shows each try' : ''}.`;
}

/** A workflow that performs something sleeps until that ends, too. */
function sleeping({ deadlines, owed }: Look, looksAt: number | undefined): string {
  const ends = owed.length === 0 ? 'at a signal' : 'at a signal, or when what is owed is done';
  if (looksAt !== undefined) return `Looks again at ${instant(looksAt)}, or ${ends}.`;
  return deadlines.length + owed.length === 0 ? 'No deadline of its own: looks again at a signal.' : `Looks again ${ends}.`;
}
