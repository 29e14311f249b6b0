export { createActivities } from './activities';
export type { ControlActivities, Look } from './control/control';
export type { CalledBackEffect } from './effect';
export { calledBackBy, createEffects, goesOnAfterRefusal, withCall } from './effects';
export { manyWaitForYou, waitsForYou } from './message/approval-text';
export { Standings } from './approval/standings';
export { recordAnswer } from './record-answer';
export { formerLevel, ownLevel } from './control/levels';
export { scheduledAt } from './scheduled-at';
