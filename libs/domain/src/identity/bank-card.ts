/**
 * ISO/IEC 7812: the digits of a bank card, without spaces; undefined where its check digit does not fit. A typo costs
 * no attempt.
 */
export function bankCardNumber(written: string): string | undefined {
  const digits = written.replaceAll(' ', '');
  return /^\d{12,19}$/.test(digits) && luhnSum(digits) % 10 === 0 ? digits : undefined;
}

/** From the right every second digit counts twice, digit by digit. */
const luhnSum = (digits: string): number =>
  [...digits].reverse().reduce((sum, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
