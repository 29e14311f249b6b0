import { areNames, checkDigitOf, lastDay, withoutFillers, type MachineRead } from './machine-readable';
import { readTravelCard } from './travel-card';

/** Document code, issuing state, the names: 44 characters. */
const firstLine = /^P[A-Z<]([A-Z][A-Z<]{2})([A-Z<]{39})$/;

/**
 * Number, nationality, date of birth, sex, expiry, personal number; after all but nationality and sex a check digit,
 * and one over all of them.
 */
const secondLine = /^[A-Z0-9][A-Z0-9<]{8}\d[A-Z][A-Z<]{2}[\d<]{6}\d[MF<]\d{7}[A-Z0-9<]{14}[\d<]\d$/;

/** The lines of a booklet (TD3), or of a card (TD1). */
export type MachineReadableLines = readonly [string, string] | readonly [string, string, string];

/**
 * Reads the machine-readable zone of a passport: of a booklet (ICAO 9303-4, TD3) or of a card (ICAO 9303-5, TD1).
 * @returns undefined if the lines have another shape, a check digit is wrong, or the day of expiry is impossible.
 */
export function readPassport(lines: MachineReadableLines): MachineRead | undefined {
  return lines.length === 3 ? readTravelCard(lines) : readBooklet(lines);
}

function readBooklet([first, second]: readonly [string, string]): MachineRead | undefined {
  const [, issuer, names] = firstLine.exec(first) ?? [];
  if (issuer === undefined || !areNames(names!) || !secondLine.test(second) || !hasRightCheckDigits(second)) return undefined;
  const expires = lastDay(second.slice(21, 27));
  return expires === undefined ? undefined : { number: `${withoutFillers(issuer)}:${withoutFillers(second.slice(0, 9))}`, expires };
}

function hasRightCheckDigits(line: string): boolean {
  const field = (from: number, to: number) => line.slice(from, to);
  const right = (text: string, at: number) => checkDigitOf(text) === line[at];
  const personal = field(28, 42);
  const personalRight = right(personal, 42) || (line[42] === '<' && withoutFillers(personal) === '');
  const all = field(0, 10) + field(13, 20) + field(21, 43);
  return right(field(0, 9), 9) && right(field(13, 19), 19) && right(field(21, 27), 27) && personalRight && right(all, 43);
}
