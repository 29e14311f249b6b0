export { Engine } from './engine';
export type { EngineOptions } from './engine';
export type { Actor, Answer, Begin, BegunEffect, Caller, CallerCommand, Control, Json, Outcome, SealedValue, Snapshot } from './execution';
export { Unavailable } from './failure';
export { partsOf, streamIdOf } from './fold';
export { rebuild } from './rebuild';
export type { Wake } from './wakes';
