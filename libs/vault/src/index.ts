export { Keys } from './keys';
export { Vault } from './vault';
export type { Queryable } from './vault';
export { Challenges, counterWithin, ownersCounter } from './challenges';
export type { ListedCode, StoredChallenge } from './challenges';
export { PublicKey, Signer } from './signer';
