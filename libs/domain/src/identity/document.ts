import type { Instant, Problem } from '../decider';
import { dayNamed, endsAt } from '../calendar/day';
import { citizenNumber, residentNumber } from './id-number';
import { readPassport } from './passport';

/** The document of a person. `visaUntil` is its last day, `2030-01-31`. */
export type IdentityDocument =
  | { kind: 'id-card'; number: string }
  | { kind: 'passport'; mrz: readonly [string, string]; visaUntil?: string | undefined }
  | { kind: 'residence-permit'; number: string };

/** `canonical`: the same for the same document however it is written; its blind index is taken over it. */
export type Judged = { ok: true; canonical: string } | { ok: false; problem: Problem };

/**
 * Identifies a document however it is written, and whether or not it has expired. @returns undefined for an impossible
 * one.
 */
export function documentName(document: IdentityDocument, now: Instant): string | undefined {
  if (document.kind !== 'passport') {
    const judged = judgeDocument(document, now);
    return judged.ok ? judged.canonical : undefined;
  }
  const passport = readPassport(document.mrz);
  return passport && nameOf('passport', passport.number);
}

/**
 * Refuses a document before any registry is asked: a typo costs no try (R5), nor does a passport or a visa whose last
 * day has passed (R9).
 */
export function judgeDocument(document: IdentityDocument, now: Instant): Judged {
  if (document.kind === 'passport') return judgePassport(document, now);
  const number = document.kind === 'id-card' ? citizenNumber(document.number, now) : residentNumber(document.number, now);
  return number === undefined ? refused('id-number-invalid') : accepted(document.kind, number);
}

function judgePassport({ kind, mrz, visaUntil }: IdentityDocument & { kind: 'passport' }, now: Instant): Judged {
  const passport = readPassport(mrz);
  if (passport === undefined) return refused('mrz-checksum');
  if (now >= endsAt(passport.expires)) return refused('passport-expired');
  return visaUntil !== undefined && hasPassed(visaUntil, now) ? refused('visa-expired') : accepted(kind, passport.number);
}

/**
 * Until when a document counts: the last day of a passport, or of the visa in it if that is earlier. Undefined for one
 * without an end, or with none that we know.
 */
export function endOfDocument(document: IdentityDocument): Instant | undefined {
  if (document.kind !== 'passport') return undefined;
  const expires = readPassport(document.mrz)?.expires;
  const ends = [expires, dayNamed(document.visaUntil ?? '')].flatMap((day) => (day === undefined ? [] : [endsAt(day)]));
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

/** Valid for all of its last day. A day that no calendar has never was. */
function hasPassed(visaUntil: string, now: Instant): boolean {
  const last = dayNamed(visaUntil);
  return last === undefined || now >= endsAt(last);
}

const nameOf = (kind: IdentityDocument['kind'], number: string) => `${kind}:${number}`;
const accepted = (kind: IdentityDocument['kind'], number: string): Judged => ({ ok: true, canonical: nameOf(kind, number) });
const refused = (code: string): Judged => ({ ok: false, problem: { code } });
