import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Keys } from './keys';

const master = Buffer.alloc(32, 7);
const keys = new Keys(master);
const others = new Keys(Buffer.alloc(32, 8));
const phone = '+8613800138000';

describe('an HMAC under a label', () => {
  it('is the same for the same parts, also after a restart', () => {
    expect(keys.hmac('label', 'a', 'b')).toEqual(new Keys(master).hmac('label', 'a', 'b'));
  });

  it('does not change from release to release', () => {
    expect(keys.id).toBe('LQaCQr6h');
    expect(keys.hmac('label', 'a', 'b').toString('hex')).toBe('146fe182a4208be788fcf0fbab41ad46361ea6ce7480780742c1114d839c9111');
  });

  it('differs by label, by master key and by every part', () => {
    const all = [keys.hmac('label', 'a', 'b'), keys.hmac('other', 'a', 'b'), others.hmac('label', 'a', 'b'), keys.hmac('label', 'a', 'c')];
    expect(new Set(all.map(String)).size).toBe(all.length);
  });

  it('tells apart lists of parts that give the same bytes when joined', () => {
    const all = [keys.hmac('label', 'ab', 'c'), keys.hmac('label', 'a', 'bc'), keys.hmac('label', 'abc'), keys.hmac('label', 'abc', '')];
    expect(new Set(all.map(String)).size).toBe(all.length);
  });
});

describe('a derived uuid', () => {
  it('is of version 8 and variant 10, in small letters', () => {
    for (let n = 0; n < 100; n++)
      expect(keys.uuid('id', String(n))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is the same for the same parts and another for others', () => {
    expect(keys.uuid('id', 'a')).toBe(keys.uuid('id', 'a'));
    expect(keys.uuid('id', 'a')).not.toBe(keys.uuid('id', 'b'));
  });
});

describe('a command id', () => {
  it('differs by client, by the person acted for and by key', () => {
    const all = [
      keys.commandId('client', undefined, 'key'),
      keys.commandId('other', undefined, 'key'),
      keys.commandId('client', 'user:1', 'key'),
      keys.commandId('client', '', 'key'),
      keys.commandId('client', undefined, 'other'),
    ];
    expect(new Set(all.map((id) => id.toString('hex'))).size).toBe(all.length);
  });
});

describe('a blind index', () => {
  it('is stable, and begins with the name of its key', () => {
    expect(keys.blindIndex('phone', phone)).toBe(new Keys(master).blindIndex('phone', phone));
    expect(keys.blindIndex('phone', phone).split('.')[0]).toBe(keys.id);
  });

  it('cannot be made without the key: it is no plain hash of the number', () => {
    const [, index] = keys.blindIndex('phone', phone).split('.');
    for (const text of [phone, `phone${phone}`, `phone:${phone}`]) {
      expect(index).not.toBe(createHash('sha256').update(text).digest('base64url'));
    }
    expect(others.blindIndex('phone', phone).split('.')[1]).not.toBe(index);
  });

  it('differs by kind and by value', () => {
    expect(keys.blindIndex('mail', phone)).not.toBe(keys.blindIndex('phone', phone));
    expect(keys.blindIndex('phone', `${phone}1`)).not.toBe(keys.blindIndex('phone', phone));
  });
});

describe('a one-time code', () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => keys.uuid('challenge', String(n)));
  const codes = ids.map((id) => keys.code(id));

  it('has six digits', () => {
    for (const code of codes) expect(code).toMatch(/^\d{6}$/);
  });

  it('is the same each time for one challenge, another for the next one, and another under another key', () => {
    expect(keys.code(ids[0]!)).toBe(codes[0]);
    expect(keys.code(ids[0]!.toUpperCase())).toBe(codes[0]);
    expect(others.code(ids[0]!)).not.toBe(codes[0]);
    // Of 10,000 out of a million about 50 are equal by chance.
    expect(new Set(codes).size).toBeGreaterThan(9_900);
  });

  it('has every digit in every place about equally often', () => {
    for (let place = 0; place < 6; place++) {
      const counts = Array<number>(10).fill(0);
      for (const code of codes) counts[Number(code[place])]! += 1;
      // Expected 1,000, deviation 30: five deviations leave no room for chance, and the ids are fixed.
      for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    }
  });

  it('matches itself and nothing else', () => {
    const id = randomUUID();
    const code = keys.code(id);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(keys.codeMatches(id, code)).toBe(true);
    for (const other of [wrong, '', code.slice(1), `${code}0`, ` ${code}`, '１２３４５６', 'éééééé'])
      expect(keys.codeMatches(id, other)).toBe(false);
  });
});

describe('the master key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  const file = (text: string) => {
    const path = join(folder, randomUUID());
    writeFileSync(path, text);
    return path;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read from a file in base64, with a line end or without', () => {
    for (const end of ['', '\n', '\r\n']) expect(Keys.fromFile(file(master.toString('base64') + end)).id).toBe(keys.id);
  });

  it.each([
    ['too short', randomBytes(31).toString('base64')],
    ['too long', randomBytes(33).toString('base64')],
    ['empty', ''],
    ['no base64', '!'.repeat(44)],
  ])('is refused when it is %s, without repeating it', (_, text) => {
    const path = file(text);
    expect(() => Keys.fromFile(path)).toThrow(`${path} does not hold 32 bytes in base64`);
  });

  it('does not show when its holder is printed', () => {
    const held = new Keys(Buffer.from('0123456789abcdef0123456789abcdef'));
    const printed = inspect(held, { showHidden: true, depth: null });
    for (const secret of [Buffer.from('0123456789abcdef'), held.keyEncryptionKey.secret]) {
      expect(inspect(secret)).toMatch(/^<Buffer( [0-9a-f]{2})+>$/);
      expect(printed).not.toContain(inspect(secret).slice('<Buffer '.length, 40));
    }
  });
});
