import { progressLine, reportProgress } from '#progress';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

describe('a line of progress', () => {
  it.each([
    ['0 of 1,795 packages', { done: 0, total: 1_795, elapsedMs: 10 * second }],
    ['912 of 1,824 packages, about 3 min left', { done: 912, total: 1_824, elapsedMs: 3 * minute }],
    ['1,000 of 1,500 packages, about 40 s left', { done: 1_000, total: 1_500, elapsedMs: 80 * second }],
    ['1 of 2 packages, about 119 s left', { done: 1, total: 2, elapsedMs: 119 * second }],
    ['1 of 2 packages, about 2 min left', { done: 1, total: 2, elapsedMs: 120 * second }],
    ['1 of 11 packages, about 2 h 30 min left', { done: 1, total: 11, elapsedMs: hour / 4 }],
    ['999 of 1,000 packages, about 1 s left', { done: 999, total: 1_000, elapsedMs: 10 * second }],
    ['1,795 of 1,795 packages', { done: 1_795, total: 1_795, elapsedMs: minute }],
  ])('says %s', (line, step) => {
    expect(progressLine({ what: 'packages', ...step })).toBe(line);
  });

  it('takes the speed from what was done since it began', () => {
    const step = { what: 'packages', done: 1_100, total: 1_200, elapsedMs: 10 * second };
    expect(progressLine({ ...step, before: 1_000 })).toBe('1,100 of 1,200 packages, about 10 s left');
    expect(progressLine({ ...step, before: 1_100 })).toBe('1,100 of 1,200 packages');
  });

  it('says no total that is unknown, or was estimated too low', () => {
    expect(progressLine({ what: 'events', done: 12_000, elapsedMs: minute })).toBe('12,000 events');
    expect(progressLine({ what: 'events', done: 12_000, total: 11_000, elapsedMs: minute })).toBe('12,000 events');
  });
});

describe('who hears of progress', () => {
  const lines: string[] = [];
  let now = 0;
  let report: ReturnType<typeof reportProgress>;
  beforeEach(() => {
    lines.length = 0;
    now = 0;
    report = reportProgress(
      (line) => lines.push(line),
      () => now,
    );
  });

  it('gets no line about what is done within five seconds', () => {
    for (; now < 5_000; now += 100) report('events', now, 5_000);
    expect(lines).toEqual([]);
  });

  it('gets a line every five seconds, however often it moves', () => {
    for (; now <= 15_000; now += 100) report('events', now, 30_000);
    expect(lines).toEqual([
      '5,000 of 30,000 events, about 25 s left',
      '10,000 of 30,000 events, about 20 s left',
      '15,000 of 30,000 events, about 15 s left',
    ]);
  });

  it('shows the speed of the step that is under way', () => {
    report('modules', 0);
    now = 60_000;
    report('modules', 60);
    report('packages', 500, 1_000);
    now = 70_000;
    report('packages', 510, 1_000);
    expect(lines).toEqual(['60 modules', '510 of 1,000 packages, about 8 min left']);
  });
});
