import { code, count, defined, eventsOf, flag, instant, list, optional, truth, type DataOf } from '../events';
import { riskSignals } from '../risk/evaluate';
import { riskCauses, riskFactors, riskSteps } from '../risk/risk.policy';
import { isKnown, isOpen, type KnownRegistration, type OpenRegistration, type Registration } from './registration';
import type { Security } from './security';

const { from } = eventsOf<Registration>();
const whenKnown = from(isKnown);
const whenOpen = from(isOpen);

const given = { n: count, signals: riskSignals, lateNight: flag, behaves: optional(flag), questions: optional(count) };
const evaluated = {
  n: count,
  drawPpm: count,
  factors: list(code(...riskFactors)),
  demands: list(code(...riskSteps)),
  causes: list(code(...riskCauses)),
  /** A fresh code is demanded, and that of the phone step is too old. */
  codeOwed: flag,
  /** V7: administrators are alerted. */
  alerts: optional(truth(true)),
};

const none: Security = { asked: 0, made: 0, demands: [], causes: [] };

/** V5, V6, R13: what was seen of an applicant, and what it demands of them. */
export const securityEvents = {
  SecurityGiven: whenOpen(given, withSignals),
  RiskEvaluated: whenKnown(evaluated, withEvaluation),
  PhoneProvenAgain: whenOpen({ at: instant }, (state, { at }) => ({ ...state, provenAt: at, ...withoutCode(state) })),
};

/** It waits for its draw, unless the registration has one already. */
function withSignals(state: OpenRegistration, { n, signals, lateNight, behaves, questions }: DataOf<typeof given>): Registration {
  const security = { ...(state.security ?? none), asked: n, signals, lateNight, ...defined({ behaves, questions }) };
  return { ...state, status: security.drawPpm === undefined ? 'verifying' : state.status, security };
}

function withEvaluation(
  before: KnownRegistration,
  { n, drawPpm, demands, causes, codeOwed, alerts }: DataOf<typeof evaluated>,
): Registration {
  const state = { ...before, ...defined({ alerted: alerts ?? before.alerted }) };
  const { signals: _used, lateNight: _known, ...security } = state.security ?? none;
  const both = [...security.demands, ...demands.filter((each) => !security.demands.includes(each))];
  const next = { ...security, made: n, drawPpm, demands: both, causes, ...(codeOwed && { codeOwed }) };
  return state.status === 'verifying' ? { ...state, status: 'draft', security: next } : { ...state, security: next };
}

function withoutCode({ security = none }: OpenRegistration): { security: Security } {
  const { codeOwed: _proven, ...rest } = security;
  return { security: rest };
}
