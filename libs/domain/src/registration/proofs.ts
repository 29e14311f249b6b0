import type { RiskStep } from '../risk/risk.policy';
import { factorsOfDemand, type Factor } from '../verification/factors.policy';
import { isFaceSettled } from './liveness';
import type { OpenRegistration } from './registration';
import type { Step } from './registration.policy';

/** The step by which an applicant gives a factor; none for what nobody gives by themselves. */
const stepOf: Partial<Record<Factor, Step>> = { sms: 'code', face: 'liveness', document: 'profile' };

function factorsOf({ security, verified, liveness }: OpenRegistration): readonly Factor[] {
  const given: Partial<Record<Factor, boolean>> = {
    sms: security?.codeOwed === undefined,
    behaviour: security?.behaves === true,
    face: liveness?.outcome === 'passed',
    document: verified !== undefined,
    human: liveness?.outcome === 'reviewed' || verified === 'reviewer',
  };
  return (Object.keys(given) as Factor[]).filter((factor) => given[factor]);
}

/** The demands that an evaluation has made, and whether the applicant has answered them. */
export function demandsOf(state: OpenRegistration): readonly { demand: RiskStep; met: boolean }[] {
  const given = factorsOf(state);
  const isMet = (demand: RiskStep) => factorsOfDemand[demand].some((set) => set.every((factor) => given.includes(factor)));
  return (state.security?.demands ?? []).map((demand) => ({ demand, met: isMet(demand) }));
}

/** The steps that an evaluation still demands: by the first set of factors that answers each. */
function stepsDemanded(state: OpenRegistration): readonly (Step | undefined)[] {
  const given = factorsOf(state);
  return demandsOf(state)
    .filter(({ met }) => !met)
    .flatMap(({ demand }) => factorsOfDemand[demand][0]!.filter((factor) => !given.includes(factor)).map((factor) => stepOf[factor]));
}

/** Whether this step must be done before the submission: by the company, or by an evaluation. */
export function isDemanded(state: OpenRegistration, step: Step): boolean {
  const { proofs, security } = state;
  if (step === 'security') return proofs?.security === true;
  if (step === 'code') return security?.codeOwed === true;
  if (step === 'liveness') return (proofs?.face === true && !isFaceSettled(state)) || stepsDemanded(state).includes(step);
  return step === 'profile' ? state.unverified === undefined || stepsDemanded(state).includes(step) : true;
}
