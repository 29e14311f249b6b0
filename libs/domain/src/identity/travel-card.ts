import { areNames, checkDigitOf, lastDay, withoutFillers, type MachineRead } from './machine-readable';

/** Document code, issuing state, number, its check digit, what the state adds: 30 characters. No visa, code V. */
const firstLine = /^[ACI][A-UW-Z0-9<]([A-Z][A-Z<]{2})([A-Z0-9][A-Z0-9<]{8})([\d<])([A-Z0-9<]{15})$/;

/** Date of birth, sex, expiry, nationality, what the state adds, and a check digit over all. */
const secondLine = /^[\d<]{6}\d[MF<]\d{7}[A-Z][A-Z<]{2}[A-Z0-9<]{11}\d$/;

const namesLength = 30;

/**
 * Reads the machine-readable zone of a card (ICAO 9303-5, TD1). A booklet of the same state may have the same number,
 * so that the name of the number says that it is a card's.
 * @returns undefined if the lines have another shape, a check digit is wrong, or the day of expiry is impossible.
 */
export function readTravelCard([first, second, names]: readonly [string, string, string]): MachineRead | undefined {
  const [, issuer, begins, checkDigit, added] = firstLine.exec(first) ?? [];
  if (issuer === undefined || !secondLine.test(second)) return undefined;
  if (names.length !== namesLength || !areNames(names)) return undefined;
  const number = wholeNumber(begins!, checkDigit!, added!);
  const expires = lastDay(second.slice(8, 14));
  if (number === undefined || expires === undefined || !hasRightCheckDigits(first, second)) return undefined;
  return { number: `${withoutFillers(issuer)}:card:${withoutFillers(number)}`, expires };
}

/**
 * Note j: a number of more than nine characters goes on where the state adds what it likes; its check digit is the last
 * character before the next filler, and a filler stands in the place of the first one.
 */
function wholeNumber(begins: string, checkDigit: string, added: string): string | undefined {
  if (checkDigit !== '<') return checkDigitOf(begins) === checkDigit ? begins : undefined;
  const [rest = ''] = added.split('<', 1);
  const number = begins + rest.slice(0, -1);
  return rest.length > 1 && checkDigitOf(number) === rest.at(-1) ? number : undefined;
}

function hasRightCheckDigits(first: string, second: string): boolean {
  const right = (text: string, at: number) => checkDigitOf(text) === second[at];
  const all = first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18, 29);
  return right(second.slice(0, 6), 6) && right(second.slice(8, 14), 14) && right(all, 29);
}
