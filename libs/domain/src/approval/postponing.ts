import type { Instant } from '../decider';
import { defined } from '../events';
import { openStage, type PendingApproval } from './approval';

/**
 * Everything that is still to come, later by the time between these instants: what has happened keeps its own. The plan
 * of a stage that opened in between stood still from its opening on.
 */
export function postponed<A extends Pick<PendingApproval, 'expiresAt' | 'plan' | 'stages'>>(approval: A, from: Instant, to: Instant): A {
  const { expiresAt, plan } = approval;
  const { openedAt = from } = openStage(approval);
  const [ofAll, ofStage] = [from, Math.max(from, openedAt)].map((since) => Math.max(0, to - since)) as [number, number];
  return {
    ...approval,
    plan: plan.map((step) => (step.done ? step : { ...step, at: step.at + ofStage })),
    ...defined({ expiresAt: expiresAt === undefined ? undefined : expiresAt + ofAll }),
  };
}
