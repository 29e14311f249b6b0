export { endKeyFor, findKey, hasMadeKey, insertKey, keysChannel, listKeys, noteUse, replaceKey, revokeKey, showKey } from './api-keys';
export type { ListedKey, NewKey, StoredKey } from './api-keys';
export { keysOfCompany } from './company-keys';
export { bindIdentity, listIdentities, removeIdentity, unbindIdentity } from './bindings';
export type { BoundIdentity } from './bindings';
export { delegationsOf } from './delegations';
export type { GivenDelegation } from './delegations';
export { boundTo, spareAssertion, useAssertion } from './identities';
export { endDigest, leaseDigests, noteTelling, noteUnreachable } from './notices';
export type { DueDigest, Told } from './notices';
export {
  aliasesOf,
  documentOfApplicant,
  externalIdsOf,
  findAllNamed,
  findNamed,
  namePerson,
  namePersonAndHolder,
  neverSeen,
  noteActed,
  personsOf,
} from './principals';
export type { FoundDocument } from './principals';
export { findScanProof, insertScanProof, spareScanProof, useScanProof } from './scan-proofs';
export type { ScanProof } from './scan-proofs';
export { listSecurityEntries, writeSecurityEntry } from './security-log';
export type { ListedEntry, SecurityEntry } from './security-log';
