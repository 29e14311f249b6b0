import type { IdentityDocument } from '#providers';
import type { BegunEffect } from '#engine';
import type { Services } from '../effect';
import { openApplicant } from '../registration/open-applicant';

/** What the newest attempt of a case came with. */
interface Attempt {
  name?: string;
  identity?: IdentityDocument;
  card?: string;
  result?: string;
  documents?: readonly object[];
}

/** Opens it for this effect and records that; undefined once it is erased. */
export async function openAttempt(services: Pick<Services, 'transaction' | 'vault'>, begun: BegunEffect): Promise<Attempt | undefined> {
  const { attempt } = await openApplicant(services, begun, 'verification', ['attempt']);
  return attempt === undefined ? undefined : (JSON.parse(attempt) as Attempt);
}

/** What each call about an attempt names beside it: the company that may have a provider of its own, and the key. */
export const toCall = (effectId: string, { companyId }: { companyId?: string }) => ({
  ...(companyId !== undefined && { companyId }),
  idempotencyKey: effectId,
});
