import { isSteady } from './yardstick';

it('a machine was the same for a whole reading if the yardstick differs by 15 % at most', () => {
  expect(
    [
      [100, 115],
      [115, 100],
      [100, 116],
    ].map(([before, after]) => isSteady({ before: before!, after: after! })),
  ).toEqual([true, true, false]);
});
