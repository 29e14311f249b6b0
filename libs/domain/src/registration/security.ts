import type { RiskCause, RiskStep } from '../risk/risk.policy';
import type { RiskSignals } from '../risk/evaluate';

/** What evaluations of an applicant have come to (V5, V6). */
export interface Security {
  /** Evaluations that were asked for, and those of them that were made. */
  asked: number;
  made: number;
  /** What the evaluation that is under way goes by. */
  signals?: RiskSignals;
  lateNight?: boolean;
  /** X6: the one draw of this registration, in parts per million. A later evaluation draws no other. */
  drawPpm?: number;
  /** The steps that were ever demanded: a milder evaluation takes none back. */
  demands: readonly RiskStep[];
  causes: readonly RiskCause[];
  /** The applicant types and moves as they did before. */
  behaves?: boolean;
  /** A fresh code is owed: the one of the phone step is too old. */
  codeOwed?: true;
  /** Security questions that were enrolled (R24). */
  questions?: number;
}

/** An evaluation whose draw has not been made yet. */
export const awaitsDraw = ({ security }: { security?: Security }): boolean => security !== undefined && security.made < security.asked;

export const isEvaluated = ({ security }: { security?: Security }): boolean => security !== undefined && security.made > 0;
