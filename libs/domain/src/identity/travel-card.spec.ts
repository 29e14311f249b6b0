import { dayOf } from '../calendar/day';
import { checkDigitOf } from './machine-readable';
import { readPassport, type MachineReadableLines } from './passport';

const read = (...lines: readonly string[]) => readPassport(lines as unknown as MachineReadableLines);

/** The specimen of ICAO 9303-5, appendix B. */
const first = 'I<UTOD231458907<<<<<<<<<<<<<<<';
const second = '7408122F1204159UTO<<<<<<<<<<<6';
const names = 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<';

const changedAt = (line: string, at: number, character: string) => line.slice(0, at) + character + line.slice(at + 1);

/** The two lines with the check digit over all that goes with them. */
const closed = (one: string, two: string) => [
  one,
  two.slice(0, 29) + checkDigitOf(one.slice(5) + two.slice(0, 7) + two.slice(8, 15) + two.slice(18, 29)),
];

describe('a check digit (ICAO 9303-3, appendix A)', () => {
  it.each([
    ['520727', '3'],
    ['AB2134<<<', '5'],
    ['HA672242<658022549601086<<<<<<<<<<<<<<0', '8'],
    ['D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<<', '2'],
  ])('of %s is %s', (text, digit) => {
    expect(checkDigitOf(text)).toBe(digit);
  });
});

describe('the machine-readable zone of a card (R9, ICAO 9303, TD1)', () => {
  it('names the state, that it is a card, and the number', () => {
    expect(read(first, second, names)).toEqual({ number: 'UTO:card:D23145890', expires: dayOf(2012, 4, 15) });
  });

  it.each([
    ['a long number', 'IDBEL000590696<1015<<<<<<<<<<<', '9401013F2710017BEL000101123453', 'BEL:card:000590696101'],
    ['a long number of ten', 'IDUTO123456789<07<<<<<<<<<<<<<', '8601012M3001019UTO<<<<<<<<<<<6', 'UTO:card:1234567890'],
    [
      'a residence permit for a citizen of another state',
      'IRGBRZU12345673<<<<<<<<<<<<<<<',
      '6608198F0808088COU<<<<<<<<<<<6',
      'GBR:card:ZU1234567',
    ],
    ['a short number', 'I<MCO029067<<<0<<<<<<<<<<<<<<<', '9901018F0903248MCO<<<<<<<<<<<0', 'MCO:card:029067'],
    ['what the state adds', 'I<LVAPA99929216121282<88882<<<', '8212122M1703054LVA<<<<<<<<<<<0', 'LVA:card:PA9992921'],
  ])('is read with %s, as states print it', (_, one, two, number) => {
    expect(read(one, two, 'SPECIMEN<<SPECIMEN<<<<<<<<<<<<')?.number).toBe(number);
  });

  it('may have one name only', () => {
    expect(read(first, second, 'ARKFREITH<<<<<<<<<<<<<<<<<<<<<')).toBeDefined();
    expect(read(first, second, '<<ARKFREITH<<<<<<<<<<<<<<<<<<<')).toBeDefined();
    expect(read(first, second, 'NILAVADHANANANDA<<CHAYAPA<DEJT')).toBeDefined();
  });

  it('may leave out the day of a birth that nobody knows', () => {
    const [one, two] = closed(first, `74<<<<${checkDigitOf('74<<<<')}${second.slice(7)}`);
    expect(read(one!, two!, names)).toBeDefined();
  });

  it('needs each check digit of its own, the last one too', () => {
    const other = (line: string, at: number) => changedAt(line, at, String((Number(line[at]) + 1) % 10));
    expect(read(other(first, 14), second, names)).toBeUndefined();
    for (const at of [6, 14, 29]) expect(read(first, other(second, at), names)).toBeUndefined();
    const [one, two] = closed(other(first, 14), second);
    expect(read(one!, two!, names)).toBeUndefined();
  });

  it('needs the check digit of a long number, and something of it', () => {
    for (const added of ['1016', '5', '']) {
      const [one, two] = closed(`IDBEL000590696<${added}`.padEnd(30, '<'), '9401013F2710017BEL000101123453');
      expect(read(one!, two!, 'SPECIMEN<<SPECIMEN<<<<<<<<<<<<')).toBeUndefined();
    }
  });

  it('is misread where its last day is none of the calendar', () => {
    const [one, two] = closed(first, `${second.slice(0, 8)}120230${checkDigitOf('120230')}${second.slice(15)}`);
    expect(read(one!, two!, names)).toBeUndefined();
  });

  it('is three lines of 30, of the characters that a machine reads, and no visa', () => {
    const wrong: readonly (readonly string[])[] = [
      ['', '', ''],
      [first.slice(1), second, names],
      [first, `${second}0`, names],
      [first, second, names.slice(1)],
      [first, second, `${names}<`],
      [first, second, ''],
      [first, second, changedAt(names, 3, '1')],
      [first, second, changedAt(names, 0, '<')],
      [second, first, names],
      [first.toLowerCase(), second, names],
      [changedAt(first, 0, 'V'), second, names],
      [changedAt(first, 0, 'P'), second, names],
      [changedAt(first, 1, 'V'), second, names],
      [changedAt(first, 2, '<'), second, names],
      [first, changedAt(second, 7, 'X'), names],
      [first, second],
    ];
    expect(wrong.filter((lines) => read(...lines) !== undefined)).toEqual([]);
  });
});
