export { findKey, insertKey, noteUse } from './api-keys';
export type { NewKey, StoredKey } from './api-keys';
export { externalIdsOf, findPrincipal, namePerson, namePersonAndHolder } from './principals';
export { writeDenial } from './security-log';
export type { Denial } from './security-log';
