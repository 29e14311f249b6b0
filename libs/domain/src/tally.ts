import type { Need, TallyEntry, TallyKind } from './decider';

/** R19: a device is counted by its accounts, however many registrations one of them has there. */
const countedByHolder: readonly TallyKind[] = ['device-account'];
export const isCountedByHolder = (kind: TallyKind): boolean => countedByHolder.includes(kind);

/**
 * The newest of a tally, oldest first: so many entries; where holders are counted, the newest one of so many holders.
 */
export function newestOf(entries: readonly TallyEntry[], { kind, newest }: Extract<Need, { need: 'tally' }>): readonly TallyEntry[] {
  if (!isCountedByHolder(kind)) return entries.slice(-newest);
  const isNewest = ({ holder }: TallyEntry, at: number) => !entries.slice(at + 1).some((later) => later.holder === holder);
  return entries.filter(isNewest).slice(-newest);
}
