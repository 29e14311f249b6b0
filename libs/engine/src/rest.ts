import type { Awaited } from '#domain';
import type { LoadedStream, RecordedEffect } from '#event-store';

/** True while an effect may still be performed. */
export const isOpen = ({ state }: RecordedEffect): boolean => state === 'owed' || state === 'begun';

/**
 * True when a workflow has something to wait for, by the record of the stream and not by anybody's memory: a deadline,
 * or an open effect.
 */
export const waits = ({ head, effects }: Pick<LoadedStream, 'head' | 'effects'>): boolean =>
  head.nextDueAt !== null || effects.some(isOpen);

/**
 * True when something that a process awaits ends at a known instant. Until then its workflow stays, although it has no
 * timer of its own: an operator sees what it waits for, and until when.
 */
export const hasEnd = (awaits: readonly Awaited[]): boolean => awaits.some(({ until }) => until !== undefined);
