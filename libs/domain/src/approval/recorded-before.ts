import type { ApprovalEvent, Slot } from './approval';

type Opened = Extract<ApprovalEvent, { type: 'ApprovalOpened' }>;

/** As it was recorded before it named its stage: one round of one stage, whose slots must all be filled. Its tasks are called `<slot>.<n>`. */
export type OpenedWithoutStage = Omit<Opened, 'policyVersion' | 'round' | 'stage'> & { slots: readonly Slot[] };

/** An opening in today's shape, whenever it was recorded. Tasks keep the ids that later events know them by. */
export function opening(event: Opened | OpenedWithoutStage): Opened {
  if ('stage' in event) return event;
  const { slots, ...rest } = event;
  return { ...rest, policyVersion: 1, round: 1, stage: { index: 1, rule: 'all', distinct: true, slots } };
}
