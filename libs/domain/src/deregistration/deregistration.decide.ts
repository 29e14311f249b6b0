import { accept, refuse, type Decision, type Instant, type Needs } from '../decider';
import type { Account } from '../account/account';
import type { Proof } from '../challenge/challenge';
import { isPurging, openSteps, type Deregistration, type DeregistrationEvent, type Purging } from './deregistration';
import {
  coolingOffEnd,
  directoryEnd,
  phoneFree,
  purgeStepNames,
  reminderInstants,
  type DeregistrationPolicy,
  type Step,
} from './deregistration.policy';

export type DeregistrationCommand =
  | { type: 'RequestDeregistration'; accountId: string; checklist: { appsUnbound: boolean; groupsLeft: boolean } }
  | { type: 'RevokeDeregistration' }
  | { type: 'RetryPurgeStep'; step: Step }
  | { type: 'RemindOfCoolingOff'; n: number }
  | { type: 'EndCoolingOff' }
  | { type: 'EndDirectoryRetention' }
  | { type: 'ReleasePhone' }
  | { type: 'RecordPurgeStep'; step: Step; result: { done: true; items: number } | { done: false; reason: string } };

/** `account`: the one that is to go. `proof`: of the phone, with an undo. */
export interface DeregistrationFacts {
  account?: Account;
  proof?: Proof;
}

export const revocationPurpose = 'deregistration-revocation';

export function needs(command: DeregistrationCommand, state: Deregistration): Needs {
  const accountId = command.type === 'RequestDeregistration' ? command.accountId : state.status === 'none' ? undefined : state.accountId;
  return {
    ...(accountId !== undefined && changesTheAccount(command) && { account: { need: 'stream', process: 'account', id: accountId } }),
    ...(command.type === 'RevokeDeregistration' && { proof: { need: 'proof' } }),
  };
}

/** The request freezes it, the undo frees it; the last receipt of the purge ends it. */
const changesTheAccount = (command: DeregistrationCommand) =>
  command.type === 'RequestDeregistration' || command.type === 'RevokeDeregistration' || command.type === 'RecordPurgeStep';

export const decideWith =
  (policy: DeregistrationPolicy) =>
  (state: Deregistration, command: DeregistrationCommand, facts: DeregistrationFacts, now: Instant): Decision<DeregistrationEvent> => {
    switch (command.type) {
      case 'RequestDeregistration':
        return state.status === 'none' ? request(command, facts, now, policy) : refuse('deregistration-exists');
      case 'RevokeDeregistration':
        return revoke(state, facts, now);
      case 'RemindOfCoolingOff':
        return remind(state, command.n, now);
      case 'EndCoolingOff':
        if (state.status !== 'cooling_off') return refuse('deregistration-not-cooling-off');
        return onceDue(state.coolingOffEndsAt, now, () => accept({ type: 'CoolingOffEnded' }));
      case 'RecordPurgeStep':
        return isPurging(state) ? record(state, command, now, policy) : refuse('step-not-owed');
      case 'RetryPurgeStep':
        return isPurging(state) && state.blocked[command.step] ? retry(state, command.step) : refuse('step-not-blocked');
      case 'EndDirectoryRetention':
        if (state.status !== 'retained' || state.directoryEnded) return refuse('directory-not-retained');
        return onceDue(state.directoryEndsAt, now, () => accept({ type: 'DirectoryRetentionEnded' }));
      case 'ReleasePhone':
        if (state.status !== 'retained' || state.receipts.releasePhone) return refuse('phone-not-retained');
        return onceDue(state.phoneFreeAt, now, () => releasePhone(state.phoneId, now));
    }
  };

