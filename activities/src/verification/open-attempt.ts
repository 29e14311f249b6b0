import type { IdentityDocument, Person } from '#providers';
import type { BegunEffect } from '#engine';
import type { Services } from '../effect';
import { openApplicant } from '../registration/open-applicant';

/** What the newest attempt of a case came with. */
interface Attempt {
  name?: string;
  identity?: IdentityDocument;
  card?: string;
  result?: string;
}

/** Opens it for this effect and records that; undefined once it is erased. */
export async function openAttempt(services: Pick<Services, 'transaction' | 'vault'>, begun: BegunEffect): Promise<Attempt | undefined> {
  const { attempt } = await openApplicant(services, begun, 'verification', ['attempt']);
  return attempt === undefined ? undefined : (JSON.parse(attempt) as Attempt);
}

/** The person that a document names; undefined for a passport, which has no such number. */
export const personIn = (name: string | undefined, identity: IdentityDocument | undefined): Person | undefined =>
  name === undefined || identity === undefined || identity.kind === 'passport' ? undefined : { name, number: identity.number };
