import { internal, refuse, type ClaimChange, type Instant, type TallyChange } from '../decider';
import { joiningBy, type Account } from '../account/account';
import { isPurgeOf, purgedInstead } from '../account/purge-of';
import { deregistrations } from '../deregistration/deregistration';
import { code, defined, id, optional } from '../events';
import { accept, inTime, known, open, rule, stillOpen } from './conditions';
import { accountOf, approvalOf, inviteOf } from './parties';
import {
  type approvalExpired,
  type evidenceNotGiven,
  heldInvite,
  isKept,
  isOpen,
  isUnsubmitted,
  lapses,
  pendingApproval,
  type OpenRegistration,
  type Registration,
} from './registration';
import { erasure, type RegistrationPolicy } from './registration.policy';

export const endingRules = {
  /** By the applicant, at any time before they are active. */
  WithdrawRegistration: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: { reasonCode: optional(code()) },
    given: inTime,
    needs: (_, state) => ({ account: accountOf(state), invite: inviteOf(state), approval: approvalOf(state) }),
    emits: ['RegistrationWithdrawn'],
    decide: (of) => withdraw(of, { reason: of.command.reasonCode, approvalId: pendingApproval(of.state) }),
  }),
  ExpireDraft: rule({
    origin: 'clock',
    given: open.when(lapses, 'registration-submitted').from(({ draftExpiresAt }) => draftExpiresAt),
    needs: (_, state) => ({ invite: inviteOf(state) }),
    emits: ['RegistrationExpired'],
    decide: (of) => expire(of, 'draft-expired'),
  }),
  /** X21: another applicant has proven that the number is theirs, and has reserved it already. */
  SupersedeRegistration: rule({
    origin: 'reaction',
    given: open.when(isUnsubmitted, 'registration-pending'),
    needs: (_, state) => ({ invite: inviteOf(state), approval: approvalOf(state) }),
    emits: ['RegistrationExpired'],
    decide: (of) => expire(of, 'superseded'),
  }),
  /** The company has taken back the invite by which the applicant came: also where people are asked already. */
  EndWithInvite: rule({
    origin: 'reaction',
    given: stillOpen,
    needs: (_, state) => ({ account: accountOf(state), approval: approvalOf(state) }),
    emits: ['RegistrationWithdrawn'],
    decide: (of) => withdraw(of, { reason: 'invite-revoked', approvalId: pendingApproval(of.state) }, {}),
  }),
  /** R17: the account that the applicant joins with was closed by a merge; the one that goes on registers anew. */
  EndWithMerge: rule({
    origin: 'effect',
    takes: { accountId: id },
    given: stillOpen,
    needs: (_, state) => ({ account: accountOf(state), invite: inviteOf(state), approval: approvalOf(state) }),
    emits: ['RegistrationWithdrawn'],
    decide: (of) => {
      const { state, command, facts } = of;
      if (state.joins !== command.accountId || facts.account?.status !== 'merged') return refuse(internal('account-not-merged'));
      return withdraw(of, { reason: 'account-merged', approvalId: pendingApproval(state) });
    },
  }),
  /**
   * D4: nothing stays of a person who joined, or meant to join, a company with an account that is purged.
   * An open registration ends, and kept data is erased at once. The rule looks the purge up under lock and does not
   * trust its effect.
   */
  EndWithAccount: rule({
    origin: 'effect',
    takes: { deregistrationId: id },
    given: known,
    needs: ({ deregistrationId }, state) => ({
      deregistration: deregistrations.read(deregistrationId),
      account: accountOf(state),
      invite: inviteOf(state),
      approval: approvalOf(state),
    }),
    then: ({ deregistration }, state) => purgedInstead(deregistration, joinedAccount(state)),
    emits: ['RegistrationWithdrawn', 'RetentionShortened', 'RetentionEnded'],
    decide: (of) => {
      const { state, facts, now } = of;
      if (!isPurgeOf(state.joins, facts.deregistration, facts.kept)) return refuse(internal('account-not-purged'));
      if (isOpen(state)) return endWithAccount({ ...of, state });
      return isKept(state) ? accept(...eraseAtOnce(now)) : refuse(internal('nothing-retained'));
    },
  }),
};

