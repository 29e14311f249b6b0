import type { Instant, Problem } from '../decider';
import { dayNamed, endsAt, type Day } from '../calendar/day';
import { citizenNumber, residentNumber } from './id-number';
import { readPassport, type MachineReadableLines } from './passport';

/**
 * The document of a person. Each `…Until` is a last day, `2030-01-31`: of the visa, of the work permit, of the card.
 */
export type IdentityDocument =
  | { kind: 'id-card'; number: string }
  | { kind: 'passport'; mrz: MachineReadableLines; visaUntil?: string | undefined; permitUntil?: string | undefined }
  | { kind: 'residence-permit'; number: string; validUntil?: string | undefined };

/** `canonical`: the same for the same document however it is written; its blind index is taken over it. */
export type Judged = { ok: true; canonical: string } | { ok: false; problem: Problem };

/**
 * Identifies a document however it is written, and whether or not it has expired. @returns undefined for an impossible
 * one.
 */
export function documentName(document: IdentityDocument, now: Instant): string | undefined {
  if (document.kind !== 'passport') {
    const number = numberOf(document, now);
    return number && nameOf(document.kind, number);
  }
  const passport = readPassport(document.mrz);
  return passport && nameOf('passport', passport.number);
}

/**
 * Refuses a document before any registry is asked: a typo costs no try (R5), nor does a passport, a visa, a work permit
 * or a residence permit whose last day has passed (R9).
 */
export function judgeDocument(document: IdentityDocument, now: Instant): Judged {
  if (document.kind === 'passport') return judgePassport(document, now);
  const number = numberOf(document, now);
  if (number === undefined) return refused('id-number-invalid');
  const validUntil = document.kind === 'residence-permit' ? document.validUntil : undefined;
  return hasPassed(validUntil, now) ? refused('document-expired') : accepted(document.kind, number);
}

const numberOf = ({ kind, number }: Exclude<IdentityDocument, { kind: 'passport' }>, now: Instant): string | undefined =>
  kind === 'id-card' ? citizenNumber(number, now) : residentNumber(number, now);

function judgePassport({ kind, mrz, visaUntil, permitUntil }: IdentityDocument & { kind: 'passport' }, now: Instant): Judged {
  const passport = readPassport(mrz);
  if (passport === undefined) return refused('mrz-checksum');
  if (now >= endsAt(passport.expires)) return refused('passport-expired');
  if (hasPassed(visaUntil, now)) return refused('visa-expired');
  return hasPassed(permitUntil, now) ? refused('work-permit-expired') : accepted(kind, passport.number);
}

/**
 * R9: until when a document counts: the earliest of the last days of the passport, the visa and the work permit.
 * Undefined for one without an end, or with none that we know.
 */
export function endOfDocument(document: IdentityDocument): Instant | undefined {
  const ends = lastDaysOf(document).flatMap((day) => (day === undefined ? [] : [endsAt(day)]));
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

function lastDaysOf(document: IdentityDocument): readonly (Day | undefined)[] {
  const named = (day: string | undefined) => dayNamed(day ?? '');
  switch (document.kind) {
    case 'passport':
      return [readPassport(document.mrz)?.expires, named(document.visaUntil), named(document.permitUntil)];
    case 'residence-permit':
      return [named(document.validUntil)];
    case 'id-card':
      return [];
  }
}

/** Valid for all of its last day. A day that no calendar has never was; where none is named, nothing has passed. */
function hasPassed(lastDay: string | undefined, now: Instant): boolean {
  if (lastDay === undefined) return false;
  const last = dayNamed(lastDay);
  return last === undefined || now >= endsAt(last);
}

const nameOf = (kind: IdentityDocument['kind'], number: string) => `${kind}:${number}`;
const accepted = (kind: IdentityDocument['kind'], number: string): Judged => ({ ok: true, canonical: nameOf(kind, number) });
const refused = (code: string): Judged => ({ ok: false, problem: { code } });
