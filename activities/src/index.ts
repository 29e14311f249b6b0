export type { Control } from '#engine';
export { createControl } from './control/control';
export type { ControlActivities } from './control/control';
export type { CalledBackEffect } from './effect';
export { calledBackBy, createEffects, goesOnAfterRefusal } from './effects';
export type { FailedTry } from './failed-try';
export { recordAnswer } from './record-answer';
export { scheduledAt } from './scheduled-at';
