import type { RiskStep } from '../risk/risk.policy';
import { isFaceSettled } from './liveness';
import type { OpenRegistration } from './registration';
import type { Step } from './registration.policy';

/** One proof that an applicant has given. */
type Factor = 'sms' | 'behaviour' | 'face' | 'document' | 'human';

/** V5, X5: what satisfies a demand; any of these sets. A person who has looked answers every doubt. */
const satisfies: Readonly<Record<RiskStep, readonly (readonly Factor[])[]>> = {
  basic: [['sms']],
  mid: [['face'], ['behaviour'], ['human']],
  high: [['face', 'document'], ['human']],
};

/** The step by which an applicant gives a factor; none for what nobody gives by themselves. */
const stepOf: Readonly<Record<Factor, Step | undefined>> = {
  sms: 'code',
  face: 'liveness',
  document: 'profile',
  behaviour: undefined,
  human: undefined,
};

function factorsOf({ security, verified, liveness }: OpenRegistration): readonly Factor[] {
  const given: Record<Factor, boolean> = {
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
  const isMet = (demand: RiskStep) => satisfies[demand].some((set) => set.every((factor) => given.includes(factor)));
  return (state.security?.demands ?? []).map((demand) => ({ demand, met: isMet(demand) }));
}

/** The steps that an evaluation still demands: by the first set of factors that answers each. */
function stepsDemanded(state: OpenRegistration): readonly (Step | undefined)[] {
  const given = factorsOf(state);
  return demandsOf(state)
    .filter(({ met }) => !met)
    .flatMap(({ demand }) => satisfies[demand][0]!.filter((factor) => !given.includes(factor)).map((factor) => stepOf[factor]));
}

/** Whether this step must be done before the submission: by the company, or by an evaluation. */
export function isDemanded(state: OpenRegistration, step: Step): boolean {
  const { proofs, security } = state;
  if (step === 'security') return proofs?.security === true;
  if (step === 'code') return security?.codeOwed === true;
  if (step === 'liveness') return (proofs?.face === true && !isFaceSettled(state)) || stepsDemanded(state).includes(step);
  return step === 'profile' ? state.unverified === undefined || stepsDemanded(state).includes(step) : true;
}
