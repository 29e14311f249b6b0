import type { Effect, Instant } from '../decider';
import type { Account } from './account';
import type { CredentialMethod } from './levels.policy';
import { credentialsOf } from './proof';

/** V4: the messages to a person before something that they have proven counts no more. */
export const noticeEffects = ['tellExpiry'] as const;

/** The newest notice of an end that is still to come. */
interface Notice {
  n: number;
  method: CredentialMethod;
  endsAt: Instant;
}

/** Who is leaving has other things to hear; who is gone, none. */
export function newestNotice(account: Account): Notice | undefined {
  if (account.status !== 'living' || account.frozenBy !== undefined) return undefined;
  const open = Object.entries(credentialsOf(account)).flatMap(([method, { notice, validUntil, ended }]) =>
    notice === undefined || validUntil === undefined || ended !== undefined
      ? []
      : [{ n: notice, method: method as CredentialMethod, endsAt: validUntil }],
  );
  return open.toSorted((one, other) => other.n - one.n).at(0);
}

/** One message at a time: the newest notice speaks, until the end itself. */
export function owedForNotices(account: Account): readonly Effect<(typeof noticeEffects)[number]>[] {
  const newest = newestNotice(account);
  return newest === undefined ? [] : [{ kind: 'tellExpiry', n: newest.n, usefulUntil: newest.endsAt }];
}
