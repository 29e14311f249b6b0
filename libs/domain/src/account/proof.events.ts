import { code, count, defined, eventsOf, id, instant, oneOf, optional } from '../events';
import { isLiving, type Account, type LivingAccount } from './account';
import { credentialFields, type Credential, type Credentials } from './credential';
import { credentialWith } from './proof';
import { credentialMethods, levels } from './levels.policy';
import { provenPolicy } from './proven.policy';

const whileLiving = eventsOf<Account>().from(isLiving);

/** Why a level is lower than what was proven. */
export const dropReasons = ['idle', 'work-pass-ended', 'credential-revoked'] as const;

/** Why an operator revokes a credential. */
export const revocationReasons = ['another-person', 'document-invalid', 'recorded-in-error', 'asked-for'] as const;

/** V1: what a face alone adds up to. */
const { faceLevel } = provenPolicy;

const changed = (account: LivingAccount, credentialId: string, changes: Partial<Credential>): LivingAccount => {
  const found = credentialWith(account, credentialId);
  if (!found) return account;
  return { ...account, credentials: { ...account.credentials, [found.method]: { ...found.credential, ...changes } } };
};

function withoutDocument({ identityId: own, ...account }: LivingAccount, identityId: string | undefined): LivingAccount {
  const isKept = own !== undefined && own !== identityId;
  return { ...account, ...(isKept && { identityId: own }), ...(identityId !== undefined && { credentials: unbound(account, identityId) }) };
}

/** No credential rests any more on a document that was another person's. */
const unbound = ({ credentials = {} }: Pick<LivingAccount, 'credentials'>, identityId: string): Credentials =>
  Object.fromEntries(
    Object.entries(credentials).map(([method, { identityId: paper, ...credential }]) => [
      method,
      { ...credential, ...(paper !== undefined && paper !== identityId && { identityId: paper }) },
    ]),
  );

const ended = { credentialId: id, method: code(...credentialMethods), at: instant };

/** What a person has proven: credentials by their methods, and the level that their factors add up to. */
export const proofEvents = {
  /** It takes the place of an earlier one of its method. */
  CredentialGranted: whileLiving({ ...credentialFields, at: instant }, (account, { method, at, ...credential }) => ({
    ...account,
    ...defined({ identityId: account.identityId ?? credential.identityId }),
    credentials: { ...account.credentials, [method]: { ...credential, grantedAt: at } },
  })),
  /** V4: the end comes near; nothing has changed yet. `days`: so many before it, at the latest. */
  CredentialExpiring: whileLiving(
    { credentialId: id, method: code(...credentialMethods), days: count, validUntil: instant },
    (account, { credentialId, days }) => {
      const notice = (account.notices ?? 0) + 1;
      return { ...changed(account, credentialId, { announced: days, notice }), notices: notice };
    },
    { minor: true },
  ),
  CredentialLapsed: whileLiving(ended, (account, { credentialId, at }) => changed(account, credentialId, { ended: { as: 'lapsed', at } })),
  /** `identityId`: the document was another person's, and is the account's no more. */
  CredentialRevoked: whileLiving(
    { ...ended, reason: code(...revocationReasons), identityId: optional(id) },
    (account, { credentialId, at, identityId }) =>
      withoutDocument(changed(account, credentialId, { ended: { as: 'revoked', at } }), identityId),
  ),
  /** `level`: what was proven; a person who has proven more keeps that. */
  LevelRaised: whileLiving({ level: oneOf(...levels), caseId: optional(id), at: instant }, (account, { level, at }) => ({
    ...account,
    ...(level === faceLevel && { faceAt: at }),
    ...(level >= (account.level ?? 0) && { level, levelAt: at }),
  })),
  /** What is left of it counts from when that was proven. */
  LevelDropped: whileLiving(
    { level: oneOf(...levels), reason: code(...dropReasons), at: instant },
    ({ faceAt, ...account }, { level }) => ({
      ...account,
      level,
      ...(level >= faceLevel && faceAt !== undefined && { faceAt, levelAt: faceAt }),
    }),
  ),
};
