export { Keys } from './keys';
export { principalClass, Vault } from './vault';
export type { Queryable } from './vault';
export { Challenges } from './challenges';
export type { StoredChallenge } from './challenges';
