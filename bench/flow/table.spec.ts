import { columns, tableOf, written } from './table';

describe('a report', () => {
  it('writes three digits that tell something', () => {
    expect([0, 3.14159, 45.678, 453.2, -12.34, undefined].map(written)).toEqual(['0.00', '3.14', '45.7', '453', '-12.3', '–']);
  });

  it('has equal columns, names to the left and figures to the right', () => {
    expect(
      columns([
        ['api', '5'],
        ['worker', '129'],
      ]),
    ).toEqual(['api       5', 'worker  129']);
  });

  it('puts figures under their parts', () => {
    const text = tableOf([
      { part: 'CPU', name: 'api', unit: 'ms', value: 71 },
      { part: 'CPU', name: 'worker', unit: 'ms', value: 129 },
      { part: 'lifecycles', name: '10 at once', unit: '/s', value: 4.2 },
    ]);
    expect(text.split('\n')).toEqual([
      '',
      'CPU',
      '  api         71.0 ms',
      '  worker       129 ms',
      '',
      'lifecycles',
      '  10 at once  4.20 /s',
    ]);
  });
});
