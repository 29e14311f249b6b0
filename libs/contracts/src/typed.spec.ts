import type { z } from 'zod';
import { contact, line, oneTimeCode, pasted, phone, prose, title } from './typed';

const read = (schema: z.ZodType, value: string) => {
  const { success, data, error } = schema.safeParse(value);
  return success ? data : error.issues[0]!.message;
};
const blank = 'must not be blank';
const reordered = 'must not contain characters that change the direction of writing';

describe('a one-time code', () => {
  it.each(['123456', ' 123456\n', '123 456', '123-456', '123\u2013456', '\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16', '\u200E123456\u202C'])(
    'is the same code as it was sent: %j',
    (given) => {
      expect(read(oneTimeCode, given)).toBe('123456');
    },
  );

  it('may have the digits of another keyboard', () => {
    expect(read(oneTimeCode, '\u0661\u0662\u0663\u0664\u0665\u0666')).toBe('123456');
    expect(read(oneTimeCode, '\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6')).toBe('123456');
  });

  it.each(['', ' ', '12345', '1234567', '12345a', '1-23456', '123--456', '12345O', '1.2e5'])('is six digits, and not %j', (given) => {
    expect(read(oneTimeCode, given)).toBe('must be six digits');
  });
});

describe('a code or a number that is pasted', () => {
  it('has no blanks and line ends, and the width of a keyboard', () => {
    expect(read(pasted(100), ' AbC_-12\u00A0\r\n34\u3000')).toBe('AbC_-1234');
    expect(read(pasted(32), '１１０１０５１９４９１２３１００２Ｘ')).toBe('11010519491231002X');
    expect(read(pasted(64), 'P<UTO\uFF1CERIKSSON\u200B')).toBe('P<UTO<ERIKSSON');
    expect(read(pasted(5), '\u200B \n')).toBe(blank);
    expect(read(pasted(2), '123')).toContain('2');
  });
});

describe('a phone number or an address of a contact', () => {
  it('is without the marks of direction that a contact has around it', () => {
    expect(read(phone, '\u202A+86 138\u00A00013 8000\u202C\n')).toBe('+86 138 0013 8000');
    expect(read(phone, '＋８６１３８００１３８０００')).toBe('+8613800138000');
    expect(read(contact(254), ' wei@example.com\n')).toBe('wei@example.com');
    expect(read(phone, '\u202A\u202C')).toBe(blank);
  });
});

describe('the name of something in a list', () => {
  it('has one form: one blank between words, none around them', () => {
    expect(read(title(200), '  Acme\u3000 Trading\n')).toBe('Acme Trading');
    expect(read(title(200), 'Cafe\u0301')).toBe('Caf\u00E9');
    expect(read(title(200), '研发部（上海）')).toBe('研发部（上海）');
    expect(read(title(200), '\uFEFFSales')).toBe('Sales');
  });

  it.each([
    ['blank', ' \u3000', blank],
    ['only of what nobody sees', '\u200B\u2060', blank],
    ['a filler', '\u3164', 'must not contain characters that nobody sees'],
    ['a blank of Braille', '\u2800', 'must have a letter or a digit'],
    ['shown in another order', 'Acme \u202Egnidart', reordered],
    ['with a joiner in it', 'Ac\u200Dme', 'must not contain characters that nobody sees'],
    ['over two lines', 'Acme\nTrading', 'must not contain control characters or halves of surrogate pairs'],
    ['only signs', '—', 'must have a letter or a digit'],
  ])('is none that is %s', (_, given, message) => {
    expect(read(title(200), given)).toBe(message);
  });
});

describe('what a person writes for others', () => {
  it('keeps its lines, without blanks around', () => {
    expect(read(prose(200), '\nNot now.\r\nIn May.\u2028\tPerhaps. \n')).toBe('Not now.\nIn May.\n\tPerhaps.');
    expect(read(prose(200), 'می\u200Cخواهم')).toBe('می\u200Cخواهم');
    expect(read(prose(200), '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}')).toBe('\u{1F468}\u200D\u{1F469}\u200D\u{1F467}');
  });

  it.each([
    [' \n\t', blank],
    ['\u200B\u200C', blank],
    ['Paid \u2067to\u2069 Wei', reordered],
    ['a\u0007', 'must not contain control characters or halves of surrogate pairs'],
  ])('is not %j', (given, message) => {
    expect(read(prose(200), given)).toBe(message);
  });
});

it('one line has no line ends around it, and none within it', () => {
  expect(read(line(200), '张伟\r\n')).toBe('张伟');
  expect(read(line(200), 'Anna\nMaria')).toBe('must not contain control characters or halves of surrogate pairs');
  expect(read(line(200), '\t')).toBe(blank);
});
