import { riskCauses, riskSteps } from '../risk/risk.policy';
import type { Instant } from '../decider';
import { code, defined, eventsOf, group, id, instant, list, optional, type DataOf, type EventOf, type ValueOf } from '../events';

/** V7: what it may be about beside the causes of an evaluation: who registers often, by what is the same. */
export const frequentCauses = ['frequent-by-phone', 'frequent-by-device', 'frequent-by-address'] as const;
export type FrequentCause = (typeof frequentCauses)[number];
const alertCauses = [...riskCauses, ...frequentCauses] as const;
type AlertCause = (typeof alertCauses)[number];

/** V9: what came of it. */
export const alertOutcomes = ['harmless', 'confirmed'] as const;

/** Where the person belongs: who administers it works the alert. */
export const places = list(group({ companyId: id, departmentId: optional(id) }));
type Places = ValueOf<typeof places>;

/** What an account or a registration tells of itself. */
export const raised = {
  about: code('account', 'registration'),
  aboutId: id,
  subjectId: id,
  places,
  causes: list(code(...alertCauses)),
  /** The steps that the evaluation demanded. */
  demands: list(code(...riskSteps)),
};
type Raised = DataOf<typeof raised>;

interface Watched extends Omit<Raised, 'causes'> {
  causes: readonly AlertCause[];
  /** How many alerts there were about it, this one included. */
  n: number;
  /** How often something has come up while this one was not resolved. */
  times: number;
  raisedAt: Instant;
  lastAt: Instant;
  acknowledged?: { by: string; at: Instant };
}
type Worked = Watched & { status: 'open' | 'acknowledged' };
interface Resolved extends Watched {
  status: 'resolved';
  resolved: { by: string; at: Instant; outcome: (typeof alertOutcomes)[number]; reasonCode: string };
}
interface Closed extends Watched {
  status: 'closed';
}

/**
 * open → acknowledged → resolved, and open again with the next cause: one for each account and registration, however
 * much comes up. It is closed once the data of the person is gone.
 */
export type RiskAlert = { status: 'none' } | KnownAlert;
export type KnownAlert = Worked | Resolved | Closed;

export const isKnown = (alert: RiskAlert): alert is KnownAlert => alert.status !== 'none';
export const isWorked = (alert: RiskAlert): alert is Worked => alert.status === 'open' || alert.status === 'acknowledged';
export const isRunning = (alert: RiskAlert): alert is Worked | Resolved => isKnown(alert) && alert.status !== 'closed';

const { event, from } = eventsOf<RiskAlert>();
const running = from(isRunning);
const worked = from(isWorked);
const by = { by: id, at: instant };

export const riskAlertEvents = {
  /** V7: the first about it, or the first since the last one was resolved. */
  RiskAlertRaised: event({ ...raised, at: instant }, (before, { at, ...fields }) => ({
    status: 'open',
    ...fields,
    n: isKnown(before) ? before.n + 1 : 1,
    times: 1,
    raisedAt: at,
    lastAt: at,
  })),
  /** It counts on the one that is not resolved yet. */
  RiskAlertRepeated: worked(
    { places, causes: raised.causes, demands: raised.demands, at: instant },
    (alert, { at, causes, demands, places: now }) => ({
      ...alert,
      places: now,
      causes: alertCauses.filter((cause) => alert.causes.includes(cause) || causes.includes(cause)),
      demands: riskSteps.filter((step) => alert.demands.includes(step) || demands.includes(step)),
      times: alert.times + 1,
      lastAt: at,
    }),
    { minor: true },
  ),
  RiskAlertAcknowledged: worked(by, (alert, acknowledged) => ({ ...alert, status: 'acknowledged', acknowledged })),
  /** P2: `frees`: the approval that waited only for it, and goes on by its rule. */
  RiskAlertResolved: worked(
    { ...by, outcome: code(...alertOutcomes), reasonCode: code(), frees: optional(id) },
    (alert, { frees: _goesOn, ...resolved }) => ({ ...alert, status: 'resolved', resolved }),
  ),
  /** The person belongs elsewhere by now. */
  RiskAlertMoved: running({ places }, (alert, moved) => ({ ...alert, ...moved }), { minor: true }),
  /** The data of the person is gone. */
  RiskAlertClosed: running({}, (alert) => ({ ...alert, status: 'closed' })),
};
export type RiskAlertEvent = EventOf<typeof riskAlertEvents>;

/** The companies in which it may be worked, each once. */
export const companiesOf = ({ places: there }: { places: Places }): readonly string[] => [
  ...new Set(there.map(({ companyId }) => companyId)),
];
export const departmentsOf = ({ places: there }: { places: Places }): readonly string[] =>
  there.flatMap(({ departmentId }) => departmentId ?? []);

/** What an administrator of this company must reach: the department of the person, or the whole company. */
export function reachIn(alert: RiskAlert, companyId: string | undefined): 'company' | readonly string[] {
  const here = isKnown(alert) ? alert.places.filter((place) => place.companyId === companyId) : [];
  const departments = departmentsOf({ places: here });
  return departments.length > 0 && departments.length === here.length ? departments : 'company';
}

/** What callers see of it. */
export const toView = (alert: KnownAlert) => ({
  ...{ about: alert.about, aboutId: alert.aboutId, causes: alert.causes, demands: alert.demands, n: alert.n, times: alert.times },
  ...{ raisedAt: alert.raisedAt, lastAt: alert.lastAt },
  ...defined({
    acknowledgedBy: alert.acknowledged?.by,
    acknowledgedAt: alert.acknowledged?.at,
    ...(alert.status === 'resolved' && {
      ...{ resolvedBy: alert.resolved.by, resolvedAt: alert.resolved.at },
      ...{ resolution: alert.resolved.outcome, reasonCode: alert.resolved.reasonCode },
    }),
  }),
});
