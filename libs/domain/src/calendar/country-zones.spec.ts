import { day, hour } from '../decider';
import { zoneOfCountry } from './country-zones';
import { instantAt, isZone, wallTime } from './zone';
import { dayOf } from './day';

const countries = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].flatMap((a) => [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((b) => a + b));

describe('the zone of a country (R10)', () => {
  it.each([
    ['CN', 'Asia/Shanghai'],
    ['HK', 'Asia/Hong_Kong'],
    ['MO', 'Asia/Macau'],
    ['TW', 'Asia/Taipei'],
    ['GB', 'Europe/London'],
    ['DE', 'Europe/Berlin'],
    ['JP', 'Asia/Tokyo'],
  ])('of %s is %s', (country, zone) => {
    expect(zoneOfCountry(country)).toBe(zone);
  });

  it.each(['US', 'CA', 'RU', 'AU', 'BR', 'MX', 'ID', 'KZ', 'ES', 'PT', 'CL', 'CD', 'MN', 'XX', ''])(
    'of %s is not told by it',
    (country) => {
      expect(zoneOfCountry(country)).toBeUndefined();
    },
  );

  it('is a zone of the IANA for every country that has one', () => {
    const zones = countries.flatMap((country) => zoneOfCountry(country) ?? []);
    expect(zones).toHaveLength(219);
    expect(zones.filter((zone) => !isZone(zone))).toEqual([]);
  });

  it('is kept by its name, so that it follows its rules: Samoa crossed the date line, and Lisbon has its summer', () => {
    const noon = (zone: string, date: number) => instantAt({ day: date, time: 12 * hour }, zone);
    const before = noon('Pacific/Apia', dayOf(2011, 12, 28)!);
    const after = noon('Pacific/Apia', dayOf(2011, 12, 31)!);
    expect(after - before).toBe(2 * day);
    const seen = [dayOf(2025, 1, 15)!, dayOf(2025, 7, 15)!].map((date) => wallTime(date * day + 12 * hour, 'Europe/Lisbon').time / hour);
    expect(seen).toEqual([12, 13]);
  });
});
