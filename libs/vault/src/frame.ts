/** Joins parts with their lengths, so that two different lists never give the same bytes. */
export function frame(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => withLength(typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
}

function withLength(bytes: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

/** Returns the 16 bytes of a uuid, whatever the case of its letters, as PostgreSQL reads it. */
export function uuidBytes(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== 16) throw new Error('not a uuid');
  return bytes;
}
