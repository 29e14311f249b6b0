/** Under which names the vault keeps what was given to a case, in the class of verifications. */
export const attemptOfCase = 'attempt';
export const evidenceOfCase = (n: number) => `evidence:${n}`;
