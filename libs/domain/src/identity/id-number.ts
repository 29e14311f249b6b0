import type { Instant } from '../decider';
import { beginsAt, dayOf } from '../calendar/day';
import { checkDigitOf } from './machine-readable';

/** Region (6), date of birth (8), sequence (3), check character. */
const shape = /^\d{6}((?:18|19|20)\d{2})(\d{2})(\d{2})\d{3}[\dX]$/;

/** GB/T 2260: the provinces, by the two digits that a citizen's number begins with. */
const provinces = '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71'.split(' ');

/**
 * The first digits of a residence permit: Hong Kong, Macau, Taiwan; or 9 and the province that took a foreign permanent
 * resident in.
 */
const residents = /^(?:8[123]0000|9(\d{2}))/;

/** ISO 7064 MOD 11-2, from left to right. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/**
 * A citizen's number (GB 11643-1999) in its one canonical form. @returns undefined for one that no person can have by
 * `now`.
 */
export function citizenNumber(given: string, now: Instant): string | undefined {
  const number = canonicalNumber(given, now);
  return number !== undefined && provinces.includes(number.slice(0, 2)) ? number : undefined;
}

/**
 * A card of 2017 for foreign permanent residents, good until its own last day: nationality (3 letters), region (4),
 * date of birth with two digits of a year (6), sequence (1), check digit as in a passport.
 */
const foreignResident = /^[A-Z]{3}(\d{2})\d{2}(\d{2})(\d{2})(\d{2})\d{2}$/;

/**
 * The number of a residence permit: built like a citizen's, with other first digits, or that of a card of 2017. Like
 * {@link citizenNumber}.
 */
export function residentNumber(given: string, now: Instant): string | undefined {
  const older = foreignResidentNumber(given.toUpperCase(), now);
  if (older !== undefined) return older;
  const number = canonicalNumber(given, now);
  const [begins, province] = (number !== undefined && residents.exec(number)) || [];
  return begins !== undefined && (province === undefined || provinces.includes(province)) ? number : undefined;
}

function foreignResidentNumber(number: string, now: Instant): string | undefined {
  const [fits, province, year, month, date] = foreignResident.exec(number) ?? [];
  if (fits === undefined || !provinces.includes(province!) || checkDigitOf(number.slice(0, 14)) !== number[14]) return undefined;
  const born = [1900, 2000].map((century) => dayOf(century + Number(year), Number(month), Number(date)));
  return born.some((each) => each !== undefined && beginsAt(each) <= now) ? number : undefined;
}

function canonicalNumber(given: string, now: Instant): string | undefined {
  const number = given.toUpperCase();
  const [fits, year, month, date] = shape.exec(number) ?? [];
  if (fits === undefined || checkCharacterOf(number) !== number[17]) return undefined;
  const born = dayOf(Number(year), Number(month), Number(date));
  return born !== undefined && beginsAt(born) <= now ? number : undefined;
}

/** The eighteenth place of a number, by the seventeen digits before it. */
export function checkCharacterOf(number: string): string {
  const sum = weights.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  return checkCharacters.charAt(sum % 11);
}
