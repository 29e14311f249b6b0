import { effect } from '../effect';
import { draw } from '../risk/draw';

/** X6: the one draw of a registration. */
export const drawApplicantRisk = effect('registration', { kind: 'drawApplicantRisk', ...draw });
