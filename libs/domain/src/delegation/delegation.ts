import type { Instant } from '../decider';
import { code, eventsOf, id, instant, list, optional, type DataOf, type EventOf } from '../events';
import { streamsOf } from '../needs';

export const delegationFields = {
  /** The principal of the person in whose place somebody may decide. */
  delegator: id,
  /** The principal of the person who may decide in their place. */
  delegate: id,
  /** The company whose matters it is about. None: the matters of the platform. */
  companyId: optional(id),
  /** The department of the delegator there: its administrator may end it. */
  departmentId: optional(id),
  /** None: every type of matter. */
  matterTypes: optional(list(code())),
  from: instant,
  /** Not at this instant any more. */
  until: instant,
};
type Terms = DataOf<typeof delegationFields>;

/** Who ended it: the person who gave it, the one who had it, or an administrator of the company. */
export const enders = ['delegator', 'delegate', 'administrator'] as const;

/** It ended with the departure of one of the two: from the company, or by the purge of their account. */
export const departures = ['delegator-left', 'delegate-left'] as const;

interface Given extends Terms {
  status: 'given';
}
interface Ended extends Terms {
  status: 'ended';
  endedBy: (typeof enders)[number] | (typeof departures)[number];
  endedAt: Instant;
}

/**
 * given → ended. Nothing waits for its instants: who decides in somebody's place is asked by the clock of that moment.
 */
export type Delegation = { status: 'none' } | Given | Ended;

export const delegations = streamsOf<Delegation>('delegation');

export const isGiven = (delegation: Delegation): delegation is Given => delegation.status === 'given';

/** What a delegation may be asked about. */
interface Asked {
  companyId?: string | undefined;
  matterType: string;
}

/** Whether it holds at this instant in this company: from ≤ now < until. */
export const isActiveIn = (delegation: Delegation | undefined, companyId: string | undefined, now: Instant): delegation is Given =>
  delegation?.status === 'given' && delegation.companyId === companyId && delegation.from <= now && now < delegation.until;

/** Whether the delegate may act in the delegator's place on such a matter. */
export const covers = (delegation: Delegation | undefined, { companyId, matterType }: Asked, now: Instant): delegation is Given =>
  isActiveIn(delegation, companyId, now) && (delegation.matterTypes?.includes(matterType) ?? true);

const { event, from } = eventsOf<Delegation>();
export const delegationEvents = {
  DelegationGiven: event(delegationFields, (_, given) => ({ status: 'given', ...given })),
  DelegationEnded: from(isGiven)({ by: code(...enders, ...departures), at: instant }, (delegation, { by, at }) => ({
    ...delegation,
    status: 'ended',
    endedBy: by,
    endedAt: at,
  })),
};
export type DelegationEvent = EventOf<typeof delegationEvents>;
