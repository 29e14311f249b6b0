import { randomInt } from 'node:crypto';
import { riskPolicy } from '#domain';
import { effect } from '../effect';

/** X6: the one draw of an evaluation, from a source that nobody can foresee. Of two that are made, the first recorded counts. */
export const drawRisk = effect('account', {
  kind: 'drawRisk',
  act: () => Promise.resolve(randomInt(riskPolicy.draws)),
  result: (drawPpm: number, { n }) => ({ type: 'RecordRiskDraw', n, drawPpm }),
});
