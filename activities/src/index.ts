export type { Control } from '#engine';
export { createControl } from './control/control';
export type { ControlActivities } from './control/control';
export { createEffects } from './effects';
