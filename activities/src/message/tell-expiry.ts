import { newestNotice, type CredentialMethod } from '#domain';
import { said } from './said';
import { sendToPhone } from './send-to-phone';
import { spokenInstant } from './spoken-instant';

/** V4: says until when a proof counts, while there is time to prove it again. */
export const tellExpiry = sendToPhone('account', {
  kind: 'tellExpiry',
  text(account) {
    const notice = newestNotice(account);
    if (notice === undefined) return undefined;
    return said`Your proof by ${words[notice.method]} counts until ${spokenInstant(notice.endsAt)}. Prove it again before then, and nothing changes for you.`;
  },
});

const words: Readonly<Record<CredentialMethod, string>> = {
  unverified: 'phone number alone',
  'bank-card': 'bank card',
  'id-card': 'identity card',
  passport: 'passport',
  'residence-permit': 'residence permit',
  'work-pass': 'work pass',
};
