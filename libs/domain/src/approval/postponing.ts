import { defined } from '../events';
import type { PendingApproval } from './approval';

/** Everything that is still to come, later by so many milliseconds: what has happened keeps its instant. */
export function postponed<A extends Pick<PendingApproval, 'expiresAt' | 'plan'>>(approval: A, by: number): A {
  const { expiresAt, plan } = approval;
  return {
    ...approval,
    plan: plan.map((step) => (step.done ? step : { ...step, at: step.at + by })),
    ...defined({ expiresAt: expiresAt === undefined ? undefined : expiresAt + by }),
  };
}
