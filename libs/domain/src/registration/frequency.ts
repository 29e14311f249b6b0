import { day, type Instant, type TallyChange, type TallyEntry, type TallyKind } from '../decider';
import { group, id, key, optional, type ValueOf } from '../events';
import { tally } from '../needs';
import { riskPolicy } from '../risk/risk.policy';
import type { FrequentCause } from '../risk-alert/risk-alert';

const place = group({ key, entryId: id });

/**
 * V7: what registrations of a day may have in common: the number, the device, and the network address, where the caller
 * names a hash of it.
 */
export const sightings = group({ phone: place, device: place, address: optional(place) });
type Sightings = ValueOf<typeof sightings>;

const shared = ['phone', 'device', 'address'] as const;
type Shared = (typeof shared)[number];
const kindOf = (what: Shared): TallyKind => `registration-${what}`;

/** Left out by a release before this count. */
export const sightingNeeds = (seen: Sightings | undefined) => {
  const need = (what: Shared) => (seen?.[what] ? tally(kindOf(what), seen[what].key, riskPolicy.registrationsPerDay) : undefined);
  return { samePhone: need('phone'), sameDevice: need('device'), sameAddress: need('address') };
};

interface Counted {
  samePhone?: readonly TallyEntry[] | undefined;
  sameDevice?: readonly TallyEntry[] | undefined;
  sameAddress?: readonly TallyEntry[] | undefined;
}

/** V7: by what it is one too many on its day; each is counted, also one that is. */
export function frequencyOf(seen: Sightings | undefined, counted: Counted, now: Instant, holder: string) {
  const before = { phone: counted.samePhone, device: counted.sameDevice, address: counted.sameAddress };
  const isFrequent = (what: Shared) => (before[what] ?? []).filter(({ at }) => at > now - day).length >= riskPolicy.registrationsPerDay;
  const known = shared.filter((what) => seen?.[what] !== undefined);
  const causes = known.filter(isFrequent).map((what): FrequentCause => `frequent-by-${what}`);
  const tallies = known.map((what): TallyChange => ({ change: 'enter', kind: kindOf(what), ...seen![what]!, holder }));
  return { causes, tallies };
}
