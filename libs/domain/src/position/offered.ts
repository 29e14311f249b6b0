import { code, optional } from '../events';

/** R6, G4: what others keep of a position: the company's word for it, and the template of rights that it brings. */
export const offeredFields = { positionId: optional(code()), template: optional(code()) };
