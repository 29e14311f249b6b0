import { foretoldOf, type Life } from '#domain';
import { partsOf } from '#engine';
import type { ProcessRow } from '#read-models';
import type { Authority } from '../authority/authority';
import { rfc3339 } from '../http/time';
import { shownChanges } from '../process/shown-changes';

/** A life as this caller may learn it. */
export function shownLife({ happened, state, capabilities, owes }: Life, among: ReadonlyMap<string, ProcessRow>, authority: Authority) {
  const happens = happened.map(({ at, streamId, command, changes }) => {
    const process = partsOf(streamId);
    const words = foretoldOf(process.type, command);
    return {
      ...{ at: rfc3339(at), command, process },
      ...(words && { changes: words.changes }),
      becomes: shownChanges(changes, among, authority),
    };
  });
  return { happens, state, capabilities, owes };
}
type Shown = ReturnType<typeof shownLife>;

/** What happens in one life and not in the other, and what the account may do more or less at the end. */
export function differenceOf(today: Shown, tried: Shown) {
  const keyOf = (each: Shown['happens'][number]) => JSON.stringify(each);
  const without = (some: Shown, others: Shown) => {
    const known = new Set(others.happens.map(keyOf));
    return some.happens.filter((each) => !known.has(keyOf(each)));
  };
  return {
    onlyToday: without(today, tried),
    onlyTried: without(tried, today),
    capabilitiesGained: tried.capabilities.filter((each) => !today.capabilities.includes(each)),
    capabilitiesLost: today.capabilities.filter((each) => !tried.capabilities.includes(each)),
  };
}
