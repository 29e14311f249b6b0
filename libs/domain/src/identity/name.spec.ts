import fc from 'fast-check';
import { isNameInZone, personName } from './name';

describe('a name as the register knows it (R4)', () => {
  it.each([
    ['张伟', '张伟'],
    ['  Anna   Maria Eriksson ', 'Anna Maria Eriksson'],
    ['e\u0301milie', '\u00E9milie'],
    // The compatibility form of 金, as some keyboards write it.
    ['\uF90A正', '金正'],
    // Radicals, as a copy from a PDF has them in place of the hanzi.
    ['\u2F00\u2F17', '一十'],
    ['Ｚｈａｎｇ\u3000Ｗｅｉ', 'Zhang Wei'],
    ['Nguye\u0302\u0303n', 'Nguy\u1EC5n'],
  ])('has one form of each character: %j', (given, name) => {
    expect(personName(given)).toBe(name);
  });

  it.each(['\u00B7', '\u2022', '\u2027', '\u2219', '\u22C5', '\u30FB', '\uFF65', '\uFF0E', '.', ' \u00B7 '])(
    'has one point between the parts of a long name, however it is written: %j',
    (point) => {
      expect(personName(`阿卜杜热合曼${point}买买提`)).toBe('阿卜杜热合曼\u00B7买买提');
    },
  );

  it('keeps a full stop between letters', () => {
    expect(personName('John Q. Public')).toBe('John Q. Public');
  });

  it('may have rare hanzi beyond the basic plane, and be long', () => {
    expect(personName('\u{2A6A5}\u{20BB7}\u{323B0}')).toBe('\u{2A6A5}\u{20BB7}\u{323B0}');
    const long = Array.from({ length: 6 }, () => '阿卜杜热合曼').join('\u00B7');
    expect(personName(long)).toBe(long);
    expect(personName('\u{20BB7}'.repeat(100))).toBeDefined();
    expect(personName('\u{20BB7}'.repeat(101))).toBeUndefined();
  });

  it.each([
    ['a direction mark', '张\u202E伟'],
    ['an isolate', '\u2066Anna\u2069'],
    ['a zero-width space', '张\u200B伟'],
    ['a joiner', 'An\u200Dna'],
    ['a filler', '\u3164'],
    ['a selector', '葛\u{E0100}'],
    ['a byte order mark', '\uFEFF张伟'],
    ['a private character, as old systems wrote rare hanzi', '张\uE000'],
    ['a digit', 'Anna 2'],
    ['a symbol', 'Anna \u{1F600}'],
    ['a line end', 'Anna\nMaria'],
    ['only a point', '\u00B7'],
    ['a Cyrillic letter among Latin ones', 'Р\u0061ul'],
    ['a Greek letter among Latin ones', 'Al\u0391n'],
    ['a Lisu letter among Latin ones', 'An\uA4D0a'],
    ['marks that cover the lines around', `A${'\u0301'.repeat(3)}${'\u0302'.repeat(3)}nna`],
    ['nothing', ' '],
  ])('is none with %s', (_, given) => {
    expect(personName(given)).toBeUndefined();
  });

  it('may be written in several scripts that nobody takes for one another', () => {
    for (const name of ['李David', 'Иван', 'Γιώργος', 'Դավիթ', '田中 Maria']) expect(personName(name)).toBe(name);
  });

  it('stays as it is when it is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (given) => {
        const name = personName(given);
        return name === undefined || personName(name) === name;
      }),
    );
  });
});

describe('a name in a machine-readable zone (ICAO 9303)', () => {
  const zone = 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';

  it.each(['Anna Maria Eriksson', 'ERIKSSON Anna Maria', 'Eriksson, Anna-Maria', 'eriksson anna maria'])(
    'is %j in either order',
    (name) => {
      expect(isNameInZone(name, zone)).toBe(true);
    },
  );

  it.each(['Anna Eriksson', 'Maria Anna Eriksson', 'Anna Maria Erikson', '张伟', ''])('is not %j', (name) => {
    expect(isNameInZone(name, zone)).toBe(false);
  });

  it('has its letters without marks', () => {
    expect(isNameInZone('Jürgen Groß', 'GROSS<<JUERGEN<<<<<<<<<<<<<<<<<<<<<<<<<')).toBe(true);
    expect(isNameInZone('José Núñez', 'NUNEZ<<JOSE<<<<<<<<<<<<<<<<<<<<<<<<<<<<')).toBe(true);
    expect(isNameInZone('Łukasz Ørsted', 'OERSTED<<LUKASZ<<<<<<<<<<<<<<<<<<<<<<<<')).toBe(true);
  });

  it('is known by its beginning where the zone had no room for all of it', () => {
    const full = 'NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K';
    expect(isNameInZone('Nilavadhanananda Chayapa Dejthamrong Krasuang', full)).toBe(true);
    expect(isNameInZone('Nilavadhanananda Chayapa', full)).toBe(false);
  });
});
