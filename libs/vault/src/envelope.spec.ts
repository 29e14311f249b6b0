import { newSealingKey, seal, sealingKey, unseal } from './envelope';

const key = newSealingKey();
const place = ['subject', 'field', 'row'] as const;
const plain = Buffer.from('a value');
const sealed = seal(key, plain, place);

/** The envelope with one bit of one byte changed; negative positions count from the end. */
function withBitTurned(envelope: Buffer, at: number): Buffer {
  const changed = Buffer.from(envelope);
  const index = at < 0 ? changed.length + at : at;
  changed[index] = changed[index]! ^ 1;
  return changed;
}

describe('an envelope', () => {
  it('unseals with its key, in its place', () => {
    expect(unseal(key, sealed, place)).toEqual(plain);
  });

  it('unseals empty content', () => {
    expect(unseal(key, seal(key, Buffer.alloc(0), place), place)).toHaveLength(0);
  });

  it('names its suite and its key, then nonce, ciphertext and tag', () => {
    expect(sealed[0]).toBe(1);
    expect(sealed.subarray(1, 7)).toEqual(key.id);
    expect(sealed).toHaveLength(1 + 6 + 12 + plain.length + 16);
  });

  it('does not show its content, and differs each time', () => {
    expect(sealed.includes(plain)).toBe(false);
    expect(seal(key, plain, place)).not.toEqual(sealed);
  });

  it.each([
    ['subject', ['other', 'field', 'row']],
    ['field', ['subject', 'other', 'row']],
    ['row', ['subject', 'field', 'other']],
    ['subject and field shifted', ['subjectf', 'ield', 'row']],
    ['order', ['field', 'subject', 'row']],
    ['number of parts', ['subject', 'field']],
  ])('does not open in another place: %s', (_, other) => {
    expect(() => unseal(key, sealed, other)).toThrow('does not belong here');
  });

  it.each([
    ['nonce', 7],
    ['ciphertext', 19],
    ['tag', -1],
  ])('does not open when one bit of its %s was changed', (_, at) => {
    expect(() => unseal(key, withBitTurned(sealed, at), place)).toThrow('was changed');
  });

  it('does not unseal with another key, and says that the key is another', () => {
    expect(() => unseal(newSealingKey(), sealed, place)).toThrow('under another key');
  });

  it('does not unseal with another secret under the same name', () => {
    expect(() => unseal({ id: key.id, secret: newSealingKey().secret }, sealed, place)).toThrow('was changed');
  });

  it('does not unseal if its key id was replaced by the id of the given key', () => {
    const other = { id: newSealingKey().id, secret: key.secret };
    const renamed = Buffer.concat([sealed.subarray(0, 1), other.id, sealed.subarray(7)]);
    expect(() => unseal(other, renamed, place)).toThrow('was changed');
  });

  it('of an unknown suite, or too short, is refused with its own error', () => {
    expect(() => unseal(key, withBitTurned(sealed, 0), place)).toThrow('unknown suite');
    expect(() => unseal(key, sealed.subarray(0, 34), place)).toThrow('too short');
  });

  it('has a key named after its secret: the same secret, the same name', () => {
    expect(sealingKey(key.secret).id).toEqual(key.id);
    expect(newSealingKey().id).not.toEqual(key.id);
  });
});
