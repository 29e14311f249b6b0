import { bankCardNumber } from './bank-card';

describe('the number of a bank card (V4)', () => {
  it('is taken with and without spaces where its check digit fits', () => {
    expect(bankCardNumber('6222 0212 3456 7890 128')).toBe('6222021234567890128');
    expect(bankCardNumber('4111111111111111')).toBe('4111111111111111');
  });

  it.each(['4111111111111112', '1', '41111111111111111111', '4111x11111111111'])('refuses %s', (written) => {
    expect(bankCardNumber(written)).toBeUndefined();
  });
});
