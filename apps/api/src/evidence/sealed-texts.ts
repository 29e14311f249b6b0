import type { SealedValue } from '#engine';

/**
 * The names under which the vault keeps what people write about an approval, in the class of reasons: they name the
 * approval, since a subject may have two.
 */
export const commentField = (approvalId: string, commentId: string) => `comment:${approvalId}:${commentId}`;
export const messageField = (approvalId: string, requestId: string) => `evidence-request:${approvalId}:${requestId}`;
export const evidenceField = (approvalId: string, requestId: string) => `evidence:${approvalId}:${requestId}`;

/** Nothing without a text, and nothing of an approval that only a newer release can read. */
export const sealedText = <P extends 'approval' | 'registration'>(
  subjectId: string | undefined,
  field: string,
  value: string | undefined,
): SealedValue<P>[] =>
  value === undefined || subjectId === undefined ? [] : ([{ subjectId, dataClass: 'reasons', field, value }] as SealedValue<P>[]);
