import type { CommandOf, Step } from '#domain';

type RecordPurgeStep = Extract<CommandOf<'deregistration'>, { type: 'RecordPurgeStep' }>;

/** D4: the receipt of a step. */
export const stepDone =
  (step: Step) =>
  (items: number): RecordPurgeStep => ({ type: 'RecordPurgeStep', step, result: { done: true, items } });

/** D4: a step that its holder refuses blocks the purge, with the reason as a code. */
export const stepRefused =
  (step: Step) =>
  (reason: string): RecordPurgeStep => ({ type: 'RecordPurgeStep', step, result: { done: false, reason } });

/** An operator has the step ordered again when the matter with its holder is settled. */
export const stepGoesOn = (step: Step) => (processId: string) => `POST /v1/deregistrations/${processId}/steps/${step}/retry`;
