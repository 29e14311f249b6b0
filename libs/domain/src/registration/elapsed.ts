import type { Instant } from '../decider';
import { owedEvidence, type KnownRegistration, type Registration } from './registration';

/** R11: who the time of a registration belongs to. */
export interface Elapsed {
  applicantMs: number;
  peopleMs: number;
  machineMs: number;
}

/** A registration after one of its events. */
interface Moment {
  state: Registration;
  at: Instant;
}

/** Whom it waits for in this state; nobody once it is over. */
function waitsFor(state: KnownRegistration): keyof Elapsed | undefined {
  if (owedEvidence(state)) return 'applicantMs';
  switch (state.status) {
    case 'draft':
      return 'applicantMs';
    case 'manual_review':
    case 'awaiting_approval':
      return 'peopleMs';
    case 'verifying':
    case 'activating':
      return 'machineMs';
    default:
      return undefined;
  }
}

/**
 * R11, S0: from the opening until it is over, or until now: how long the applicant took, people who review and confirm,
 * and machines. `moments`: after each of its events, in their order. A clock that went back takes nothing away.
 */
export function elapsedOf(moments: readonly Moment[], now: Instant): Elapsed {
  const sums: Elapsed = { applicantMs: 0, peopleMs: 0, machineMs: 0 };
  moments.forEach(({ state, at }, i) => {
    const who = state.status === 'none' ? undefined : waitsFor(state);
    if (who) sums[who] += Math.max(0, (moments[i + 1]?.at ?? now) - at);
  });
  return sums;
}
