import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ProblemCode } from '#contracts';
import { refusal } from './refusal';

/** A page that a caller asks for: of which list, with which filters, from where. */
export interface AskedPage {
  list: string;
  query: { pageSize: number; pageToken?: string | undefined };
}

/** The refusals of every list that has pages. */
export const pageTokenCodes = ['page-token-invalid', 'page-token-of-another-list'] as const;

/** Where a reader goes on, opaque to the caller. */
export const pageTokenOf = (position: readonly (string | number)[], mark?: string): string =>
  Buffer.from([position.join('|'), ...(mark === undefined ? [] : [mark])].join('~')).toString('base64url');

/** Says of which list and filters a token is, whatever the size of its page. */
function markOf({ list, query: { pageSize: _size, pageToken: _token, ...filters } }: AskedPage): string {
  return createHash('sha256')
    .update(canonicalize([list, filters])!)
    .digest('base64url')
    .slice(0, 11);
}

/** The end of a list ordered by time: an instant as a whole number, and an id. */
export const placeInTime = /^(\d{1,16})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const isUnsafe = (part: string) => /^\d+$/.test(part) && !Number.isSafeInteger(Number(part));
const textOf = (token: string) => Buffer.from(token, 'base64url').toString('utf8');

/**
 * Returns the parts of a position that has this shape, with no number larger than a page gives.
 * @throws Refusal `page-token-invalid`, or the given one
 */
export function positionOf(token: string, shape: RegExp, otherwise: ProblemCode = 'page-token-invalid'): string[] {
  return partsOf(textOf(token), shape, otherwise);
}

function partsOf(position: string, shape: RegExp, otherwise: ProblemCode): string[] {
  const [, ...parts] = shape.exec(position) ?? [];
  if (parts.length === 0 || parts.some(isUnsafe)) throw refusal(otherwise);
  return parts;
}

/**
 * Returns where this page begins; undefined for the first one. A token of the former release names no list: it is read
 * until the next one.
 * @throws Refusal `page-token-invalid`, `page-token-of-another-list`
 */
export function startOf(asked: AskedPage, shape: RegExp): string[] | undefined {
  const { pageToken } = asked.query;
  if (pageToken === undefined) return undefined;
  const [position, mark] = textOf(pageToken).split('~', 2) as [string, string?];
  if (mark !== undefined && mark !== markOf(asked)) throw refusal('page-token-of-another-list');
  return partsOf(position, shape, 'page-token-invalid');
}

/** Where an answer of this list ended, also where nothing follows yet. */
export const cursorOf = (asked: AskedPage, position: readonly (string | number)[]): string => pageTokenOf(position, markOf(asked));

/** Returns one page of a list that was read with one row more: it has a token only if something follows. */
export function pageOf<T, I>(
  found: readonly T[],
  asked: AskedPage,
  present: (row: T) => I,
  position: (row: T) => readonly (string | number)[],
) {
  const { pageSize } = asked.query;
  const shown = found.slice(0, pageSize);
  const last = shown.at(-1);
  return {
    items: shown.map(present),
    ...(found.length > pageSize && last !== undefined && { nextPageToken: pageTokenOf(position(last), markOf(asked)) }),
  };
}
