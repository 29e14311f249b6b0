export { Keys } from './keys';
export { Vault } from './vault';
export type { Queryable, VaultValue } from './vault';
export { Challenges } from './challenges';
export type { NewChallenge, SendingHistory, StoredChallenge } from './challenges';
