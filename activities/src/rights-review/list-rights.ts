import type { CommandOf, KnownStateIn, OpenReview, Place, ReviewedRight } from '#domain';
import { streamIdOf } from '#engine';
import { aliasesOf } from '#iam';
import { effect, type Services as AllServices } from '../effect';
import { rightsPage } from './rights-page';

type Services = Pick<AllServices, 'engine' | 'rights' | 'transaction'>;
type Page = Extract<CommandOf<'rights-review'>, { type: 'RecordPage' }>;
type Listing = OpenReview & { place: Place };

const isListing = (review: KnownStateIn<'rights-review'>): review is Listing => review.status === 'listing' && review.place !== undefined;

/**
 * G13: one page of the rights in a company, an approval each. Broken off anywhere, the next try goes through the same
 * page: an approval that is open already stays as it is, since its id derives from the review and the right.
 */
export const listRights = effect('rights-review', {
  kind: 'listRights',
  async act({ effectId, process: { id, state } }, services: Services) {
    if (!isListing(state)) return undefined;
    const { rights, next } = await rightsPage(state, services);
    const people = rights.flatMap(({ principalId }) => principalId ?? []);
    const aliases = await services.transaction((tx) => aliasesOf(tx, people));
    let asked = 0;
    for (const right of rights) if (await ask(effectId, { id, state }, right, aliases, services)) asked += 1;
    return JSON.stringify({ asked, unasked: rights.length - asked, ...(next && { place: next }) });
  },
  result: (page: string, { n }) => ({ type: 'RecordPage', page: n, ...(JSON.parse(page) as Omit<Page, 'type' | 'page'>) }),
});

interface Review {
  id: string;
  state: Listing;
}

/** @returns false where there is nobody to ask but the person whose right it is. */
async function ask(
  effectId: string,
  { id: reviewId, state: { companyId, endsAt } }: Review,
  right: ReviewedRight,
  aliases: Readonly<Record<string, string>>,
  { engine }: Services,
): Promise<boolean> {
  const id = engine.ids.reviewedRight(reviewId, right.kind, ...idsOf(right));
  await engine.sendFromEffect(
    effectId,
    { process: 'approval', id },
    {
      type: 'OpenApproval',
      matter: { type: 'rights-review', id: reviewId },
      companyId,
      subjectId: id,
      // The review asks, and no person: nobody withdraws it.
      requestedBy: reviewId,
      ...(right.principalId !== undefined && { barred: [right.principalId] }),
      aliases,
      managers: [],
      roleStreams: { 'super-admin': engine.ids.role(companyId, 'super-admin') },
      concerns: right,
      endsAt,
    },
  );
  return (await engine.read(streamIdOf('approval', id))) !== undefined;
}

/** What tells a right from the others of its kind. */
function idsOf(right: ReviewedRight): readonly string[] {
  if (right.kind === 'membership') return [right.accountId];
  return right.kind === 'role' ? [right.roleId, right.principalId] : [right.keyId];
}
