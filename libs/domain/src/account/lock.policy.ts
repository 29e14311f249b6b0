/** When failed sign-ins lock an account. Accounts of version 5 and later have it. */
export interface LockPolicy {
  failuresADay: number;
  zone: string;
  unlocks: number;
}

/** Why an administrator or an operator ends a lock before its time. */
export const unlockReasons = ['person-confirmed', 'false-alarm', 'asked-for'] as const;

export const lockPolicy = {
  /** E12, S4: so many failed sign-ins in a day lock the account; the day, and the lock, end at midnight: our choice. */
  failuresADay: 3,
  /** E12, our choice: whose midnight it is for a person of whom no zone is known. */
  zone: 'Asia/Shanghai',
  /**
   * E12, our choice: an account is unlocked by people so many times at most; after that its locks end by time alone.
   */
  unlocks: 1_000,
} as const satisfies LockPolicy;
