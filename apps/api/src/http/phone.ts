import { parsePhoneNumberFromString as parseKnown } from 'libphonenumber-js';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { zoneOfCountry, type CommandOf } from '#domain';
import { refusal } from './refusal';

/** In some countries no plan of numbers tells the phones that move from those that do not. */
const mobileTypes: readonly (string | undefined)[] = ['MOBILE', 'FIXED_LINE_OR_MOBILE'];

/** Mexico had a 1 before the numbers of mobile phones until 2019; contacts still have it. */
const withoutFormerPrefix = (number: string): string => number.replace(/^\+521(?=\d{10}$)/, '+52');

function mobileIn(value: string): string | undefined {
  const former = parsePhoneNumberFromString(value);
  const parsed = former && parsePhoneNumberFromString(withoutFormerPrefix(former.number));
  const isMobile = parsed?.isValid() === true && mobileTypes.includes(parsed.getType());
  return isMobile && former?.ext === undefined ? parsed.number : undefined;
}

/**
 * The number of a phone that gets codes, in its one canonical form, E.164 (R7): no landline, no number that costs its
 * caller, none that is too long or too short by a digit. @throws Refusal `phone-invalid`, without the number
 */
export function mobile(value: string): string {
  const number = mobileIn(value);
  if (number === undefined) throw refusal('phone-invalid');
  return number;
}

/**
 * The same for looking somebody up: also any number that an earlier release has taken.
 * @throws Refusal `phone-invalid`, without the number
 */
export function e164(value: string): string {
  const parsed = parseKnown(value);
  const known = parsed?.isValid() && parsed.ext === undefined ? parsed.number : undefined;
  const number = mobileIn(value) ?? known;
  if (number === undefined) throw refusal('phone-invalid');
  return number;
}

/** R9: true for a number of the mainland; Hong Kong, Macau and Taiwan have codes of their own. */
export const isMainland = (number: string): boolean => parseKnown(number)?.country === 'CN';

type NumberPlace = NonNullable<(CommandOf<'registration'> & { type: 'OpenRegistration' })['number']>;

/** R10, R16: whether a number is one of the mainland, and the zone of its country, where that has one. */
export function placeOf(number: string): NumberPlace {
  const country = parseKnown(number)?.country;
  const timeZone = country && zoneOfCountry(country);
  return { foreign: country !== 'CN', ...(timeZone !== undefined && { timeZone }) };
}
