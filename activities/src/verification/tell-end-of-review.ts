import { findSignInSubject } from '../account-state';
import { said } from '../message/said';
import { sendToPhone } from '../message/send-to-phone';

/**
 * R18: says that people have decided. It does not say why: anybody who holds the phone may read a message, and the
 * cause is for the reviewers (R17). A person whose account is leaving or gone hears nothing.
 */
export const tellEndOfReview = sendToPhone('verification', {
  kind: 'tellEndOfReview',
  text(state) {
    const answer = answers[state.status as keyof typeof answers] as string | undefined;
    return answer === undefined ? undefined : said`A person has looked at the proof of who you are: ${answer}.`;
  },
  async to({ process: { accountId } }, { engine }) {
    return accountId === undefined ? undefined : findSignInSubject(engine, accountId);
  },
});

const answers = {
  passed: 'it was accepted',
  refused: 'it was not accepted, and you may try again',
  expired: 'nobody could decide on it in time, and you may try again',
} as const;
