import { code, count, eventsOf, id, instant, oneOf, optional } from '../events';
import type { Account, LivingAccount } from './account';
import { credentialFields, type Credential } from './credential';
import { credentialWith } from './proof';
import { credentialMethods, levels } from './levels.policy';

const isLiving = (account: Account): account is LivingAccount => account.status === 'living';
const whileLiving = eventsOf<Account>().from(isLiving);

/** Why a level is lower than what was proven. */
export const dropReasons = ['idle', 'work-pass-ended', 'credential-revoked'] as const;

/** Why an operator revokes a credential. */
export const revocationReasons = ['another-person', 'document-invalid', 'recorded-in-error', 'asked-for'] as const;

const changed = (account: LivingAccount, credentialId: string, changes: Partial<Credential>): LivingAccount => {
  const found = credentialWith(account, credentialId);
  if (!found) return account;
  return { ...account, credentials: { ...account.credentials, [found.method]: { ...found.credential, ...changes } } };
};

const ended = { credentialId: id, method: code(...credentialMethods), at: instant };

/** What a person has proven: credentials by their methods, and the level that their factors add up to. */
export const proofEvents = {
  /** It takes the place of an earlier one of its method. */
  CredentialGranted: whileLiving({ ...credentialFields, at: instant }, (account, { method, at, ...credential }) => ({
    ...account,
    credentials: { ...account.credentials, [method]: { ...credential, grantedAt: at } },
  })),
  /** V4: the end comes near; nothing has changed yet. `days`: so many before it, at the latest. */
  CredentialExpiring: whileLiving(
    { credentialId: id, method: code(...credentialMethods), days: count, validUntil: instant },
    (account, { credentialId, days }) => changed(account, credentialId, { announced: days }),
    { minor: true },
  ),
  CredentialLapsed: whileLiving(ended, (account, { credentialId, at }) => changed(account, credentialId, { ended: { as: 'lapsed', at } })),
  CredentialRevoked: whileLiving({ ...ended, reason: code(...revocationReasons) }, (account, { credentialId, at }) =>
    changed(account, credentialId, { ended: { as: 'revoked', at } }),
  ),
  /** `level`: what was proven; a person who has proven more keeps that. */
  LevelRaised: whileLiving({ level: oneOf(...levels), caseId: optional(id), at: instant }, (account, { level, at }) =>
    level >= (account.level ?? 0) ? { ...account, level, levelAt: at } : account,
  ),
  LevelDropped: whileLiving({ level: oneOf(...levels), reason: code(...dropReasons), at: instant }, (account, { level }) => ({
    ...account,
    level,
  })),
};
