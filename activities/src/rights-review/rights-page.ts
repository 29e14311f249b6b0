import { companyRoles, holdersOf, keyAsId, keyOfId, rightsAPage, type OpenReview, type Place, type ReviewedRight } from '#domain';
import { findAllNamed, keysOfCompany } from '#iam';
import type { Services as AllServices } from '../effect';

type Services = Pick<AllServices, 'rights' | 'transaction' | 'engine'>;

interface Page {
  rights: readonly ReviewedRight[];
  /** Where the next one begins; left out: this was the last. */
  next?: Place;
}

/** Behind every holder of a role. */
const lastHolder = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** One page of the rights in a company: in the order of their ids, so that nobody is passed over who had it before. */
export function rightsPage({ companyId, place }: OpenReview & { place: Place }, services: Services): Promise<Page> {
  switch (place.section) {
    case 'memberships':
      return memberships(companyId, place, services);
    case 'roles':
      return roles(companyId, place, services);
    case 'keys':
      return keys(companyId, place, services);
  }
}

async function memberships(companyId: string, { after }: Place, { rights, transaction, engine }: Services): Promise<Page> {
  const found = await rights.accounts(companyId, after, rightsAPage);
  const members = found.filter(({ state }) => state.status === 'living' && state.memberships[companyId]?.status === 'active');
  const ids = members.map(({ id }) => id);
  const named = await transaction((tx) => findAllNamed(tx, ids));
  const principals = new Map(named.map(({ namedAs, principalId }) => [namedAs, principalId]));
  const roleStreams = Object.fromEntries(companyRoles.map((role) => [role, engine.ids.role(companyId, role)]));
  const last = found.length < rightsAPage ? undefined : found.at(-1);
  return {
    rights: ids.map((accountId) => {
      const principalId = principals.get(accountId);
      return { kind: 'membership', accountId, ...(typeof principalId === 'string' && { principalId }), roleStreams };
    }),
    next: last ? { section: 'memberships', after: last.id } : { section: 'roles' },
  };
}

async function roles(companyId: string, { after, holder }: Place, { rights }: Services): Promise<Page> {
  const found = await rights.roles(companyId, after, rightsAPage);
  const held = found.flatMap(({ id: roleId, state }) =>
    holdersOf(state)
      .toSorted()
      .filter((each) => roleId !== after || holder === undefined || each > holder)
      .map((principalId) => ({ kind: 'role' as const, roleId, role: state.status === 'none' ? 'none' : state.role, principalId })),
  );
  const page = held.slice(0, rightsAPage);
  const last = page.at(-1);
  if (held.length > rightsAPage) return { rights: page, next: { section: 'roles', after: last!.roleId, holder: last!.principalId } };
  const isLast = found.length < rightsAPage;
  return { rights: page, next: isLast ? { section: 'keys' } : { section: 'roles', after: found.at(-1)!.id, holder: lastHolder } };
}

async function keys(companyId: string, { after }: Place, { transaction }: Services): Promise<Page> {
  const found = await transaction((tx) => keysOfCompany(tx, companyId, after === undefined ? undefined : keyOfId(after), rightsAPage));
  const last = found.length < rightsAPage ? undefined : found.at(-1);
  return {
    rights: found.map(({ keyId, principalId }) => ({ kind: 'api-key', keyId: keyAsId(keyId), principalId })),
    ...(last && { next: { section: 'keys', after: keyAsId(last.keyId) } }),
  };
}
