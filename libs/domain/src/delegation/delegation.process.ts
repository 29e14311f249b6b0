import { accounts, hasLeft, standing, type Account } from '../account/account';
import { day, internal, refuse, type Instant } from '../decider';
import { code, defined, id, instant, list, optional, table } from '../events';
import { processOfStates } from '../process';
import { rolesByName } from '../role/role';
import { rulesOf } from '../rule';
import { belongsThere } from './belonging';
import { delegationEvents, delegationFields, departures, enders, isGiven, type Delegation, type DelegationEvent } from './delegation';
import { delegationPolicies, type DelegationPolicy } from './delegation.policy';

const { rule, opening, anything, accept } = rulesOf<Delegation, DelegationEvent, DelegationPolicy>();

const { from: _from, ...terms } = delegationFields;
const giveDelegation = {
  ...terms,
  /** Left out: from now on. */
  from: optional(instant),
  matterTypes: optional(list(code())),
  /** Further ids of the delegate: a person lends themself nothing under another one of theirs. */
  aliases: optional(list(id)),
  /** The accounts of the two, by which they may belong to the company. */
  delegatorAccountId: id,
  delegateAccountId: id,
  /** The streams of the roles by which they may belong to the company, or to the platform. */
  roleStreams: table(id),
};

const rules = {
  /**
   * A person lets another one decide in their place. Our choice: both belong to the company; of the matters of the
   * platform, both hold a role of it, because nobody else sees them.
   */
  GiveDelegation: opening({
    origin: 'caller',
    right: 'giveDelegations',
    takes: giveDelegation,
    exists: internal('delegation-exists'),
    /** An administrator gives it for somebody of their own department, or of their company. */
    reaches: ({ departmentId }) => (departmentId === undefined ? 'company' : [departmentId]),
    needs: ({ roleStreams, delegatorAccountId, delegateAccountId }) => ({
      ...rolesByName(roleStreams),
      delegatorAccount: accounts.read(delegatorAccountId),
      delegateAccount: accounts.read(delegateAccountId),
    }),
    emits: ['DelegationGiven'],
    refuses: ['delegate-is-delegator', 'delegation-period-invalid', 'delegator-not-a-member', 'delegate-not-a-member'],
    decide: ({ command, facts, now, policy }) => {
      const { delegator, delegate, companyId, departmentId, matterTypes, until, from = now, aliases = [] } = command;
      if ([delegate, ...aliases].includes(delegator)) return refuse('delegate-is-delegator');
      const unmet = unmetBy({ from, until }, now, policy);
      if (unmet.length > 0) return refuse('delegation-period-invalid', { unmet, limit: policy.daysMax });
      const { delegatorAccount, delegateAccount, ...roles } = facts;
      const belongs = (person: string, account: Account | undefined) => belongsThere(companyId, person, account, roles);
      if (!belongs(delegator, delegatorAccount) || !liesIn(delegatorAccount, companyId, departmentId))
        return refuse('delegator-not-a-member');
      if (![delegate, ...aliases].some((each) => belongs(each, delegateAccount))) return refuse('delegate-not-a-member');
      return accept({ type: 'DelegationGiven', ...defined({ delegator, delegate, companyId, departmentId, matterTypes, from, until }) });
    },
  }),
  /** Its power is over with this commit, whatever is on its way. */
  EndDelegation: rule({
    origin: 'caller',
    right: 'giveDelegations',
    /** `by`: what the caller is to it. */
    takes: { by: code(...enders) },
    given: anything
      .in((state: Delegation) => state.status !== 'none', internal('delegation-unknown'))
      .in(isGiven, 'delegation-ended')
      .when(({ until }, { now }) => now < until, 'delegation-ended'),
    reaches: (_, state) => (isGiven(state) && state.departmentId !== undefined ? [state.departmentId] : 'company'),
    emits: ['DelegationEnded'],
    decide: ({ command: { by }, now }) => accept({ type: 'DelegationEnded', by, at: now }),
  }),
  /**
   * Its power has gone with the departure of one of the two; from then on it says so too. `accountId`: theirs; none: it
   * was erased, and their name with it.
   */
  LapseDelegation: rule({
    origin: 'effect',
    takes: { by: code(...departures), accountId: optional(id) },
    given: anything
      .in((state: Delegation) => state.status !== 'none', internal('delegation-unknown'))
      .in(isGiven, internal('delegation-ended'))
      .when(({ until }, { now }) => now < until, internal('delegation-ended')),
    needs: ({ accountId }) => ({ account: accounts.read(accountId) }),
    emits: ['DelegationEnded'],
    decide: ({ state: { companyId }, command: { by, accountId }, facts: { account }, now }) => {
      const isGone = accountId === undefined || (account !== undefined && standing(account) === 'gone');
      const isOver = isGone || (companyId !== undefined && hasLeft(account, companyId));
      return isOver ? accept({ type: 'DelegationEnded', by, at: now }) : refuse(internal('delegation-holds'));
    },
  }),
};

/** What is wrong with its time. */
function unmetBy({ from, until }: { from: Instant; until: Instant }, now: Instant, { daysMax, daysAheadMax }: DelegationPolicy) {
  const wrong = {
    backdated: from < now,
    'too-far-ahead': from - now > daysAheadMax * day,
    'ends-before-it-begins': until <= from,
    'too-long': until - from > daysMax * day,
  };
  return Object.entries(wrong).flatMap(([why, isWrong]) => (isWrong ? [why] : []));
}

/** Whether the membership lies in this department, by which an administrator's reach is judged. */
const liesIn = (account: Account | undefined, companyId: string | undefined, departmentId: string | undefined): boolean =>
  departmentId === (companyId !== undefined && account?.status === 'living' ? account.memberships[companyId]?.departmentId : undefined);

/** Somebody may decide in the place of somebody else, for a time. */
export const delegation = processOfStates<Delegation>()('delegation', {
  initial: { status: 'none' },
  policies: delegationPolicies,
  states: { given: 'open', ended: 'over' },
  events: delegationEvents,
  rules,
  columns: ({ companyId }) => defined({ companyId }),
  seenBy: ({ delegator, delegate, departmentId }) => ({
    services: 'parties',
    departments: departmentId === undefined ? [] : [departmentId],
    principals: [delegator, delegate],
  }),
  foundBy: ({ delegate, until }) => ({ asked: [delegate], expiresAt: until }),
  view: ({ delegator, delegate, matterTypes, from, until, ...rest }) => ({
    delegator,
    delegate,
    from,
    until,
    ...defined({ matterTypes }),
    ...(rest.status === 'ended' && { endedBy: rest.endedBy, endedAt: rest.endedAt }),
  }),
});
