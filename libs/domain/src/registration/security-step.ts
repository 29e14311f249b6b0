import { internal, refuse, type Instant } from '../decider';
import { count, defined, flag, optional } from '../events';
import { zoneOr } from '../calendar/zone';
import { evaluate, isAlerting, isLateNight, riskSignals } from '../risk/evaluate';
import { accept, idle, inOrder, known, rule } from './conditions';
import { proof } from '../needs';
import { proofCodes } from '../challenge/challenge';
import { zoneOf } from './foreign-number';
import { isForThisNumber } from './phone-step';
import { isEnded, type KnownRegistration, type Registration } from './registration';
import { freshUntil, type RegistrationPolicy } from './registration.policy';
import { hasStep } from './steps';

const appliesTo = (state: Registration) => state.status === 'none' || hasStep(state, 'security');

export const securityRules = {
  /**
   * V5, V6, R13: what a service has seen of the applicant. The first evaluation waits for the draw of this
   * registration; each later one goes by the same draw, so that nobody draws again until it suits them (X6).
   * `questions`: the security questions that are enrolled with it (R24); the answers lie in the vault.
   */
  GiveSecurity: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: { signals: riskSignals, behaves: optional(flag), questions: optional(count) },
    given: inOrder('security'),
    appliesTo,
    atMost: { times: ({ evaluations }) => evaluations, soFar: ({ security }) => security?.asked ?? 0 },
    emits: ['SecurityGiven', 'RiskEvaluated'],
    decide: ({ state, command: { signals, behaves, questions }, now, policy }) => {
      const n = (state.security?.asked ?? 0) + 1;
      const given = { n, signals, lateNight: isLateNight(now, clockOf(state)) };
      const drawPpm = state.security?.drawPpm;
      const asked = { type: 'SecurityGiven' as const, ...given, ...defined({ behaves, questions }) };
      return drawPpm === undefined ? accept(asked) : accept(asked, evaluated(state, { ...given, drawPpm }, now, policy));
    },
  }),
  /** X6: the one draw of this registration; whatever draws again later, this one counts. */
  RecordRiskDraw: rule({
    origin: 'effect',
    takes: { n: count, drawPpm: count },
    given: known,
    emits: ['RiskEvaluated'],
    decide: ({ state, command: { n, drawPpm }, now, policy }) => {
      const { security } = state;
      const isAwaited = security?.asked === n && security.made < n && security.drawPpm === undefined;
      if (!isAwaited || (state.status !== 'verifying' && !isEnded(state))) return refuse(internal('draw-not-awaited'));
      const { signals = {}, lateNight = false } = security;
      return accept(evaluated(state, { n, signals, lateNight, drawPpm }, now, policy));
    },
  }),
  /** V6: the basic step, where the code of the phone step is too old. */
  ProvePhoneAgain: rule({
    origin: 'caller',
    right: 'changeRegistration',
    given: idle.when(({ security }) => security?.codeOwed === true, 'phone-proven'),
    appliesTo,
    needs: () => ({ proof }),
    emits: ['PhoneProvenAgain'],
    refuses: proofCodes,
    decide: ({ state, facts: { proof: shown }, now }) => {
      if (shown === undefined) return refuse('challenge-unknown');
      if (shown.verdict === 'refused') return { events: [], problem: shown.problem };
      return isForThisNumber(shown, state) ? accept({ type: 'PhoneProvenAgain', at: now }) : refuse('code-expired');
    },
  }),
};

/** A zone that this program does not know is none: a newer one may have recorded it. */
function clockOf(state: KnownRegistration) {
  const zone = zoneOf(state);
  return zoneOr(zone, undefined);
}

function evaluated(
  { proofs, provenAt }: KnownRegistration,
  { n, ...seen }: { n: number; signals: Parameters<typeof evaluate>[0]['signals']; lateNight: boolean; drawPpm: number },
  now: Instant,
  policy: RegistrationPolicy,
) {
  const { factors, demands, causes } = evaluate({ ...seen, mode: proofs?.strict ? 'strict' : 'standard' });
  const isFresh = provenAt !== undefined && now < freshUntil(provenAt, policy);
  const codeOwed = demands.includes('basic') && !isFresh;
  const alerts = isAlerting({ demands, causes }) || undefined;
  return { type: 'RiskEvaluated' as const, n, drawPpm: seen.drawPpm, factors, demands, causes, codeOwed, ...defined({ alerts }) };
}