/**
 * What an end reads: the registration, when, by which policy, and the account or the membership that it has begun to
 * open.
 */
export interface Ending {
  state: OpenRegistration;
  facts: { account?: Account | undefined };
  now: Instant;
  policy: RegistrationPolicy;
}

export function reject({ state, facts, now, policy }: Ending, reason: string) {
  const erasesAt = erasure(now, 'rejected', policy);
  return release(state, {
    type: 'RegistrationRejected',
    reason,
    erasesAt,
    ...inviteToReturn(state),
    ...openingToUndo(state, facts.account),
  });
}

/** `approvalId`: the approval that must be closed. `returned`: the invite, unless it was taken back. */
export function withdraw(
  { state, facts, now, policy }: Ending,
  why: { reason?: string | undefined; approvalId?: string | undefined },
  returned: { inviteId?: string } = inviteToReturn(state),
) {
  const erasesAt = erasure(now, 'withdrawn', policy);
  const moves = { ...returned, ...openingToUndo(state, facts.account) };
  return release(state, { type: 'RegistrationWithdrawn', ...defined(why), erasesAt, ...moves });
}

/** The same applicant has a registration already, and goes on there: nothing was reserved for this one. */
export const continueIn = (continuesIn: string, { now, policy }: Omit<Ending, 'facts'>) =>
  accept({ type: 'RegistrationWithdrawn', reason: 'continued', continuesIn, erasesAt: erasure(now, 'withdrawn', policy) });

/** Superseded, it leaves its number to the next applicant. An approval that has expired by itself needs no closing. */
export function expire(
  { state, now, policy }: Omit<Ending, 'facts'>,
  reason: 'draft-expired' | 'superseded' | typeof approvalExpired | typeof evidenceNotGiven,
) {
  const superseded = reason === 'superseded';
  const erasesAt = erasure(now, 'expired', policy);
  const closes = defined({ approvalId: superseded ? pendingApproval(state) : undefined });
  return release(state, { type: 'RegistrationExpired', reason, erasesAt, ...inviteToReturn(state), ...closes }, !superseded);
}

const joinedAccount = (state: Registration): string | undefined => (state.status === 'none' ? undefined : state.joins);

export function endWithAccount(of: Ending) {
  const { events, ...rest } = withdraw(of, { reason: 'account-purged', approvalId: pendingApproval(of.state) });
  return { ...rest, events: [...events, ...eraseAtOnce(of.now)] };
}

const eraseAtOnce = (now: Instant) => [{ type: 'RetentionShortened', erasesAt: now }, { type: 'RetentionEnded' }] as const;

/** What was reserved is free with the end, and so is the place on the device: no account came of it. */
const release = <const E>(state: OpenRegistration, event: E, andPhone = true) => ({
  events: [event],
  claims: freeClaims(state, andPhone),
  tallies: leaveDevice(state),
});

/**
 * From the activation on a new account has the claims, and frees them when it is undone; an account that is joined gets
 * the document last.
 */
function freeClaims({ status, joins, phoneProven, phoneId, profile }: OpenRegistration, andPhone: boolean): ClaimChange[] {
  if (status === 'activating' && joins === undefined) return [];
  const phone = andPhone && phoneProven && joins === undefined ? [phoneId] : [];
  const identity = profile?.identityId === undefined ? [] : [profile.identityId];
  return [...phone, ...identity].map((identifierId) => ({ change: 'free', identifierId }));
}

export const leaveDevice = ({ deviceId }: OpenRegistration): TallyChange[] =>
  deviceId === undefined ? [] : [{ change: 'leave', entryId: deviceId }];

const inviteToReturn = (state: OpenRegistration) => defined({ inviteId: heldInvite(state) });

/** The account or the membership that this registration has begun to open. */
const openingToUndo = ({ registrationId, joins, accountId }: OpenRegistration, account: Account | undefined) =>
  joiningBy(account, registrationId) === undefined ? {} : { undo: joins ?? accountId };
