import { refuse } from '../decider';
import { registrationPolicy } from './registration.policy';

/** What the answers to security questions prove. */
export const answersPurpose = 'security-answers';

/** One try at the answers of an account. `given` and `right` count questions, each once. */
interface AnswersGiven {
  enrolled: number;
  given: number;
  right: number;
  /**
   * Tries of the last 24 hours that failed: of this caller, or of the owner themself, where they prove who they are.
   */
  missedToday: number;
  /** Those of all callers but the owner, and those of this caller over all accounts; 0 for the owner. */
  missedByAll: number;
  missedByCaller: number;
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

/** The least of what is left for the account and for the caller: who guesses at many accounts is stopped too. */
function missesLeft({ missedToday, missedByAll, missedByCaller }: Pick<AnswersGiven, 'missedToday' | 'missedByAll' | 'missedByCaller'>) {
  const { missesPerDay, missesOfAllPerDay, missesOfCallerPerDay } = registrationPolicy.securityQuestions;
  return Math.min(missesPerDay - missedToday, missesOfAllPerDay - missedByAll, missesOfCallerPerDay - missedByCaller);
}
