import { regionOf } from './regions';

/** By which version of a calendar something was counted, and what is there now. */
interface Counted {
  /** The id of its stream, or its name where the program has it. */
  calendar: string;
  version: string;
  /** The newest version of one that is stored. */
  newest: number | null;
  /** The newest version of the platform's own. */
  ofPlatform: number | null;
}

/**
 * The version that may count further than this one; undefined where there is none. Of what a program brings only a
 * later version does: two releases that run beside each other would count in turns for ever. What the mainland counts
 * for the platform, its own calendar counts once there is one.
 */
export function newerThan({ calendar, version, newest, ofPlatform }: Counted): string | undefined {
  if (newest !== null) return newest > Number(version) ? `${calendar} ${newest}` : undefined;
  const built = regionOf(calendar);
  if (built === undefined) return undefined;
  if (isLater(built.version, version)) return `${calendar} ${built.version} ${ofPlatform ?? ''}`;
  return ofPlatform === null ? undefined : `platform ${ofPlatform}`;
}

const numbersIn = (version: string): readonly number[] => [...version.matchAll(/\d+/g)].map(([number]) => Number(number));

/** Compares the numbers in two versions, as in `chinese-days/1.5.7`, place by place. */
function isLater(one: string, other: string): boolean {
  const [a, b] = [numbersIn(one), numbersIn(other)];
  const place = a.findIndex((number, n) => number !== b[n]);
  return place >= 0 && a[place]! > (b[place] ?? -1);
}
