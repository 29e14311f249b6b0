/**
 * True if a different person can fill each place: a matching of places to people.
 * A place takes somebody free; where nobody is, it asks for a person whose place can find another one.
 */
export function canFillDistinctly(places: readonly (readonly string[])[]): boolean {
  const contested = contestedAmong(named(places));
  const holderOf = new Map<string, number>();
  const place = (at: number, asked: Set<string>): boolean => {
    const free = contested[at]!.find((person) => !holderOf.has(person));
    const found = free ?? contested[at]!.find((person) => !asked.has(person) && asked.add(person) && place(holderOf.get(person)!, asked));
    if (found !== undefined) holderOf.set(found, at);
    return found !== undefined;
  };
  return contested.every((_, at) => place(at, new Set()));
}

/** Each person once; a slot of several places has one list for all of them. */
function named(places: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const distinct = new Map([...new Set(places)].map((people) => [people, [...new Set(people)]]));
  return places.map((people) => distinct.get(people)!);
}

/** A place that as many people can fill as there are places finds one after all others: groups are large. */
function contestedAmong(places: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const contested = places.filter((people) => people.length < places.length);
  return contested.length === places.length ? contested : contestedAmong(contested);
}
