import { isReadAs } from './reading';

describe('what a reader makes of a document (R5, R9)', () => {
  const told = '11010519491231002X';
  const mrz = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3504152ZE184226B<<<<<16'].join('\n');

  it.each([
    ['as it stands', '11010519491231002X'],
    ['in small letters', '11010519491231002x'],
    ['with blanks between its parts', '110105 19491231 002X'],
    ['with a line end, as a picture breaks it', '110105194912\n31002X\r\n'],
    ['with the letter O for a zero', '11O1O51949123100 2X'],
    ['with the letters I and l for a one', 'I10l0519491231002X'],
    ['in full-width digits', '１１０１０５１９４９１２３１００２Ｘ'],
    ['with hyphens and points', '110105-19491231.002X'],
  ])('is the same number %s', (_, read) => expect(isReadAs(told, read)).toBe(true));

  it.each([
    ['with another digit', '11010519491231003X'],
    ['with a digit too few', '1101051949123102X'],
    ['with two digits that have changed places', '11010519491230102X'],
    ['of nothing', ''],
  ])('is another one %s', (_, read) => expect(isReadAs(told, read)).toBe(false));

  it('is the same zone in lines with other ends, and with fillers at their end that were not seen', () => {
    expect(isReadAs(mrz, mrz.replace('\n', '\r\n'))).toBe(true);
    expect(isReadAs(mrz, mrz.replaceAll('\n', ' '))).toBe(true);
    expect(isReadAs(mrz, mrz.replace('<<<<<<\n', '<\n'))).toBe(true);
    expect(isReadAs(mrz, mrz.replace('L898902C36UTO', 'L8989O2C36UT0'))).toBe(true);
    expect(isReadAs(mrz, mrz.replace('ERIKSSON', 'ERIKSEN'))).toBe(false);
  });
});
