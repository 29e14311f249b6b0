import { entry } from './entry';

/** Names at identity providers, and the people whom they mean. */
export const bindings = {
  'account-unknown': entry(
    422,
    'No active account is meant',
    'Name the number or the id of an active account of this person; without an account, let them register first.',
  ),
  'claim-missing': entry(
    422,
    'The token does not say whose account it is for',
    'Ask for a code with POST /v1/identities/challenges, and send challengeId and code; only an issuer that is trusted for it may say it in its token.',
  ),
  'identity-bound': entry(
    409,
    'The identity provider’s name for this person is bound, or was bound to another account',
    'Act with the token: it speaks for the account that it is bound to. If that is the wrong one, let an operator remove the binding.',
  ),
  'issuer-bound': entry(
    409,
    'The account has another name at this identity provider',
    'Act with a token of that name, or give that name up first: GET /v1/identities has its id, POST /v1/identities/…/unbinding ends it.',
  ),
  'issuer-of-another-company': entry(
    403,
    'The identity provider speaks for no company of this person',
    'Use the identity provider of a company that the person belongs to, or a key that is for that company.',
  ),
} as const;
