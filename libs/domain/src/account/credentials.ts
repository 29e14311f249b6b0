import { day, internal, refuse, type Deadline, type Instant } from '../decider';
import { isZone, withinHours } from '../calendar/zone';
import { code, count, defined, id } from '../events';
import { rulesOf } from '../rule';
import type { Account, LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { credentialFields, type Credential } from './credential';
import { endOfCredential, levelPolicy, noticesIn, type CredentialMethod, type Level } from './levels.policy';
import { living, stillLiving } from './opening';
import { documentReplaced, documentUnder } from './documents';
import { credentialWith, credentialsOf } from './proof';
import { heldBackBy, liftedBy } from './lifting';
import { revocationReasons, type dropReasons } from './proof.events';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

type Notice = { credentialId: string; days: number; dueAt: Instant };
type Drop = Extract<AccountEvent, { type: 'LevelDropped' }>;

const isOpen = ({ ended }: Credential): boolean => ended === undefined;

/** The notices of a credential that are still to come, the first due first. */
function noticesOf(
  { timeZone }: LivingAccount,
  { credentialId, grantedAt, validUntil, announced = Infinity }: Credential,
): readonly Notice[] {
  if (validUntil === undefined) return [];
  const days = noticesIn(validUntil - grantedAt).filter((each) => each < announced);
  return days.map((each) => ({ credentialId, days: each, dueAt: noticeAt(validUntil - each * day, timeZone) }));
}

/** R10: in the morning of the person, and not in their night. A zone that this program does not know is none. */
const noticeAt = (at: Instant, zone: string | undefined): Instant =>
  zone !== undefined && isZone(zone) ? withinHours(at, zone, { from: levelPolicy.noticeFromHour, to: levelPolicy.noticeToHour }) : at;

/** The level that is left without a credential, where that is less than the person has. */
function dropWithout(account: LivingAccount, level: Level, reason: (typeof dropReasons)[number], at: Instant): readonly Drop[] {
  return (account.level ?? 0) > level ? [{ type: 'LevelDropped', level, reason, at }] : [];
}

/** Level 3 rests on the work pass, where there is one; what is left without it rests on a face. */
function dropWith(account: LivingAccount, method: CredentialMethod, at: Instant): readonly Drop[] {
  if (method !== 'work-pass') return [];
  const { levelWithoutWorkPass, levelWithoutFace } = levelPolicy;
  return dropWithout(account, account.faceAt === undefined ? levelWithoutFace : levelWithoutWorkPass, 'work-pass-ended', at);
}

export const credentialRules = {
  /** V4: a verification case has earned it. It takes the place of an earlier one of its method. */
  GrantCredential: rule({
    origin: 'reaction',
    takes: credentialFields,
    given: living,
    emits: ['CredentialGranted', 'ReverificationMet', 'RestrictionLifted'],
    decide: ({ state: account, command: { credentialId, method, validUntil, caseId, attested, identityId }, policy, now }) => {
      if (credentialWith(account, credentialId)) return refuse(internal('credential-granted-already'));
      const known = defined({ validUntil: validUntil ?? endOfCredential(method, now), caseId, identityId, attested });
      const lifted = liftedBy(account, { method, ...known }, policy, now);
      const granted = accept({ type: 'CredentialGranted', credentialId, method, ...known, at: now }, ...lifted);
      const outdated = documentReplaced(account, method, identityId);
      return outdated === undefined ? granted : { ...granted, claims: [{ change: 'free', identifierId: outdated }] };
    },
  }),
  /** Our choice: after an outage of weeks one notice comes, the nearest, and not each that was missed. */
  AnnounceExpiry: rule({
    origin: 'clock',
    takes: { credentialId: id, days: count },
    given: living,
    emits: ['CredentialExpiring'],
    decide: ({ state: account, command: { credentialId, days }, now }) => {
      const found = credentialWith(account, credentialId);
      const notices = found && isOpen(found.credential) ? noticesOf(account, found.credential) : [];
      const asked = notices.find((each) => each.days === days);
      if (!found || !asked) return refuse(internal('notice-not-planned'));
      if (now < asked.dueAt) return refuse(internal('not-due'), { availableAt: asked.dueAt });
      const nearest = notices.findLast(({ dueAt }) => now >= dueAt)!;
      const { method, credential } = found;
      return accept({ type: 'CredentialExpiring', credentialId, method, days: nearest.days, validUntil: credential.validUntil! });
    },
  }),
  /** V4: the next lower credential counts from then on. */
  LapseCredential: rule({
    origin: 'clock',
    takes: { credentialId: id },
    given: living,
    emits: ['CredentialLapsed', 'LevelDropped', 'ReverificationRequired', 'AccountRestricted'],
    decide: ({ state: account, command: { credentialId }, policy, now }) => {
      const found = credentialWith(account, credentialId);
      if (!found || !isOpen(found.credential)) return refuse(internal('credential-ended'));
      const { method, credential } = found;
      if (credential.validUntil === undefined) return refuse(internal('credential-without-end'));
      if (now < credential.validUntil) return refuse(internal('not-due'), { availableAt: credential.validUntil });
      const held = heldBackBy(account, method, 'lapsed', policy, now);
      return accept({ type: 'CredentialLapsed', credentialId, method, at: now }, ...dropWith(account, method, now), ...held);
    },
  }),
  /** An operator has seen that it proves nothing. */
  RevokeCredential: rule({
    origin: 'caller',
    right: 'revokeCredentials',
    takes: { credentialId: id, reason: code(...revocationReasons) },
    given: stillLiving,
    appliesTo: (account) => account.status === 'living' && account.credentials !== undefined,
    emits: ['CredentialRevoked', 'LevelDropped', 'AccountRestricted', 'ReverificationRequired'],
    refuses: ['credential-unknown', 'credential-ended'],
    decide: ({ state: account, command: { credentialId, reason }, policy, now }) => {
      const found = credentialWith(account, credentialId);
      if (!found) return refuse('credential-unknown');
      const { method, credential } = found;
      const { validUntil } = credential;
      if (!isOpen(credential) || (validUntil !== undefined && now >= validUntil)) return refuse('credential-ended');
      const drops =
        method === 'work-pass'
          ? dropWith(account, method, now)
          : dropWithout(account, levelPolicy.levelAfterRevocation, 'credential-revoked', now);
      const identityId = reason === 'another-person' ? documentUnder(account, found) : undefined;
      return {
        ...accept(
          { type: 'CredentialRevoked', credentialId, method, reason, ...defined({ identityId }), at: now },
          ...drops,
          ...heldBackBy(account, method, 'revoked', policy, now),
        ),
        claims: identityId === undefined ? [] : [{ change: 'free', identifierId: identityId }],
      };
    },
  }),
};

/** What falls due of the credentials of an account. */
export const dueOfCredentials = (account: LivingAccount): readonly Deadline<CredentialDeadline>[] =>
  Object.values(credentialsOf(account)).flatMap((credential) => {
    const { credentialId, validUntil } = credential;
    if (!isOpen(credential) || validUntil === undefined) return [];
    const notices = noticesOf(account, credential).map(({ days, dueAt }) => ({
      command: { type: 'AnnounceExpiry' as const, credentialId, days },
      dueAt,
    }));
    return [...notices, { command: { type: 'LapseCredential' as const, credentialId }, dueAt: validUntil }];
  });

type CredentialDeadline =
  { type: 'AnnounceExpiry'; credentialId: string; days: number } | { type: 'LapseCredential'; credentialId: string };
