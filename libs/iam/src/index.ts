export { findKey, insertKey, noteUse } from './api-keys';
export type { NewKey, StoredKey } from './api-keys';
export { externalIdsOf, findPrincipal, namePerson, namePersonAndHolder } from './principals';
export { writeSecurityEntry } from './security-log';
export type { SecurityEntry } from './security-log';
