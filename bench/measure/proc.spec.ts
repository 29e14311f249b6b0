import { parseStat, ticksOf } from './proc';

const line = (pid: number, name: string, parent: number, times: readonly number[]) =>
  `${pid} (${name}) S ${parent} ${pid} ${pid} 0 -1 4194304 100 200 0 0 ${times.join(' ')} 20 0 11 0 12345 1000 200\n`;

describe('a line of /proc/<pid>/stat', () => {
  it('tells the parent, and the time of the process and of its ended children', () => {
    expect(parseStat(line(42, 'node', 7, [100, 20, 3, 4]))).toEqual({ pid: 42, parent: 7, ticks: 127 });
  });

  it('may hold brackets and blanks in its name', () => {
    expect(parseStat(line(42, 'a) S 9 (b', 7, [1, 1, 0, 0]))).toEqual({ pid: 42, parent: 7, ticks: 2 });
  });
});

describe('the time of a program', () => {
  const postmaster = { pid: 10, parent: 1, ticks: 5 };
  const all = [postmaster, { pid: 11, parent: 10, ticks: 20 }, { pid: 12, parent: 11, ticks: 3 }, { pid: 13, parent: 1, ticks: 99 }];

  it('is that of its process and of all below it', () => {
    expect(ticksOf(10, all)).toBe(28);
  });

  it('keeps what a child has used that ended meanwhile', () => {
    expect(ticksOf(10, [{ ...postmaster, ticks: 25 }, ...all.slice(2)])).toBeGreaterThanOrEqual(25);
  });

  it('is not known of a process that has ended', () => {
    expect(() => ticksOf(14, all)).toThrow('process 14 has ended');
  });
});
