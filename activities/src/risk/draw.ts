import { randomInt } from 'node:crypto';
import { riskPolicy } from '#domain';

/** X6: one draw, from a source that nobody can foresee. Of two that are made, the first recorded counts. */
export const draw = {
  act: () => Promise.resolve(randomInt(riskPolicy.draws)),
  result: (drawPpm: number, { n }: { n: number }) => ({ type: 'RecordRiskDraw' as const, n, drawPpm }),
};
