import type { Claim, ClaimChange } from '../decider';
import { defined, group, id, key, optional, type ValueOf } from '../events';
import { isOpen, type KnownRegistration, type OpenRegistration } from './registration';

/**
 * The document of the profile, as those who record its check have found it: its blind index, and who has it. It comes
 * with the command, since no event names it.
 */
export const foundDocument = group({ key, owner: optional(group({ holder: id, principalId: id })) });
type FoundDocument = ValueOf<typeof foundDocument>;

/** Whether the claim on the document decides: not of one that was claimed when it was typed. */
export const isClaimedByProof = (state: KnownRegistration): state is OpenRegistration =>
  isOpen(state) && state.profile?.documentId !== undefined;

/** The holder is another one than whom those who record the check have named: they look again. */
export const isOvertaken = ({ registrationId }: OpenRegistration, document: FoundDocument | undefined, found: Claim | undefined) =>
  found !== undefined && found.holder !== registrationId && found.holder !== document?.owner?.holder;

/** R17, X21: whose the document is by now. When joining with an account, it must be that account's. */
export function standingOf(state: OpenRegistration, document: FoundDocument | undefined, found: Claim | undefined) {
  const { joins, registrationId, profile } = state;
  if (!isClaimedByProof(state))
    return {
      elsewhere: profile?.elsewhere ?? false,
      ...defined({ ownerId: profile?.ownerId, holder: profile?.holder, heldAs: profile?.heldAs }),
    };
  const isOthers = found !== undefined && found.holder !== registrationId && found.holder !== joins;
  const elsewhere = joins === undefined ? isOthers : found?.holder !== joins;
  return {
    elsewhere,
    ...(isOthers && defined({ ownerId: document?.owner?.principalId, holder: found.holder, heldAs: found.identifierId })),
  };
}

/** The document is confirmed, and nobody has it: from now on this registration does. */
export function toClaim(state: OpenRegistration, document: FoundDocument | undefined, found: Claim | undefined) {
  const { registrationId, joins, profile } = state;
  if (!isClaimedByProof(state) || joins !== undefined || document === undefined || profile?.documentId === undefined) return undefined;
  if (found !== undefined) return undefined;
  const { key } = document;
  return { change: 'reserve', kind: 'identity', key, identifierId: profile.documentId, holder: registrationId } satisfies ClaimChange;
}
