import type { Instant } from '../decider';
import { code, count, flag, id, instant, list, optional } from '../events';
import { riskCauses, riskSteps, type RiskCause, type RiskStep } from '../risk/risk.policy';

/** The newest evaluation: what came up in its time, and what was demanded. Without a draw: it is still to be made. */
export interface AccountRisk {
  n: number;
  /** When its time began: what comes up within it is the same evaluation, by the same draw. */
  at: Instant;
  causes: readonly RiskCause[];
  drawPpm?: number;
  demands?: readonly RiskStep[];
}

/** What has come up. */
export const causes = list(code(...riskCauses));
export const askedFields = { n: count, at: instant, causes };
export const evaluatedFields = {
  ...askedFields,
  drawPpm: count,
  demands: list(code(...riskSteps)),
  /** V7: administrators are alerted. */
  alerts: flag,
  /** V9: in these companies, each by an alert of its own. None: by the one that has the id of the account. */
  alertsIn: optional(list(id)),
};
