import { randomInt } from 'node:crypto';
import { checkCharacterOf, checkDigitOf } from '#domain';
import type { Applicant } from './step';

/** Each run has its own phones and people, so that it may be repeated on one installation. */
export const madeUpPhone = () => `+86138${digits(8)}`;

/** The n-th identity number that a citizen can have; another one for each n below 18 million. */
export function idNumber(n: number): string {
  const born = new Date(Date.UTC(1950, 0, 1 + (n % 18_000))).toISOString().slice(0, 10).replaceAll('-', '');
  const first = `110105${born}${String(Math.floor(n / 18_000) % 1_000).padStart(3, '0')}`;
  return first + checkCharacterOf(first);
}

const madeUpIdNumber = () => idNumber(randomInt(18_000_000));

export function madeUpApplicant(registration: string, fullName: string): Applicant {
  const phone = madeUpPhone();
  return { registration, phone, fullName, document: madeUpIdNumber(), device: `the device of ${phone}` };
}

/** A mobile number of Germany. */
export const madeUpForeignPhone = () => `+49151${digits(8)}`;

/** The machine-readable zone of a passport of Germany that is good for some years. */
export function madeUpPassport(): readonly [string, string] {
  const number = `C${digits(8)}`;
  const ends = `${String(new Date().getUTCFullYear() + 8).slice(2)}0630`;
  const [numbered, born, good] = [number, '900101', ends].map((field) => field + checkDigitOf(field)) as [string, string, string];
  const personal = `${'<'.repeat(14)}0`;
  const all = checkDigitOf(numbered + born + good + personal);
  return ['P<D<<SCHMIDT<<ANNA'.padEnd(44, '<'), `${numbered}D<<${born}F${good}${personal}${all}`];
}

/** The same number, mistyped in its last place. */
export const mistype = (number: string) => number.slice(0, -1) + (number.endsWith('1') ? '2' : '1');

export const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');

const digits = (length: number) => String(randomInt(10 ** length)).padStart(length, '0');
