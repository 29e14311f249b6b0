import { hour, type Instant } from '../decider';
import { code, count, flag, group, optional, type ValueOf } from '../events';
import { wallTime } from '../calendar/zone';
import { riskPolicy, riskSteps, type RiskCause, type RiskFactor, type RiskMode, type RiskStep } from './risk.policy';

/**
 * V5: what a service has seen. `fingerprintMatch`: per cent; `tries`: in the short time that the service counts over.
 * What it did not look at is left out.
 */
export const riskSignals = group({
  ipRegion: optional(code('usual', 'unusual')),
  proxy: optional(flag),
  newDevice: optional(flag),
  fingerprintMatch: optional(count),
  tries: optional(count),
});
export type RiskSignals = ValueOf<typeof riskSignals>;

/** One evaluation. `drawPpm`: the one draw, a whole number from 0 to below `draws` of the policy. */
interface Evaluation {
  signals: RiskSignals;
  drawPpm: number;
  lateNight: boolean;
  mode: RiskMode;
}

/** What has made it doubtful, and the steps that the person owes therefore, each with those below it. */
interface Evaluated {
  factors: readonly RiskFactor[];
  demands: readonly RiskStep[];
  causes: readonly RiskCause[];
}

/**
 * V5, V6, X6: of the factors that are present the one that demands a step most often counts; the step is demanded where
 * the draw is below that. Since one draw serves all steps, a step comes with each step below it.
 */
export const evaluate = ({ signals, drawPpm, lateNight, mode }: Evaluation): Evaluated =>
  evaluateCauses(causesIn(signals, lateNight), drawPpm, mode);

/** The same where the causes are known already. */
export function evaluateCauses(causes: readonly RiskCause[], drawPpm: number, mode: RiskMode): Evaluated {
  const brought = riskPolicy.triggers.filter(({ cause }) => causes.includes(cause)).map(({ factor }) => factor);
  const present = riskPolicy.demands.filter(({ factor }) => brought.includes(factor));
  const chance = (step: RiskStep) => Math.max(0, ...present.map((row) => row[step]));
  const demanded = (step: RiskStep) => (mode === 'strict' ? chance(step) > 0 : drawPpm < chance(step));
  return { factors: present.map(({ factor }) => factor), demands: riskSteps.filter(demanded), causes };
}

/** What in these signals makes a case doubtful, in the order of the policy. */
export function causesIn(signals: RiskSignals, lateNight: boolean): readonly RiskCause[] {
  const { fingerprintMatchPercent, manyTries, triggers } = riskPolicy;
  const seen: Record<RiskCause, boolean> = {
    'region-unusual': signals.ipRegion === 'unusual',
    proxy: signals.proxy === true,
    'device-new': signals.newDevice === true,
    'fingerprint-mismatch': signals.fingerprintMatch !== undefined && signals.fingerprintMatch < fingerprintMatchPercent,
    'many-tries': (signals.tries ?? 0) >= manyTries,
    'late-night': lateNight,
  };
  return triggers.map(({ cause }) => cause).filter((cause) => seen[cause]);
}

/** V6: by the clock on the wall of the person's zone, which summer time moves. */
export function isLateNight(at: Instant, zone: string = riskPolicy.zone): boolean {
  const { time } = wallTime(at, zone);
  return time >= riskPolicy.nightFromHour * hour || time < riskPolicy.nightToHour * hour;
}

/** V7: whether administrators are alerted of it. */
export const isAlerting = ({ demands, causes }: Pick<Evaluated, 'demands' | 'causes'>): boolean =>
  demands.some((step) => riskPolicy.alertingSteps.some((alerting) => alerting === step)) ||
  causes.some((cause) => riskPolicy.alertingCauses.some((alerting) => alerting === cause));
