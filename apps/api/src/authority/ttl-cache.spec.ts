import { TtlCache } from './ttl-cache';

describe('a cache of looked-up values', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('looks again after its time, also where the clock of the machine was set back meanwhile', async () => {
    const cache = new TtlCache<string>(10_000, 2);
    expect(await cache.get('key', async () => 'valid')).toBe('valid');
    jest.advanceTimersByTime(9_999);
    expect(await cache.get('key', async () => undefined)).toBe('valid');
    jest.setSystemTime(Date.now() - 3_600_000);
    jest.advanceTimersByTime(1);
    expect(await cache.get('key', async () => undefined)).toBeUndefined();
  });

  it('forgets the oldest when it is full', async () => {
    const cache = new TtlCache<number>(10_000, 2);
    for (const value of [1, 2, 3]) await cache.get(String(value), async () => value);
    expect(await cache.get('3', async () => 0)).toBe(3);
    expect(await cache.get('1', async () => 0)).toBe(0);
  });
});
