/** Joins parts so that no two different lists give the same bytes: each part stands behind its length. */
export function framed(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => withLength(typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
}

function withLength(bytes: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

/** The 16 bytes of a uuid: one form however its letters are written, as PostgreSQL reads it. */
export function uuidBytes(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== 16) throw new Error('not a uuid');
  return bytes;
}
