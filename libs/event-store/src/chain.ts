import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** A stored event without its hash and global position. `data` and `meta` hold ids, codes, instants and counts only. */
export interface StoredEvent {
  streamId: string;
  version: number;
  eventId: string;
  commandId: string;
  type: string;
  schemaVersion: number;
  data: Record<string, unknown>;
  meta: Record<string, unknown>;
  recordedAt: number;
}

export const chainStart = Buffer.alloc(32);

/**
 * hash = SHA-256(previous ‖ canonical header ‖ canonical data), RFC 8785.
 * A changed, dropped or swapped event breaks every later hash of its stream.
 */
export function chainHash(previous: Buffer, { data, ...header }: StoredEvent): Buffer {
  return createHash('sha256').update(previous).update(canonical(header)).update(canonical(data)).digest();
}

/** Numbers must be integers: floats print differently in other languages, and no rule needs one. */
function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined || /[:[,]-?\d+(\.\d|[eE])/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""')))
    throw new Error('an event holds a value that cannot be hashed: undefined or a fraction');
  return text;
}
