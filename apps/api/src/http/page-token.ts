import type { ProblemCode } from '#contracts';
import { refusal } from './refusal';

/** Where the next page begins, opaque to the caller. */
export const pageTokenOf = (position: readonly (string | number)[]): string => Buffer.from(position.join('|')).toString('base64url');

/** The end of a list ordered by time: an instant as a whole number, and an id. */
export const placeInTime = /^(\d{1,16})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const isUnsafe = (part: string) => /^\d+$/.test(part) && !Number.isSafeInteger(Number(part));

/**
 * Returns the parts of a token that has this shape, with no number larger than a page gives.
 * @throws Refusal `page-token-invalid`, or the given one
 */
export function positionOf(token: string, shape: RegExp, otherwise: ProblemCode = 'page-token-invalid'): string[] {
  const [, ...parts] = shape.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  if (parts.length === 0 || parts.some(isUnsafe)) throw refusal(otherwise);
  return parts;
}

/** Returns one page of a list that was read with one row more: it has a token only if something follows. */
export function pageOf<T, I>(
  found: readonly T[],
  pageSize: number,
  present: (row: T) => I,
  position: (row: T) => readonly (string | number)[],
) {
  const shown = found.slice(0, pageSize);
  const last = shown.at(-1);
  return {
    items: shown.map(present),
    ...(found.length > pageSize && last !== undefined && { nextPageToken: pageTokenOf(position(last)) }),
  };
}
