import { refuse } from '../decider';
import { registrationPolicy } from './registration.policy';

/** What the answers to security questions prove. */
export const answersPurpose = 'security-answers';
/** Under which the misses of a caller that tells no addresses are counted over all accounts. */
export const answersOfCaller = `${answersPurpose}-of-caller`;

/** One try at the answers of an account. `given` and `right` count questions, each once. */
interface AnswersGiven {
  enrolled: number;
  given: number;
  right: number;
  /**
   * Tries of the last 24 hours that failed: of this caller, or of the owner themself, where they prove who they are.
   */
  missedToday: number;
  /** Those of all callers but the owner; 0 for the owner. */
  missedByAll: number;
  /**
   * Those over all accounts, of the network address that the caller tells, or of the caller that tells none; left out
   * for the owner.
   */
  missedFrom?: { of: 'address' | 'caller'; misses: number };
}

/**
 * R24, R21: whether a person is proven by their answers. With one wrong among them none counts, and what was wrong is
 * not told. After the last try of a day the right answers prove nothing either.
 */
export function whyNotProven({ enrolled, given, right, ...missed }: AnswersGiven) {
  const { rightAnswers } = registrationPolicy.securityQuestions;
  const left = missesLeft(missed);
  if (enrolled === 0) return refuse('security-questions-missing').problem;
  if (left <= 0) return refuse('proof-invalid', { attemptsLeft: 0 }).problem;
  if (given >= Math.min(rightAnswers, enrolled) && right === given) return undefined;
  return refuse('proof-invalid', { attemptsLeft: left - 1 }).problem;
}

/**
 * The least of what is left for the account and for where the try comes from. Who guesses at many accounts is stopped
 * by their address: a stranger at a page of sign-in does not stop everybody else there.
 */
function missesLeft({ missedToday, missedByAll, missedFrom }: Pick<AnswersGiven, 'missedToday' | 'missedByAll' | 'missedFrom'>): number {
  const { missesPerDay, missesOfAllPerDay, missesOfAddressPerDay, missesOfCallerPerDay } = registrationPolicy.securityQuestions;
  const ofAccount = Math.min(missesPerDay - missedToday, missesOfAllPerDay - missedByAll);
  if (missedFrom === undefined) return ofAccount;
  const limit = missedFrom.of === 'address' ? missesOfAddressPerDay : missesOfCallerPerDay;
  return Math.min(ofAccount, limit - missedFrom.misses);
}