/** D9: apps unbound and groups left first. D2: the freeze is the account's own answer to this event, in the same transaction. */
function request(
  { accountId, checklist }: DeregistrationCommand & { type: 'RequestDeregistration' },
  { account }: DeregistrationFacts,
  now: Instant,
  policy: DeregistrationPolicy,
): Decision<DeregistrationEvent> {
  if (account?.status !== 'living') return refuse('account-not-active');
  if (account.frozenBy !== undefined) return refuse('deregistration-pending');
  const unmet = (['appsUnbound', 'groupsLeft'] as const).filter((item) => !checklist[item]);
  if (unmet.length > 0) return refuse('preconditions-unmet', { unmet });
  const coolingOffEndsAt = coolingOffEnd(now, policy);
  const { subjectId, phoneId } = account;
  return accept({
    type: 'DeregistrationRequested',
    accountId,
    subjectId,
    phoneId,
    coolingOffEndsAt,
    reminderAts: reminderInstants(coolingOffEndsAt, policy),
  });
}

/** D3: only before the end, whether or not the alarm rang, and only with a code that went to the original phone for this very process. */
function revoke(state: Deregistration, { account, proof }: DeregistrationFacts, now: Instant): Decision<DeregistrationEvent> {
  if (state.status === 'none') return refuse('deregistration-unknown');
  if (state.status === 'revoked') return refuse('deregistration-revoked');
  if (state.status !== 'cooling_off' || now >= state.coolingOffEndsAt) return refuse('cooling-off-over');
  if (proof === undefined) return refuse('proof-not-original-phone');
  if (proof.verdict === 'refused') return { events: [], problem: proof.problem };
  // The account knows which deregistration froze it: the code must have been sent for this one, not for an earlier one of the same phone.
  const forThisOne = account?.status === 'living' && account.frozenBy !== undefined && proof.boundTo === account.frozenBy;
  const original = forThisOne && proof.purpose === revocationPurpose && proof.identifierId === state.phoneId;
  return original ? accept({ type: 'DeregistrationRevoked' }) : refuse('proof-not-original-phone');
}

function remind(state: Deregistration, n: number, now: Instant): Decision<DeregistrationEvent> {
  const dueAt = state.status === 'cooling_off' && n === state.reminded + 1 ? state.reminderAts[n - 1] : undefined;
  if (dueAt === undefined) return refuse('reminder-not-planned');
  return onceDue(dueAt, now, () => accept({ type: 'CoolingOffReminderFellDue', n }));
}

/** D4: never silent. A step leaves a receipt, or the purge is blocked and an operator sees it. The last receipt of a phase ends the phase. */
function record(
  state: Purging,
  { step, result }: DeregistrationCommand & { type: 'RecordPurgeStep' },
  now: Instant,
  policy: DeregistrationPolicy,
): Decision<DeregistrationEvent> {
  if (state.receipts[step]) return refuse('step-has-receipt');
  if (!openSteps(state).includes(step) && !state.blocked[step]) return refuse('step-out-of-order');
  if (!result.done)
    return state.blocked[step] ? refuse('step-blocked') : accept({ type: 'PurgeStepBlocked', step, at: now, reason: result.reason });
  const completed: DeregistrationEvent = { type: 'PurgeStepCompleted', step, at: now, items: result.items };
  if (step === 'destroyKeys') return accept<DeregistrationEvent>(completed, { type: 'DeregistrationClosed' });
  const last = state.status === 'purging' && purgeStepNames.every((name) => name === step || state.receipts[name]);
  return last
    ? accept<DeregistrationEvent>(completed, {
        type: 'PurgeCompleted',
        directoryEndsAt: directoryEnd(now, policy),
        phoneFreeAt: phoneFree(now, policy),
      })
    : accept(completed);
}

const retry = (state: Purging, step: Step): Decision<DeregistrationEvent> =>
  accept({ type: 'PurgeStepRetried', step, attempt: (state.retries[step] ?? 0) + 1 });

const releasePhone = (identifierId: string, now: Instant): Decision<DeregistrationEvent> => ({
  events: [{ type: 'PhoneReleased', at: now }],
  claims: [{ change: 'free', identifierId }],
});

/** A timed command is right from its recorded instant on, not a millisecond before. */
const onceDue = (dueAt: Instant, now: Instant, decision: () => Decision<DeregistrationEvent>): Decision<DeregistrationEvent> =>
  now >= dueAt ? decision() : refuse('not-due', { availableAt: dueAt });
