export { Keys } from './keys';
export { Vault } from './vault';
export type { Queryable } from './vault';
export { Challenges } from './challenges';
export type { StoredChallenge } from './challenges';
export { PublicKey, Signer } from './signer';
