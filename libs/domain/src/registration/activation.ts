import { accept, refuse, type Decision, type Instant } from '../decider';
import { isIn, joiningBy, mayJoin } from '../account/account';
import { isPurging } from '../deregistration/deregistration';
import { endWithAccount, expire, reject, withdraw } from './endings';
import { applicantAccount, isEnded, type OpenRegistration, type KnownRegistration, type RegistrationEvent } from './registration';
import type { RegistrationCommand, RegistrationFacts } from './registration.decide';
import { draftExpiry, type RegistrationPolicy } from './registration.policy';

/** P1, P3, R17: what became of the approval that this waits for: the whole of it, or the review of an identity. */
export function approvalOutcome(
  state: OpenRegistration,
  { approvalId, outcome, reasonCode }: RegistrationCommand & { type: 'RecordApprovalOutcome' },
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const { status } = state;
  if (state.approvalId !== approvalId || (status !== 'awaiting_approval' && status !== 'manual_review'))
    return refuse('approval-not-awaited');
  switch (outcome) {
    case 'rejected':
      // R17: a reviewer's own word could tell the cause.
      return reject(state, status === 'manual_review' ? 'identity-not-confirmed' : (reasonCode ?? 'rejected'), undefined, now, policy);
    case 'expired':
      return expire(state, 'approval-expired', now, policy);
    case 'withdrawn':
      return withdraw(state, undefined, undefined, now, policy, 'approval');
    case 'approved':
      if (status === 'manual_review') return accept({ type: 'IdentityReviewed', draftExpiresAt: draftExpiry(now, policy) });
      return activate(state, undefined, facts, now, policy);
  }
}

/**
 * The first step of the saga: the account (or the membership) is opened in this transaction, with the claims. Without a company there is nothing to
 * wait for; else the directory comes next. Who cannot join any more, because his account is leaving or has joined meanwhile, is rejected with the
 * reason.
 */
export function activate(
  state: OpenRegistration,
  rule: string | undefined,
  { account }: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const { joining, joins } = state;
  if (joins !== undefined && joining && !mayJoin(account, joining.companyId))
    return reject(state, isIn(account, joining.companyId) ? 'already-a-member' : 'account-not-active', account, now, policy);
  const approved: RegistrationEvent = {
    type: 'RegistrationApproved',
    accountId: applicantAccount(state),
    joins: joins !== undefined,
    ...(rule !== undefined && { rule }),
  };
  return joining ? accept(approved) : accept<RegistrationEvent>(approved, activated(state));
}

const activated = (state: OpenRegistration): RegistrationEvent => ({
  type: 'RegistrationActivated',
  accountId: applicantAccount(state),
  ...(state.joining && { inviteId: state.joining.inviteId }),
});

/**
 * The second step: the directory's word. A no undoes the first; an entry that comes too late is kept in mind, and taken back. Too late it is also where the
 * account is being purged: that cannot be undone any more.
 */
export function recordDirectoryEntry(
  state: KnownRegistration,
  command: RegistrationCommand & { type: 'RecordDirectoryEntry' },
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const { account, deregistration } = facts;
  if (state.directory !== undefined) return refuse('entry-recorded');
  const recorded: RegistrationEvent =
    command.outcome === 'made' ? { type: 'DirectoryEntryMade' } : { type: 'DirectoryEntryRefused', reason: command.reason };
  if (isEnded(state)) return accept(recorded);
  if (state.status !== 'activating') return refuse('entry-not-asked-for');
  if (command.outcome === 'refused') return after(recorded, reject(state, 'directory-refused', account, now, policy));
  if (deregistration !== undefined && isPurging(deregistration)) return after(recorded, endWithAccount(state, facts, now, policy));
  const opened = joiningBy(account, state.registrationId) !== undefined;
  return opened ? accept(recorded, activated(state)) : after(recorded, reject(state, 'account-not-active', account, now, policy));
}

const after = (first: RegistrationEvent, { events, ...rest }: Decision<RegistrationEvent>): Decision<RegistrationEvent> => ({
  ...rest,
  events: [first, ...events],
});
