import { refuse } from '../decider';
import { registrationPolicy } from './registration.policy';

/** What the answers to security questions prove. */
export const answersPurpose = 'security-answers';

/** One try at the answers of an account. `given` and `right` count questions, each once. */
interface AnswersGiven {
  enrolled: number;
  given: number;
  right: number;
  /** Tries of the last 24 hours that failed, of all callers together: who guesses changes nothing. */
  missedToday: number;
}

/**
 * R24, R21: whether a person is proven by their answers. With one wrong among them none counts, and what was wrong is
 * not told. After the last try of a day the right answers prove nothing either.
 */
export function whyNotProven({ enrolled, given, right, missedToday }: AnswersGiven) {
  const { rightAnswers, missesPerDay } = registrationPolicy.securityQuestions;
  if (enrolled === 0) return refuse('security-questions-missing').problem;
  if (missedToday >= missesPerDay) return refuse('proof-invalid', { attemptsLeft: 0 }).problem;
  if (given >= Math.min(rightAnswers, enrolled) && right === given) return undefined;
  return refuse('proof-invalid', { attemptsLeft: missesPerDay - missedToday - 1 }).problem;
}
