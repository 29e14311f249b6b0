/**
 * The final refusals of a provider that are about the recording itself: it has none under this reference, it was made
 * for another process, it is too old, or it was never looked at to its end. Another recording may serve.
 */
const unusable = ['recording-unknown', 'recording-of-another', 'recording-expired', 'recording-not-checked'];

export const isUnusable = (reason: string): boolean => unusable.includes(reason);
