import type { Problem } from '#domain';
import { ownersCounter } from '#vault';
import { isProven, ownerIn, type Authority } from './authority';

/** The caller is the owner of this account, and proves it. */
const isOwner = (authority: Authority, accountId: string): boolean =>
  authority.person !== undefined && isProven(authority.person) && ownerIn(authority) === accountId;

/**
 * Why the caller may not end what belongs to the owner of an account: nobody proves to be that owner, and no code to
 * their phone came along, which the rule of the command judges. Asked after a replay, and not recorded.
 */
export const refuseWithoutOwner = (authority: Authority, accountId: string, proof: object | undefined): Problem | undefined =>
  proof !== undefined || isOwner(authority, accountId)
    ? undefined
    : { code: 'owner-proof-required', goesOn: `POST /v1/accounts/${accountId}/challenges` };

/**
 * Whose codes and misses these are: the owner's own, where they prove who they are, else those of the client. So nobody
 * uses up what the owner has, and no client what another one has.
 */
export const counterOf = (authority: Authority, owner?: string): string =>
  owner !== undefined && isOwner(authority, owner) ? ownersCounter : `client:${authority.client}`;
