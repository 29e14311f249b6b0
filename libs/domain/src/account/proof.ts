import { day, type Instant } from '../decider';
import { defined, type ValueOf } from '../events';
import type { Account, LivingAccount } from './account';
import type { attested, Credential, credentialEnds, Credentials, proven } from './credential';
import { credentialMethods, endOfCredential, idleFrom, type CredentialMethod, type Level } from './levels.policy';

/** True until, not at, its end, whether or not the alarm has rung. */
const isValid = ({ ended, validUntil }: Credential, now: Instant): boolean =>
  ended === undefined && (validUntil === undefined || now < validUntil);

/** The word for where a credential stands. */
export function stateOf(credential: Credential, now: Instant): 'valid' | 'expiring' | (typeof credentialEnds)[number] {
  if (credential.ended) return credential.ended.as;
  if (!isValid(credential, now)) return 'lapsed';
  return credential.announced === undefined ? 'valid' : 'expiring';
}

export const credentialsOf = (account: Account | undefined): Credentials =>
  account?.status === 'living' ? (account.credentials ?? {}) : {};

export const credentialWith = (account: Account, credentialId: string): { method: CredentialMethod; credential: Credential } | undefined =>
  credentialMethods
    .flatMap((method) => {
      const credential = credentialsOf(account)[method];
      return credential?.credentialId === credentialId ? [{ method, credential }] : [];
    })
    .at(0);

/** The methods by which the person is proven now. */
export const validMethods = (account: Account | undefined, now: Instant): readonly CredentialMethod[] =>
  credentialMethods.filter((method) => {
    const credential = credentialsOf(account)[method];
    return credential !== undefined && isValid(credential, now);
  });

/** V2: when the account was idle for too long, unless it is used before. A proof is a use. */
export function idleEndsAt({ levelAt, lastActivityAt, activatedAt, takenInAt, reverifiedAt, adoptedAt }: LivingAccount): Instant {
  const usedOn = lastActivityAt === undefined ? -Infinity : lastActivityAt + day;
  const since = [takenInAt, levelAt, reverifiedAt, adoptedAt].filter((each) => each !== undefined);
  return idleFrom(Math.max(activatedAt, usedOn, ...since));
}

/** V2: when the level counts no more unless the account is used before; undefined where there is none to lose. */
export const levelEndsAt = (account: LivingAccount): Instant | undefined => ((account.level ?? 0) === 0 ? undefined : idleEndsAt(account));

/** V1, V2: the level that counts now, whether or not the alarm has rung. */
export function levelOf(account: Account | undefined, now: Instant): Level {
  if (account?.status !== 'living') return 0;
  const endsAt = levelEndsAt(account);
  return endsAt !== undefined && now < endsAt ? account.level! : 0;
}

/** The events of what is proven at once with something else, such as an activation. */
export const eventsOfProof = ({ level, method, validUntil }: ValueOf<typeof proven>, credentialId: string, now: Instant) => [
  {
    type: 'CredentialGranted' as const,
    credentialId,
    method,
    ...defined({ validUntil: validUntil ?? endOfCredential(method, now) }),
    at: now,
  },
  { type: 'LevelRaised' as const, level, at: now },
];

/** Nothing is proven here, so that no level comes with it. */
export const eventsOfAttested = (credential: ValueOf<typeof attested> | undefined, now: Instant) =>
  credential ? [{ type: 'CredentialGranted' as const, ...credential, attested: true, at: now }] : [];
