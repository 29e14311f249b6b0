export type { Control } from '#engine';
export { createControl } from './control/control';
export type { ControlActivities } from './control/control';
export { commandOf } from './effect';
export type { CalledBackEffect } from './effect';
export { calledBackBy, createEffects } from './effects';
export { scheduledAt } from './scheduled-at';
