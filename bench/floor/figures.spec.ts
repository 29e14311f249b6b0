import { floorFigures } from './figures';

const cost = { runs: 1, transitions: 10, events: 20 };
const floor = {
  lifecycles: 2,
  recorded: { registration: cost, approval: cost },
  http: 10,
  sql: { used: { postgres: 60, api: 20, worker: 20 }, statements: 200, alike: 199 },
  temporal: { used: { temporal: 100, worker: 80, client: 10 }, done: { runs: 4, transitions: 38, events: 80 } },
};
const measured = { api: 40, worker: 60, temporal: 50, postgres: 45, simulator: 5 };

it('the floor is a share of each lifecycle, and the measured one stands beside it', () => {
  const figures = floorFigures(floor, measured);
  const of = (part: string) => Object.fromEntries(figures.filter((each) => each.part === part).map(({ name, value }) => [name, value]));
  expect(of('floor, CPU a lifecycle')).toMatchObject({ api: 20, worker: 50, temporal: 50, postgres: 30, together: 150 });
  expect(of('measured ÷ floor')).toEqual({ api: 2, worker: 1.2, temporal: 1, postgres: 1.5, together: 200 / 150 });
  expect(of('what the floor did, a lifecycle (recorded)')).toMatchObject({ transitions: 19, 'transitions, recorded': 20, statements: 100 });
});
