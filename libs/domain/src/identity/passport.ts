import { dayOf, type Day } from '../calendar/day';

/** Document code, issuing state, the names: 44 characters, of which a machine reads only these. */
const firstLine = /^P[A-Z<]([A-Z][A-Z<]{2})[A-Z][A-Z<]{38}$/;

/**
 * Number, nationality, date of birth, sex, expiry, personal number; after all but nationality and sex a check digit,
 * and one over all of them.
 */
const secondLine = /^[A-Z0-9][A-Z0-9<]{8}\d[A-Z][A-Z<]{2}[\d<]{6}\d[MF<]\d{7}[A-Z0-9<]{14}[\d<]\d$/;

const weights = [7, 3, 1];

/** `number`: of the state that issued it, `UTO:L898902C3`. `expires`: the last day on which it is good. */
export interface Passport {
  number: string;
  expires: Day;
}

/**
 * Reads the machine-readable zone of a passport (ICAO 9303-4, TD3).
 * @returns undefined if the lines have another shape, a check digit is wrong, or the day of expiry is impossible.
 */
export function readPassport([first, second]: readonly [string, string]): Passport | undefined {
  const issuer = firstLine.exec(first)?.[1];
  if (issuer === undefined || !secondLine.test(second) || !hasRightCheckDigits(second)) return undefined;
  const expires = expiry(second.slice(21, 27));
  return expires === undefined ? undefined : { number: `${withoutFillers(issuer)}:${withoutFillers(second.slice(0, 9))}`, expires };
}

/** Two digits of a year: passports are good for ten years at most, and machine-readable ones are younger than 1990. */
function expiry(yymmdd: string): Day | undefined {
  const [year, month, date] = [0, 2, 4].map((at) => Number(yymmdd.slice(at, at + 2))) as [number, number, number];
  return dayOf((year < 90 ? 2000 : 1900) + year, month, date);
}

function hasRightCheckDigits(line: string): boolean {
  const field = (from: number, to: number) => line.slice(from, to);
  const right = (text: string, at: number) => checkDigitOf(text) === line[at];
  const personal = field(28, 42);
  const personalRight = right(personal, 42) || (line[42] === '<' && withoutFillers(personal) === '');
  const all = field(0, 10) + field(13, 20) + field(21, 43);
  return right(field(0, 9), 9) && right(field(13, 19), 19) && right(field(21, 27), 27) && personalRight && right(all, 43);
}

/** ICAO 9303-3: weights 7, 3, 1 over the values of the characters. */
export function checkDigitOf(text: string): string {
  const sum = [...text].reduce((total, character, place) => total + valueOf(character) * weights[place % 3]!, 0);
  return String(sum % 10);
}

/** 0–9 stand for themselves, A–Z for 10–35, the filler for nothing. */
const valueOf = (character: string): number => (character === '<' ? 0 : Number.parseInt(character, 36));

const withoutFillers = (text: string): string => text.replaceAll('<', '');
