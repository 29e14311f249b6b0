import type { TallyChange, TallyEntry } from '../decider';
import { tally } from '../needs';

/**
 * R18: a recording of a face serves once, over all registrations and cases. `recordingId` stands for the reference, and
 * is the same wherever it is sent.
 */
export const recordings = (recordingId: string | undefined) => (recordingId === undefined ? undefined : tally('recording', recordingId, 1));

export const isUsed = (before: readonly TallyEntry[] | undefined): boolean => (before?.length ?? 0) > 0;

export const used = (recordingId: string, holder: string): TallyChange => ({
  change: 'enter',
  kind: 'recording',
  key: recordingId,
  entryId: recordingId,
  holder,
});
