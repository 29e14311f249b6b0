import type { OpenedApproval } from './approval';
import type { PlannedStep } from './stage';

export const isReminder = ({ act }: PlannedStep): boolean => act === 'remind';
export const isCall = ({ act }: PlannedStep): boolean => act === 'call-operator';

/** The first such step of the open stage that has not happened yet. */
export const nextStep = ({ plan }: Pick<OpenedApproval, 'plan'>, isMeant: (step: PlannedStep) => boolean): PlannedStep | undefined =>
  plan.find((step) => !step.done && isMeant(step));
