import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { refusal } from './refusal';

/** A phone number in its one canonical form, E.164. @throws Refusal `phone-invalid`, without the number */
export function e164(value: string): string {
  const parsed = parsePhoneNumberFromString(value);
  if (!parsed?.isValid() || parsed.ext !== undefined) throw refusal('phone-invalid');
  return parsed.number;
}

/** R9: true for a number of the mainland; Hong Kong, Macau and Taiwan have codes of their own. */
export const isMainland = (number: string): boolean => parsePhoneNumberFromString(number)?.country === 'CN';
