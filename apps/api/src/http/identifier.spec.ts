import { canonicalIdentifier } from './identifier';

describe('an identifier', () => {
  it.each([
    ['+86 138 0013 8000', '+8613800138000'],
    ['+8613800138000', '+8613800138000'],
    ['+1 (202) 555-0123', '+12025550123'],
  ])('the number %s is %s', (value, canonical) => {
    expect(canonicalIdentifier('phone', value)).toBe(canonical);
  });

  it.each(['13800138000', '+86', '+861', 'not a number', '+8613800138000 ext. 5', '+8613800138000+8613800138000'])(
    '%p is no number, and the refusal does not tell it',
    (value) => {
      expect(() => canonicalIdentifier('phone', value)).toThrow(/^phone-invalid$/);
    },
  );

  it('is the same address in upper and lower case', () => {
    expect(canonicalIdentifier('email', ' Wei.Zhang@Example.COM ')).toBe('wei.zhang@example.com');
  });

  it.each(['wei', 'wei@', '@example.com', 'wei@localhost', 'a b@example.com', 'wei@example.com, x@example.com', 'wei@-x.com'])(
    '%p is no address',
    (value) => {
      expect(() => canonicalIdentifier('email', value)).toThrow(/^email-invalid$/);
    },
  );
});
