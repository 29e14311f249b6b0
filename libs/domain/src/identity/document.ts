import type { Instant, Problem } from '../decider';
import { dayOf, endsAt } from './calendar';
import { citizenNumber, residentNumber } from './id-number';
import { passportNumber } from './passport';

/** What a person shows of himself. `visaUntil` is the last day, `2030-01-31`. */
export type IdentityDocument =
  | { kind: 'id-card'; number: string }
  | { kind: 'passport'; mrz: readonly [string, string]; visaUntil?: string | undefined }
  | { kind: 'residence-permit'; number: string };

/** `canonical`: the same for the same document however it was written; what its blind index is taken over. */
export type Judged = { ok: true; canonical: string } | { ok: false; problem: Problem };

/** What a document tells against itself before anybody is asked: a typo is refused for free (R5), and so is a visa whose last day has passed (R9). */
export function judgeDocument(document: IdentityDocument, now: Instant): Judged {
  const number = numberOf(document, now);
  if (document.kind !== 'passport') return number === undefined ? refused({ code: 'id-number-invalid' }) : known(document.kind, number);
  if (number === undefined) return refused({ code: 'mrz-checksum' });
  return hasPassed(document.visaUntil, now) ? refused({ code: 'visa-expired' }) : known(document.kind, number);
}

function numberOf(document: IdentityDocument, now: Instant): string | undefined {
  switch (document.kind) {
    case 'id-card':
      return citizenNumber(document.number, now);
    case 'passport':
      return passportNumber(document.mrz);
    case 'residence-permit':
      return residentNumber(document.number, now);
  }
}

/** Good for all of its last day. A day that no calendar has never was. */
function hasPassed(visaUntil: string | undefined, now: Instant): boolean {
  if (visaUntil === undefined) return false;
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(visaUntil) ?? [];
  const last = dayOf(Number(year), Number(month), Number(date));
  return last === undefined || now >= endsAt(last);
}

const known = (kind: IdentityDocument['kind'], number: string): Judged => ({ ok: true, canonical: `${kind}:${number}` });
const refused = (problem: Problem): Judged => ({ ok: false, problem });
