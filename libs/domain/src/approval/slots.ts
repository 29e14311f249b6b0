/**
 * True if a different person can fill each slot: a matching of slots to people.
 * Each slot asks its people in turn; a person who has a slot makes that one look for another person.
 * Slots are few, so the simplest algorithm does.
 */
export function canFillDistinctly(slots: readonly (readonly string[])[]): boolean {
  const holderOf = new Map<string, number>();
  const place = (slot: number, asked: Set<string>): boolean =>
    slots[slot]!.some((person) => {
      if (asked.has(person)) return false;
      asked.add(person);
      const holder = holderOf.get(person);
      if (holder !== undefined && !place(holder, asked)) return false;
      holderOf.set(person, slot);
      return true;
    });
  return slots.every((_, slot) => place(slot, new Set()));
}
