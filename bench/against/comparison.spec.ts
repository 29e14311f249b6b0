import type { Figure } from '../flow/figures';
import { compare, comparisonTable } from './comparison';

const reading = (api: number | undefined, perSecond = 4): Figure[] => [
  { part: 'CPU', name: 'api', unit: 'ms', value: api },
  { part: 'lifecycles', name: '10 at once', unit: '/s', value: perSecond },
];

describe('two commits', () => {
  it('are compared by the medians of their readings, and told with the range', () => {
    const [api] = compare([reading(80), reading(60), reading(70)], [reading(35), reading(30), reading(50)]);
    expect(api).toEqual({
      part: 'CPU',
      name: 'api',
      unit: 'ms',
      against: { median: 70, least: 60, most: 80 },
      ours: { median: 35, least: 30, most: 50 },
      ratio: 0.5,
    });
  });

  it('have no ratio where one of them cannot tell a figure, or tells nothing', () => {
    expect(compare([reading(undefined)], [reading(1)])[0]).toMatchObject({ against: undefined, ratio: undefined });
    expect(compare([reading(0)], [reading(1)])[0]!.ratio).toBeUndefined();
  });

  it('keep a figure that only the other one has, in its part', () => {
    const more = { part: 'CPU', name: 'proxy', unit: 'ms', value: 3 };
    expect(compare([[...reading(1), more]], [reading(1)]).map(({ name }) => name)).toEqual(['api', 'proxy', '10 at once']);
  });

  it('stand beside each other', () => {
    expect(comparisonTable(compare([reading(80)], [reading(40)]), { against: '1d3e63d', ours: 'b776b15' }).split('\n')).toEqual([
      'median (range)               1d3e63d           b776b15  ratio',
      '',
      'CPU',
      '  api           ms  80.0 (80.0–80.0)  40.0 (40.0–40.0)   0.50',
      '',
      'lifecycles',
      '  10 at once    /s  4.00 (4.00–4.00)  4.00 (4.00–4.00)   1.00',
    ]);
  });
});
