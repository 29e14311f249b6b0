import { dayOf } from '../calendar/day';
import { identityPolicy } from './identity.policy';
import { readPassport } from './passport';

const passportNumber = (lines: readonly [string, string]) => readPassport(lines)?.number;

/** The specimen of ICAO 9303-4, appendix B. */
const first = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';
const second = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10';

const changedAt = (line: string, at: number, character: string) => line.slice(0, at) + character + line.slice(at + 1);

const checkDigit = (text: string) =>
  String([...text].reduce((sum, it, place) => sum + (it === '<' ? 0 : Number.parseInt(it, 36)) * [7, 3, 1][place % 3]!, 0) % 10);

/** The specimen with another last day, and the check digits that go with it. */
function expiring(day: string): string {
  const line = second.slice(0, 21) + day + checkDigit(day) + second.slice(28, 43);
  return line + checkDigit(line.slice(0, 10) + line.slice(13, 20) + line.slice(21));
}

describe('the machine-readable zone of a passport (ICAO 9303, TD3)', () => {
  it('names the state and the number', () => {
    expect(passportNumber([first, second])).toBe('UTO:L898902C3');
  });

  it('is good until a day of this century, or of the last ten years of the one before', () => {
    expect(readPassport([first, second])?.expires).toBe(dayOf(2012, 4, 15));
    expect(readPassport([first, expiring('890101')])?.expires).toBe(dayOf(2089, 1, 1));
    expect(readPassport([first, expiring('900101')])?.expires).toBe(dayOf(1990, 1, 1));
  });

  it('is misread where its last day is none of the calendar', () => {
    expect(expiring('120415')).toBe(second);
    for (const never of ['121304', '120230', '120400']) expect(readPassport([first, expiring(never)])).toBeUndefined();
  });

  it('leaves out fillers', () => {
    expect(passportNumber(['P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<', 'C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4'])).toBe(
      'D:C01X00T47',
    );
  });

  it.each([
    ['one name only', 'P<UTOARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<'],
    ['no first part of a name', 'P<UTO<<ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<'],
    ['a name that fills the line', 'P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K'],
    ['the code of an official passport', 'POUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<'],
  ])('is read with %s (R9, ICAO 9303-4)', (_, line) => {
    expect(passportNumber([line, second])).toBe('UTO:L898902C3');
  });

  it('has two digits of a year, which one number of the policy places (R9)', () => {
    expect(identityPolicy.lastDaysFromYear).toBe(1990);
    for (const [yymmdd, year] of [
      ['891231', 2089],
      ['900101', 1990],
      ['000101', 2000],
      ['991231', 1999],
    ] as const)
      expect(readPassport([first, expiring(yymmdd)])?.expires).toBe(dayOf(year, Number(yymmdd.slice(2, 4)), Number(yymmdd.slice(4))));
  });

  it('may have 0 or a filler if there is no personal number to check', () => {
    const without = 'L898902C36UTO7408122F1204159<<<<<<<<<<<<<<0';
    const totals = [...'0123456789'].filter((total) => passportNumber([first, without + total]));
    expect(totals).toHaveLength(1);
    expect(passportNumber([first, changedAt(without, 42, '<') + totals[0]!])).toBe('UTO:L898902C3');
  });

  it('is refused with any one checked digit changed', () => {
    const unchecked = new Set([10, 11, 12, 20]);
    for (let at = 0; at < second.length; at += 1) {
      for (const digit of '0123456789') {
        if (digit === second[at] || unchecked.has(at)) continue;
        // 7 × 10 and 3 × 10 vanish modulo 10: a letter and a digit ten apart weigh the same.
        const same = /[A-Z]/.test(second[at]!) && (Number.parseInt(second[at]!, 36) - Number(digit)) % 10 === 0;
        const filler = second[at] === '<' && digit === '0';
        const changed = passportNumber([first, changedAt(second, at, digit)]);
        expect({ at, digit, refused: changed === undefined }).toEqual({ at, digit, refused: !(same || filler) });
      }
    }
  });

  it('needs each check digit of its own, the last one too', () => {
    for (const at of [9, 19, 27, 42, 43]) {
      const other = String((Number(second[at]) + 1) % 10);
      expect(passportNumber([first, changedAt(second, at, other)])).toBeUndefined();
    }
  });

  it('is two lines of 44, of the characters that a machine reads', () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['', ''],
      [first.slice(1), second],
      [`${first}<`, second],
      [first, second.slice(0, -1)],
      [first, `${second}0`],
      [second, first],
      [first.toLowerCase(), second],
      [changedAt(first, 0, 'V'), second],
      [changedAt(first, 2, '<'), second],
      [changedAt(first, 7, '1'), second],
      [changedAt(first, 5, '<'), second],
      [first, changedAt(second, 0, '<')],
      [first, changedAt(second, 20, 'X')],
      [first, changedAt(second, 38, ' ')],
    ];
    expect(wrong.filter((lines) => passportNumber(lines) !== undefined)).toEqual([]);
  });
});
