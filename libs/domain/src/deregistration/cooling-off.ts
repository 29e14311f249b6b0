import { internal, refuse, type Instant } from '../decider';
import { accounts, type Account, type LivingAccount } from '../account/account';
import { proofCodes, type Proof } from '../challenge/challenge';
import { proof } from '../needs';
import { count, flag, group, id } from '../events';
import { rulesOf } from '../rule';
import type { Deregistration, KnownDeregistration } from './deregistration';
import type { DeregistrationEvent } from './deregistration.events';
import { coolingOffEnd, reminderInstants, type DeregistrationPolicy } from './deregistration.policy';

const { rule, opening, anything, accept } = rulesOf<Deregistration, DeregistrationEvent, DeregistrationPolicy>();

/** What a code to the original phone may be used for. */
export const revocationPurpose = 'deregistration-revocation';

/** What a code to the phone of an account may be used for, where a service asks for its end. */
export const deregistrationPurpose = 'deregistration-request';

const preconditions = ['appsUnbound', 'groupsLeft'] as const;
const unmetIn = (checklist: Readonly<Record<(typeof preconditions)[number], boolean>>) => preconditions.filter((item) => !checklist[item]);

const whyNotLeaveCodes = ['account-not-active', 'deregistration-pending'] as const;

/** Why nobody can ask for the end of this account now, whoever they are; undefined where one can. */
export function whyNotLeave(account: Account | undefined): (typeof whyNotLeaveCodes)[number] | undefined {
  if (account?.status !== 'living') return 'account-not-active';
  return account.frozenBy === undefined ? undefined : 'deregistration-pending';
}

const isForEndOf = (accountId: string, { phoneId }: LivingAccount, { purpose, boundTo, identifierId }: Proof & { verdict: 'proven' }) =>
  purpose === deregistrationPurpose && boundTo === accountId && identifierId === phoneId;

type CoolingOff = Extract<Deregistration, { status: 'cooling_off' }>;
const isKnown = (state: Deregistration): state is KnownDeregistration => state.status !== 'none';
const isCoolingOff = (state: Deregistration): state is CoolingOff => state.status === 'cooling_off';

/** The instant of the reminder with this number, if it is the next one. */
const reminderDue = ({ reminded, reminderAts }: CoolingOff, n: number): Instant | undefined =>
  n === reminded + 1 ? reminderAts[n - 1] : undefined;

export const coolingOffRules = {
  /**
   * D9: the person unbinds apps and leaves groups first; S1 advises it, that we refuse without is our choice. D2: the
   * account freezes in the same transaction, by its own rule. Who may ask without a code is a matter of their right; a
   * code that comes along must have gone to the phone of this account, for this, and what is unmet spends none.
   */
  RequestDeregistration: opening({
    origin: 'caller',
    right: 'requestDeregistration',
    takes: { accountId: id, checklist: group({ appsUnbound: flag, groupsLeft: flag }) },
    exists: internal('deregistration-exists'),
    needs: ({ accountId, checklist }) => ({
      account: accounts.move(accountId),
      proof: unmetIn(checklist).length === 0 ? proof : undefined,
    }),
    emits: ['DeregistrationRequested'],
    refuses: [...whyNotLeaveCodes, 'preconditions-unmet', 'proof-not-owners-phone', ...proofCodes],
    decide: ({ command: { accountId, checklist }, facts: { account, proof: shown }, now, policy }) => {
      const why = whyNotLeave(account);
      if (why !== undefined || account?.status !== 'living') return refuse(why ?? 'account-not-active');
      const unmet = unmetIn(checklist);
      if (unmet.length > 0) return refuse('preconditions-unmet', { unmet });
      if (shown?.verdict === 'refused') return { events: [], problem: shown.problem };
      if (shown && !isForEndOf(accountId, account, shown)) return refuse('proof-not-owners-phone');
      const { subjectId, phoneId } = account;
      const coolingOffEndsAt = coolingOffEnd(now, policy);
      const reminderAts = reminderInstants(coolingOffEndsAt, policy);
      return accept({ type: 'DeregistrationRequested', accountId, subjectId, phoneId, coolingOffEndsAt, reminderAts });
    },
  }),
  /**
   * D3: only before the end, whether or not the alarm rang, and only with a code that went to the original phone for
   * this very process.
   */
  RevokeDeregistration: rule({
    origin: 'caller',
    right: 'revokeDeregistration',
    given: anything
      .in(isKnown, internal('deregistration-unknown'))
      .when(({ status }) => status !== 'revoked', 'deregistration-revoked')
      // Narrows no state: the code that comes with the command is judged, and its misses count, in each of them.
      .when((state, { now }) => isCoolingOff(state) && now < state.coolingOffEndsAt, 'cooling-off-over'),
    needs: (_, { accountId }) => ({ account: accounts.move(accountId), proof }),
    emits: ['DeregistrationRevoked'],
    refuses: ['proof-not-original-phone', ...proofCodes],
    decide: ({ state: { phoneId }, facts: { account, proof: shown } }) => {
      if (shown === undefined) return refuse('proof-not-original-phone');
      if (shown.verdict === 'refused') return { events: [], problem: shown.problem };
      // The account knows which deregistration froze it: a code for an earlier one of the same phone does not count.
      const frozenBy = account?.status === 'living' ? account.frozenBy : undefined;
      const isForThisOne = frozenBy !== undefined && shown.boundTo === frozenBy && shown.purpose === revocationPurpose;
      return isForThisOne && shown.identifierId === phoneId
        ? accept({ type: 'DeregistrationRevoked' })
        : refuse('proof-not-original-phone');
    },
  }),
  RemindOfCoolingOff: rule({
    origin: 'clock',
    takes: { n: count },
    given: anything.in(isCoolingOff, internal('reminder-not-planned')),
    emits: ['CoolingOffReminderFellDue'],
    decide: ({ state, command: { n }, now }) => {
      const dueAt = reminderDue(state, n);
      if (dueAt === undefined) return refuse(internal('reminder-not-planned'));
      return now >= dueAt ? accept({ type: 'CoolingOffReminderFellDue', n }) : refuse(internal('not-due'), { availableAt: dueAt });
    },
  }),
  EndCoolingOff: rule({
    origin: 'clock',
    given: anything.in(isCoolingOff, internal('deregistration-not-cooling-off')).from(({ coolingOffEndsAt }) => coolingOffEndsAt),
    emits: ['CoolingOffEnded'],
    decide: () => accept({ type: 'CoolingOffEnded' }),
  }),
};
