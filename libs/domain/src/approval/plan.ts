import type { OpenedApproval } from './approval';
import type { PlannedStep } from './stage';
import type { RecordedSelector } from './selector';

export interface Escalation {
  escalate: RecordedSelector;
}

export const isReminder = ({ act }: PlannedStep): boolean => act === 'remind';
export const isCall = ({ act }: PlannedStep): boolean => act === 'call-operator';
export const isEscalation = ({ act }: PlannedStep): boolean => typeof act === 'object' && 'escalate' in act;
export const isDecision = ({ act }: PlannedStep): boolean => typeof act === 'object' && 'decide' in act;

/** The first such step of the open stage that has not happened yet. */
export const nextStep = ({ plan }: Pick<OpenedApproval, 'plan'>, isMeant: (step: PlannedStep) => boolean): PlannedStep | undefined =>
  plan.find((step) => !step.done && isMeant(step));
