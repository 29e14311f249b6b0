import { effect } from '../effect';
import { draw } from './draw';

/** X6: the one draw of an evaluation of an account. */
export const drawRisk = effect('account', { kind: 'drawRisk', ...draw });
