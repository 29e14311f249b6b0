import type { ProblemCode } from '#contracts';
import { refusal } from './refusal';

/** Where the next page begins, opaque to the caller. */
export const pageTokenOf = (position: readonly (string | number)[]): string => Buffer.from(position.join('|')).toString('base64url');

/** Where a list that goes by time ended: an instant as a whole number, and an id. */
export const placeInTime = /^(\d{1,16})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const isUnsafe = (part: string) => /^\d+$/.test(part) && !Number.isSafeInteger(Number(part));

/** The parts of a token that fits the shape, of which no number is larger than any that a page gave. @throws Refusal `page-token-invalid`, or as told otherwise */
export function positionOf(token: string, shape: RegExp, otherwise: ProblemCode = 'page-token-invalid'): string[] {
  const [, ...parts] = shape.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  if (parts.length === 0 || parts.some(isUnsafe)) throw refusal(otherwise);
  return parts;
}

/** One page of a list that was asked for one more than fits: the token is there only when something follows. */
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
