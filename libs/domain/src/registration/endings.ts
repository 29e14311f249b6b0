import { accept, refuse, type ClaimChange, type Decision, type Instant, type TallyChange } from '../decider';
import { joiningBy, type Account } from '../account/account';
import { isPurging } from '../deregistration/deregistration';
import { isEnded, isOpen, type KnownRegistration, type OpenRegistration, type RegistrationEvent } from './registration';
import type { RegistrationFacts } from './registration.decide';
import { erasure, type RegistrationPolicy } from './registration.policy';

/** What is reserved lapses with its registration. From the activation on it is the new account's, which frees it when it is undone; one that exists gets it last. */
function freed({ status, joins, phoneProven, phoneId, profile }: OpenRegistration, { andPhone }: { andPhone: boolean }): ClaimChange[] {
  if (status === 'activating' && joins === undefined) return [];
  const phone = andPhone && phoneProven && joins === undefined ? [phoneId] : [];
  const identity = profile?.identityId === undefined ? [] : [profile.identityId];
  return [...phone, ...identity].map((identifierId) => ({ change: 'free', identifierId }));
}

/** His place on the device is free again: no account came of it. */
const left = ({ deviceId }: OpenRegistration): TallyChange[] => (deviceId === undefined ? [] : [{ change: 'leave', entryId: deviceId }]);

const returned = ({ joining }: OpenRegistration) => (joining ? { inviteId: joining.inviteId } : {});

/** An approval that still waits for its people has become pointless. */
const pointless = ({ status, approvalId }: OpenRegistration) =>
  approvalId !== undefined && (status === 'awaiting_approval' || status === 'manual_review') ? { approvalId } : {};

/** The account or the membership that this registration has begun to open. */
const begun = ({ registrationId, joins, accountId }: OpenRegistration, account: Account | undefined) =>
  joiningBy(account, registrationId) === undefined ? {} : { undo: joins ?? accountId };

export function reject(
  state: OpenRegistration,
  reason: string,
  account: Account | undefined,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const erasesAt = erasure(now, 'rejected', policy);
  const rejected: RegistrationEvent = { type: 'RegistrationRejected', reason, erasesAt, ...returned(state), ...begun(state, account) };
  return { events: [rejected], claims: freed(state, { andPhone: true }), tallies: left(state) };
}

/** By the applicant, at any time before he is active; `approval`: by a withdrawal of the approval, which needs no closing. */
export function withdraw(
  state: OpenRegistration,
  reason: string | undefined,
  account: Account | undefined,
  now: Instant,
  policy: RegistrationPolicy,
  by: 'applicant' | 'approval' = 'applicant',
): Decision<RegistrationEvent> {
  const withdrawn: RegistrationEvent = {
    type: 'RegistrationWithdrawn',
    ...(reason !== undefined && { reason }),
    erasesAt: erasure(now, 'withdrawn', policy),
    ...returned(state),
    ...(by === 'applicant' && pointless(state)),
    ...begun(state, account),
  };
  return { events: [withdrawn], claims: freed(state, { andPhone: true }), tallies: left(state) };
}

/**
 * D4: nothing of a person stays behind where he joined, or meant to join, a company with an account that is purged. What is open ends, and what is kept is
 * kept no longer: its erasure is owed at once.
 */
export function endWithAccount(
  state: KnownRegistration,
  { account, deregistration }: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const isItsPurge = deregistration !== undefined && isPurging(deregistration) && deregistration.accountId === state.joins;
  if (!isItsPurge) return refuse('account-not-purged');
  const keptNoLonger: RegistrationEvent[] = [{ type: 'RetentionShortened', erasesAt: now }, { type: 'RetentionEnded' }];
  if (isOpen(state)) {
    const ended = withdraw(state, 'account-purged', account, now, policy);
    return { ...ended, events: [...ended.events, ...keptNoLonger] };
  }
  return isEnded(state) && !state.retentionOver ? accept(...keptNoLonger) : refuse('nothing-retained');
}

/** Superseded, its number is the next one's already. An approval that has expired by itself needs no closing. */
export function expire(
  state: OpenRegistration,
  reason: 'draft-expired' | 'superseded' | 'approval-expired',
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const expired: RegistrationEvent = {
    type: 'RegistrationExpired',
    reason,
    erasesAt: erasure(now, 'expired', policy),
    ...returned(state),
    ...(reason === 'superseded' && pointless(state)),
  };
  return { events: [expired], claims: freed(state, { andPhone: reason !== 'superseded' }), tallies: left(state) };
}
