import { internal, refuse, type Instant } from '../decider';
import { approvals } from '../approval/approval';
import { isPurgeOf, purgedInstead } from '../account/purge-of';
import { deregistrations } from '../deregistration/deregistration';
import { code, count, defined, id, optional } from '../events';
import { accept, known, rule, stillUnderWay, underWay } from './conditions';
import { release } from './releasing';
import { isKept, isUnderWay, pendingReview, type KnownCase, type OpenCase } from './verification';
import { caseErasure, type VerificationPolicy } from './verification.policy';

/** The review that ends with the case. */
const approvalOf = (state: KnownCase) => ({ approval: approvals.move(pendingReview(state)) });

export const endingRules = {
  /** At any time before its outcome; what was sealed goes some days later. */
  WithdrawVerification: rule({
    origin: 'caller',
    right: 'changeVerification',
    takes: { reasonCode: optional(code()) },
    given: underWay,
    needs: (_, state) => approvalOf(state),
    emits: ['VerificationWithdrawn'],
    decide: ({ state, command: { reasonCode }, now, policy }) => withdraw(state, reasonCode, now, policy),
  }),
  /** Nobody has touched it: only an open case lapses. A check and a review wait, however slow they are. */
  ExpireVerification: rule({
    origin: 'clock',
    given: stillUnderWay.when(({ status }) => status === 'open', internal('case-under-way')).from(({ expiresAt }) => expiresAt),
    emits: ['VerificationExpired'],
    decide: ({ state, now, policy }) =>
      release(state, { type: 'VerificationExpired', reason: 'untouched', erasesAt: caseErasure(now, 'expired', policy) }),
  }),
  /**
   * D4: nothing stays of a person whose account is purged: an open case ends, and kept data is erased at once. The rule
   * looks the purge up under lock and does not trust its effect.
   */
  EndWithAccount: rule({
    origin: 'effect',
    takes: { deregistrationId: id },
    given: known,
    needs: ({ deregistrationId }, state) => ({ deregistration: deregistrations.read(deregistrationId), ...approvalOf(state) }),
    then: ({ deregistration }, state) => purgedInstead(deregistration, state.accountId),
    emits: ['VerificationWithdrawn', 'RetentionShortened', 'RetentionEnded'],
    decide: ({ state, facts: { deregistration, kept }, now, policy }) => {
      if (!isPurgeOf(state.accountId, deregistration, kept)) return refuse(internal('account-not-purged'));
      if (!isUnderWay(state)) return isKept(state) ? accept(...eraseAtOnce(now)) : refuse(internal('nothing-retained'));
      const { events, claims } = withdraw(state, 'account-purged', now, policy);
      return { events: [...events, ...eraseAtOnce(now)], claims };
    },
  }),
  EndRetention: rule({
    origin: 'clock',
    given: known.in(isKept, internal('nothing-retained')).from(({ erasesAt }) => erasesAt),
    emits: ['RetentionEnded'],
    decide: () => accept({ type: 'RetentionEnded' }),
  }),
  RecordErasure: rule({
    origin: 'effect',
    takes: { items: count },
    given: known.when(mayBeErased, internal('nothing-to-erase')),
    emits: ['VerificationErased'],
    decide: ({ command: { items }, now }) => accept({ type: 'VerificationErased', at: now, items }),
  }),
};

function withdraw(state: OpenCase, reason: string | undefined, now: Instant, policy: VerificationPolicy) {
  const erasesAt = caseErasure(now, 'withdrawn', policy);
  return release(state, { type: 'VerificationWithdrawn', ...defined({ reason, approvalId: pendingReview(state) }), erasesAt });
}

const eraseAtOnce = (now: Instant) => [{ type: 'RetentionShortened', erasesAt: now }, { type: 'RetentionEnded' }] as const;

function mayBeErased(state: KnownCase): boolean {
  return !isUnderWay(state) && state.retentionOver && !state.erased;
}
