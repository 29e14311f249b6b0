const digits = 8;

/** An id that follows from another one and a word by arithmetic, so that a rule finds it without a key. */
export function mixed(id: string, word: string): string {
  const last = ((parseInt(id.slice(-digits), 16) || 0) ^ numberOf(word)) >>> 0;
  return id.slice(0, -digits) + last.toString(16).padStart(digits, '0');
}

/** A number for a word: FNV-1a, 32 bits. */
function numberOf(word: string): number {
  let hash = 0x811c9dc5;
  for (const letter of word) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
  return hash;
}
