import { checkCharacterOf } from '#domain';

/** Every tour has a number and people of its own, so that it may be repeated on one installation. */
export const madeUpPhone = () => `+86138${digits(8)}`;

/** A number that a citizen can have. */
export function madeUpIdNumber(): string {
  const first = `110105${1950 + random(50)}0101${digits(3)}`;
  return first + checkCharacterOf(first);
}

/** The same number, mistyped in its last place. */
export const mistyped = (number: string) => number.slice(0, -1) + (number.endsWith('1') ? '2' : '1');

export const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');

const random = (below: number) => Math.floor(Math.random() * below);
const digits = (length: number) => String(random(10 ** length)).padStart(length, '0');
