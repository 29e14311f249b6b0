import type { FeedRow } from '#event-store';
import { pageTokenOf, positionOf } from '../http/page-token';

/** Where a reader of the feed goes on. Without a row: the beginning, or a cursor of the former release. */
export interface Cursor {
  position: number;
  row?: FeedRow;
}

/**
 * Position, event and instant of a row; the former release gave the position alone, which is read until the next one.
 */
const shape = /^events\|(\d{1,15})(?:\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\|(\d{1,15}))?$/;

/** @throws Refusal `cursor-invalid` for what no feed has given */
export function readCursor(token: string): Cursor {
  const [position, eventId, recordedAt] = positionOf(token, shape, 'cursor-invalid') as [string, string?, string?];
  const at = Number(position);
  return eventId === undefined ? { position: at } : { position: at, row: { position: at, eventId, recordedAt: Number(recordedAt) } };
}

export const cursorOf = (position: number, row: FeedRow | undefined): string =>
  pageTokenOf(['events', position, ...(row ? [row.eventId, row.recordedAt] : [])]);
