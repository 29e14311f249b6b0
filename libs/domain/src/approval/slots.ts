/**
 * Whether each slot can be filled by a different person. A matching of slots to people: each slot asks its people in turn, and a person who already has a
 * slot makes that one look for somebody else. Slots are few, so the simplest algorithm does.
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
