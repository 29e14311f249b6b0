import { id, optional } from '../events';
import { offeredFields } from '../position/offered';

/** R6, R12, G4: what a membership keeps of the place that a registration led to, beside its department. */
export const placeFields = { ...offeredFields, employerId: optional(id) };
