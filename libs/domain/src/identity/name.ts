/** Points that keyboards and documents put between the parts of a name of a minority; the register has U+00B7. */
const points = /[\u2022\u2027\u2219\u22C5\u30FB\u00B7\uFF65\uFF0E]/gu;
/** A full stop stands for the point only between hanzi. */
const stopBetweenHanzi = /(?<=\p{Script=Han})\.(?=\p{Script=Han})/gu;
/** What nobody sees: direction marks, joiners, selectors, fillers. */
const invisible = /[\p{Default_Ignorable_Code_Point}\uFEFF]/u;
/**
 * Letters with their marks, the planes of rare hanzi whether or not this program knows them all, and what joins them.
 */
const shape = /^[\p{L}\u{20000}-\u{3FFFD}][\p{L}\u{20000}-\u{3FFFD}\p{M} \u00B7.'\u2019,()/-]*$/u;

/** GA/T 2000 gives a name 50 characters on a card; ICAO 9303 39 in a machine-readable zone. Our choice is wider. */
const charactersMax = 100;

/** Shapes of hanzi and of Latin letters that only old sets of characters have, as copies from PDFs and forms bring. */
const shapes = /[\u2E80-\u2FDF\uFF21-\uFF3A\uFF41-\uFF5A\uFF07\uFF08\uFF09\uFF0C\uFF0D\uFF0F]/gu;

/** Scripts whose letters look alike: a name is written in one of them, beside any other script. */
const lookingAlike = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Lisu}/u,
];
const imitates = (name: string): boolean => lookingAlike.filter((script) => script.test(name)).length > 1;

/** Our choice: no language has more marks on one letter, and more of them cover the lines around. */
const heaped = /\p{M}{5}/u;

/**
 * A name as the register knows it (R4): one form of each character (NFC), one point between the parts of a long name,
 * one space. Rare hanzi beyond the basic plane are characters like all others. @returns undefined for what no name can
 * be, such as one with invisible or direction marks, or with letters of one script that pass for those of another
 */
export function personName(given: string): string | undefined {
  const name = given
    .replace(shapes, (shape) => shape.normalize('NFKC'))
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
    .replace(points, '\u00B7')
    .replace(stopBetweenHanzi, '\u00B7')
    .replace(/ ?\u00B7 ?/g, '\u00B7');
  const isLegible = !invisible.test(given) && !heaped.test(name) && !imitates(name);
  const fits = isLegible && shape.test(name) && [...name].length <= charactersMax;
  return fits ? name : undefined;
}

/**
 * Whether a name is the one in a machine-readable zone, `ERIKSSON<<ANNA<MARIA`: in either order of family and given
 * names, without marks, and where the zone had no room for all of it, by its beginning.
 */
export function isNameInZone(name: string, zone: string): boolean {
  const [family = '', given = ''] = zone.replace(/<+$/, '').split('<<');
  const printed = [partsOf(family), partsOf(given)];
  const said = partsOf(name);
  const orders = [printed.flat(), printed.toReversed().flat()];
  return said.length > 0 && orders.some((parts) => isSame(said, parts, zone.endsWith('<')));
}

function isSame(said: readonly string[], printed: readonly string[], isWhole: boolean): boolean {
  const [left, right] = [said.join(''), printed.join('')];
  return isWhole ? left === right : left.startsWith(right);
}

/** Latin letters as the zone writes them, in their order. */
const partsOf = (text: string): string[] =>
  text
    .toUpperCase()
    .replace(/./gu, (character) => transliterated[character] ?? character)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Z]+/)
    .filter((part) => part !== '');

/** ICAO 9303-3, section 6: letters that become two, and those that no decomposition leads to. */
const transliterated: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Ö: 'OE',
  Ü: 'UE',
  Å: 'AA',
  Æ: 'AE',
  Ø: 'OE',
  Œ: 'OE',
  ß: 'SS',
  ẞ: 'SS',
  Þ: 'TH',
  Đ: 'D',
  Ð: 'D',
  Ł: 'L',
  Ħ: 'H',
  İ: 'I',
};
