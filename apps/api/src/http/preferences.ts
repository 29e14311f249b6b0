import { refusal } from './refusal';

const waitMaxSeconds = 30;

/**
 * Returns the seconds of `Prefer: wait=n` (RFC 7240), at most 30; undefined if there is none.
 * Ignores what cannot be read, as the RFC says.
 */
export function waitSeconds(header: unknown): number | undefined {
  const preferences = typeof header === 'string' ? header.split(/[,;]/) : [];
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*$/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), waitMaxSeconds);
  }
  return undefined;
}

export const etagOf = (revision: number): string => `"${revision}"`;

/**
 * Returns the version in `If-Match: "<version>"`; undefined without the header, or for `*`.
 * @throws Refusal `if-match-invalid` for weak tags, lists and other values
 */
export function ifMatchOf(header: unknown): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const version = typeof header === 'string' ? /^"(\d{1,9})"$/.exec(header.trim())?.[1] : undefined;
  if (version === undefined) throw refusal('if-match-invalid');
  return Number(version);
}
