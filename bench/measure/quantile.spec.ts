import { median, quantile } from './quantile';

const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

it('half of the values lie below the 50th percentile, in whatever order they came', () => {
  expect([quantile(hundred, 0.5), quantile(hundred, 0.95), quantile([7], 0.95)]).toEqual([51, 96, 7]);
});

it('the last value is the highest percentile', () => {
  expect(quantile(hundred, 1)).toBe(100);
});

it('the median of an even number lies between the two in the middle', () => {
  expect([median([9, 1, 5]), median([4, 1, 3, 2])]).toEqual([5, 2.5]);
});
