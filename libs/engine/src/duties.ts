import type { Effect, Process, Trouble } from '#domain';
import type { LoadedStream } from '#event-store';

/** What the world is owed, and what only a person can mend: what the state asks for against what is recorded. */
export interface Duties {
  owed: readonly Effect[];
  /** The ids of effects that nothing has begun and the state owes no more. */
  withdrawn: readonly string[];
  raised: readonly Trouble[];
  resolved: readonly Trouble[];
  /** True while an effect is open, with those that are owed from now on. */
  areOpen: boolean;
}

const effectKey = ({ kind, n }: Pick<Effect, 'kind' | 'n'>) => `${kind}:${n}`;
const troubleKey = ({ kind, ref }: Trouble) => `${kind}:${ref}`;

function without<T>(these: readonly T[], those: readonly T[], key: (item: T) => string): readonly T[] {
  const known = new Set(those.map(key));
  return these.filter((item) => !known.has(key(item)));
}

/** What an operator has settled stays so while its trouble lasts: one that ends and comes again is another. */
function settledTroubles(tasks: LoadedStream['tasks'], before: readonly Trouble[]): readonly Trouble[] {
  const lasting = new Set(before.map(troubleKey));
  return tasks.filter((task) => task.settled && lasting.has(troubleKey(task)));
}

/**
 * Compares a state with the rows of its stream, so that what another program left out or withdrew is made up.
 * Only kinds that this process can name are withdrawn or resolved. `performed`: the effect that ends with this.
 */
export function dutiesOf(
  process: Process,
  { before, after }: { before: { status: string }; after: { status: string } },
  loaded: LoadedStream | undefined,
  performed?: string,
): Duties {
  const { effects = [], tasks = [] } = loaded ?? {};
  // The effects of a finished process are deleted in time: what it has owed before is not owed again.
  const owedNow = loaded?.head.finishedAt ? without(process.owed(after), process.owed(before), effectKey) : process.owed(after);
  const standing = effects.filter(({ state }) => state !== 'withdrawn');
  const owed = without<Pick<Effect, 'kind' | 'n'>>(owedNow, standing, effectKey);
  const stillOwed = new Set(process.owed(after).map(effectKey));
  const unended = effects.filter(({ state, effectId }) => (state === 'owed' || state === 'begun') && effectId !== performed);
  const withdrawn = unended.filter(
    (effect) => effect.state === 'owed' && process.effectKinds.includes(effect.kind) && !stillOwed.has(effectKey(effect)),
  );
  const ours = tasks.filter(({ kind }) => process.troubleKinds.includes(kind));
  const open = ours.filter(({ settled }) => !settled);
  const told = [...open, ...settledTroubles(ours, process.troubles(before))];
  return {
    owed,
    withdrawn: withdrawn.map(({ effectId }) => effectId),
    raised: without(process.troubles(after), told, troubleKey),
    resolved: without(open, process.troubles(after), troubleKey),
    areOpen: unended.length + owed.length > withdrawn.length,
  };
}
