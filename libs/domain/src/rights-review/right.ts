import { code, either, group, id, optional, table, type ValueOf } from '../events';

/**
 * G13: one right that a company reviews: a membership, a role of a person, or a key. The streams and ids by which it
 * ends are recorded with it.
 */
const membership = group({ kind: code('membership'), accountId: id, principalId: optional(id), roleStreams: table(id) });
const heldRole = group({ kind: code('role'), roleId: id, role: code(), principalId: id });
const apiKey = group({ kind: code('api-key'), keyId: id, principalId: id });

export const reviewedRight = either(membership, either(heldRole, apiKey));
export type ReviewedRight = ValueOf<typeof reviewedRight>;

/** The id of a key as events take it: eight bytes alone could look like a number of a person. */
export const keyAsId = (keyId: string): string => `${keyId.slice(0, 8)}-${keyId.slice(8, 12)}-${keyId.slice(12)}-0000-000000000000`;
export const keyOfId = (id: string): string => id.replaceAll('-', '').slice(0, 16);

/** What callers see of it. */
export function rightView(right: ReviewedRight) {
  if (right.kind === 'membership') return { kind: right.kind, accountId: right.accountId };
  if (right.kind === 'role') return { kind: right.kind, role: right.role, principalId: right.principalId };
  return { kind: right.kind, keyId: keyOfId(right.keyId) };
}

/** Whether this person has the right: nobody reviews their own. */
export const isRightOf = (
  right: ReviewedRight | undefined,
  { actor, aliases = [], accountId }: { actor: string; aliases?: readonly string[]; accountId?: string },
): boolean =>
  right !== undefined &&
  ((right.principalId !== undefined && [actor, ...aliases].includes(right.principalId)) ||
    (right.kind === 'membership' && right.accountId === accountId));
