import { e164, mobile } from './phone';

describe('the number of a phone that gets codes (R7)', () => {
  it.each([
    ['+86 138 0013 8000', '+8613800138000'],
    ['+86 (0) 138 0013 8000', '+8613800138000'],
    ['tel:+86-138-0013-8000', '+8613800138000'],
    ['+12025550123', '+12025550123'],
    ['+85251234567', '+85251234567'],
    ['+886912345678', '+886912345678'],
    // Argentina: 9 before the number from abroad, 15 within it from home.
    ['+54 9 11 2345 6789', '+5491123456789'],
    ['+54 11 15 2345 6789', '+5491123456789'],
    // Brazil: with the ninth digit, and with the 0 of a call from home.
    ['+55 11 96123 4567', '+5511961234567'],
    ['+55 011 96123 4567', '+5511961234567'],
    ['+52 55 1234 5678', '+525512345678'],
    ['+52 1 55 1234 5678', '+525512345678'],
  ])('%s has one form: %s', (given, number) => {
    expect([mobile(given), mobile(mobile(given)), e164(given)]).toEqual([number, number, number]);
  });

  it.each([
    ['a number that nobody has', '+8612345678901'],
    ['one digit too few', '+861380013800'],
    ['one digit too many', '+86138001380001'],
    ['a landline', '+862161234567'],
    ['a landline of Germany', '+49301234567'],
    ['a number at the cost of its caller', '+19005550123'],
    ['a number that is free to call', '+18005550123'],
    ['a service number', '+864001234567'],
    ['an extension', '+8613800138000;ext=5'],
    ['no code of a country', '13800138000'],
    ['a country that is none', '+999123456789'],
    ['two numbers', '+8613800138000+8613800138001'],
    ['a Brazilian number without its ninth digit', '+551191234567'],
    ['letters', '+861380013800O'],
    ['nothing', ''],
  ])('is not %s', (_, given) => {
    expect(() => mobile(given)).toThrow(/^phone-invalid$/);
  });

  it('is looked up also as earlier releases have taken it', () => {
    expect(e164('+862161234567')).toBe('+862161234567');
    expect(e164('+8612345678901')).toBe('+8612345678901');
    expect(() => e164('13800138000')).toThrow(/^phone-invalid$/);
  });
});
