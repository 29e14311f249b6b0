import type { KnownRegistration, OpenRegistration } from './registration';
import type { RegistrationPolicy } from './registration.policy';

type Numbered = Pick<KnownRegistration, 'number' | 'proofs'>;

/** R16, X28: a person looks at who has such a number, unless the company did not ask for it at the opening. */
export const isReviewedForNumber = ({ number, proofs }: Numbered, { foreignNumbersReviewed }: RegistrationPolicy): boolean =>
  foreignNumbersReviewed === true && number?.foreign === true && proofs?.foreignNumberExempt !== true;

/**
 * R16: the documents that are missing of an applicant with such a number. `shown`: the kinds of those of which they
 * have told where the picture lies; `method`: the document that they give, without which nobody goes on.
 */
export function documentsMissing(
  state: OpenRegistration,
  { method, shown = [] }: { method: string | undefined; shown?: readonly string[] | undefined },
  policy: RegistrationPolicy,
): readonly string[] {
  if (!isReviewedForNumber(state, policy)) return [];
  if (method === undefined) return ['identity'];
  return shown.includes(method) ? [] : [method];
}

/** R10: the zone that the applicant gave, else that of their number. */
export const zoneOf = ({ timeZone, number }: Pick<KnownRegistration, 'timeZone' | 'number'>): string | undefined =>
  timeZone ?? number?.timeZone;

/** R10: the account keeps it; registrations under earlier versions of the policy recorded nothing of the number. */
export const zoneAtActivation = (state: Pick<KnownRegistration, 'timeZone' | 'number'>): string | undefined =>
  state.number === undefined ? undefined : zoneOf(state);
