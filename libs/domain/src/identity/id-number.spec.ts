import fc from 'fast-check';
import { day } from '../decider';
import { citizenNumber, residentNumber } from './id-number';

const now = Date.parse('2025-06-01T00:00:00.000Z');

/** The check as ISO 7064 defines it, from the right: the sum of character × 2^place is 1 modulo 11. */
function withCheck(first17: string): string {
  const sum = (last: number) => [...[...first17].map(Number), last].reduceRight((total, value, at) => total + value * 2 ** (17 - at), 0);
  const last = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].find((value) => sum(value) % 11 === 1)!;
  return first17 + (last === 10 ? 'X' : String(last));
}

const digits = (count: number) => fc.integer({ min: 0, max: 10 ** count - 1 }).map((value) => String(value).padStart(count, '0'));
const birthdays = fc
  .integer({ min: Date.parse('1900-01-01') / day, max: Date.parse('2025-05-31') / day })
  .map((days) => new Date(days * day).toISOString().slice(0, 10).replaceAll('-', ''));
const citizens = fc
  .tuple(fc.constantFrom('11', '31', '44', '50', '65'), digits(4), birthdays, digits(3))
  .map((parts) => withCheck(parts.join('')));

const born = (date: string) => withCheck(`110105${date}002`);

describe('a citizen’s number (GB 11643-1999)', () => {
  it.each(['11010519491231002X', '440524188001010014'])('%s, as the standard prints it, is one', (number) => {
    expect(citizenNumber(number, now)).toBe(number);
  });

  it('is taken with a small x, and told with a large one', () => {
    expect(citizenNumber('11010519491231002x', now)).toBe('11010519491231002X');
  });

  it('is accepted for any province, day and sequence', () => {
    fc.assert(fc.property(citizens, (number) => citizenNumber(number, now) === number));
  });

  it('is refused with any one character changed (ISO 7064 MOD 11-2)', () => {
    const changed = fc.tuple(citizens, fc.integer({ min: 0, max: 17 }), fc.constantFrom(...'0123456789X'));
    fc.assert(
      fc.property(changed, ([number, at, other]) => {
        fc.pre(number[at] !== other);
        return citizenNumber(number.slice(0, at) + other + number.slice(at + 1), now) === undefined;
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused with two neighbours exchanged', () => {
    fc.assert(
      fc.property(citizens, fc.integer({ min: 0, max: 16 }), (number, at) => {
        fc.pre(number[at] !== number[at + 1]);
        return citizenNumber(number.slice(0, at) + number[at + 1]! + number[at]! + number.slice(at + 2), now) === undefined;
      }),
    );
  });

  it.each([
    '',
    '11010519491231002',
    '11010519491231002XX',
    ' 11010519491231002X',
    '110105-19491231-002X',
    '110105491231002',
    'X'.repeat(18),
  ])('%p is none', (given) => {
    expect(citizenNumber(given, now)).toBeUndefined();
  });

  it('names a day that a calendar has', () => {
    for (const date of ['19000228', '20000229', '20240229', '19991231', '18991231', '20230430'])
      expect(citizenNumber(born(date), now)).toBeDefined();
    for (const date of ['19000229', '20230229', '20000230', '20230431', '19991301', '19990001', '19990100', '19990132', '17991231'])
      expect(citizenNumber(born(date), now)).toBeUndefined();
  });

  it('is given to nobody before their day of birth has started, in China', () => {
    const begins = Date.parse('2025-06-01T00:00:00.000+08:00');
    expect(citizenNumber(born('20250601'), begins - 1)).toBeUndefined();
    expect(citizenNumber(born('20250601'), begins)).toBeDefined();
  });

  it('begins with an existing province', () => {
    for (const province of ['00', '10', '16', '38', '47', '55', '66', '99'])
      expect(citizenNumber(withCheck(`${province}010519491231002`), now)).toBeUndefined();
  });
});

describe('the number of a residence permit', () => {
  it.each(['810000199408230021', '830000199201300022', '911124198108030024'])('%s, as a specimen shows it, is one', (number) => {
    expect(residentNumber(number, now)).toBe(number);
  });

  it('is no citizen’s number, nor the other way round: one document has one kind', () => {
    expect(citizenNumber('810000199408230021', now)).toBeUndefined();
    expect(residentNumber('11010519491231002X', now)).toBeUndefined();
  });

  it('is checked like a citizen’s', () => {
    expect(residentNumber('810000199408230022', now)).toBeUndefined();
    expect(residentNumber(withCheck('81000019940230002'), now)).toBeUndefined();
  });

  it('may be that of an older card of a foreign permanent resident, which is still good: 15 characters (2017)', () => {
    for (const number of ['CAN110081080310', 'can110081080310']) expect(residentNumber(number, now)).toBe('CAN110081080310');
    // As other readers of these cards have it.
    expect(residentNumber('KAZ110090123105', now)).toBe('KAZ110090123105');
    for (const number of ['CAN110081080311', 'CAN160081080310', 'CAN110081130310', 'CAN11008108031', 'C1N110081080310', 'CAN1100810803100'])
      expect(residentNumber(number, now)).toBeUndefined();
    expect(citizenNumber('CAN110081080310', now)).toBeUndefined();
  });

  it('is none of the first generation: 15 digits are good no more, whatever they say', () => {
    for (const number of ['110105491231002', '810000940823002']) {
      expect(residentNumber(number, now)).toBeUndefined();
      expect(citizenNumber(number, now)).toBeUndefined();
    }
  });

  it('begins as one of Hong Kong, Macau or Taiwan, or with 9 and a province', () => {
    for (const begins of ['820000', '931156', '965840']) expect(residentNumber(withCheck(`${begins}19940823002`), now)).toBeDefined();
    for (const begins of ['800000', '840000', '810001', '999156', '900840'])
      expect(residentNumber(withCheck(`${begins}19940823002`), now)).toBeUndefined();
  });
});
