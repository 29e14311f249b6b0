import { code, flag, group, id, list, optional, type ValueOf } from '../events';
import { streamsOf } from '../needs';
import { riskAlertPolicy } from '../risk-alert/risk-alert.policy';
import type { ApprovalPolicy } from './policy';

/**
 * What a rule that approves without people goes by (P2), as the matter knows it. `position`: the stream of the
 * position. `identity`: confirmed by the registry, or only after a person had to look at it, or also another person's.
 */
export const applicant = group({
  position: id,
  autoApprove: flag,
  device: code('genuine', 'not-genuine'),
  identity: code('confirmed', 'reviewed', 'elsewhere'),
  /** The stream that watches the applicant, so that an alert waits for the opening or the other way round. */
  alertId: optional(id),
  /** Of an applicant who joins with an account: the alerts about that. */
  accountAlerts: optional(list(id)),
});
type Applicant = ValueOf<typeof applicant>;

/** Why people decide although a rule would have approved it. */
const suspensions = ['risk-alert', 'duplicate-identity', 'identity-reviewed', 'device-not-genuine'] as const;
export type Suspension = (typeof suspensions)[number];

/** The rule that would have approved it, and what has suspended it. */
export const suspended = group({ rule: code(), by: list(code(...suspensions)) });

/** V9: where an alert stands, and what came of it. */
export interface RiskAlert {
  status: string;
  resolved?: { outcome: string };
}
const riskAlerts = streamsOf<RiskAlert>('risk-alert');

/** V9: those that say something of an applicant, by the names of their facts. */
export type Alerts = Readonly<Record<`alert${string}`, RiskAlert | undefined>>;

/** V7: the alert about the registration, and those about the account that joins: any of them suspends. */
export const alertNeeds = ({ alertId, accountAlerts = [] }: { alertId?: string; accountAlerts?: readonly string[] } = {}) => ({
  alert: riskAlerts.read(alertId),
  ...accountAlertNeeds(accountAlerts),
});

export const accountAlertNeeds = (ids: readonly string[]) =>
  Object.fromEntries(ids.map((each) => [`alert ${each}`, riskAlerts.read(each)] as const)) as Record<never, never>;

/** What was found for these needs. */
export const alertsFound = (facts: Readonly<Record<string, unknown>>): Alerts =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => name === 'alert' || name.startsWith('alert '))) as Alerts;

/** P2: the rule of the policy that approves at this position, and what suspends it now; undefined where none does. */
export function ruleFor(
  { autoRules }: Pick<ApprovalPolicy, 'autoRules'>,
  applying: Applicant | undefined,
  alerts: Alerts,
): { rule: string; by: readonly Suspension[] } | undefined {
  const rule = applying && autoRules.find(({ positions }) => appliesTo(positions, applying));
  return rule && { rule: rule.id, by: suspendedBy(applying, alerts) };
}

const appliesTo = (positions: ApprovalPolicy['autoRules'][number]['positions'], { position, autoApprove }: Applicant): boolean =>
  positions === 'auto-approve' ? autoApprove : positions.includes(position);

function suspendedBy({ device, identity }: Applicant, alerts: Alerts): readonly Suspension[] {
  return [
    ...(Object.values(alerts).some(isDoubtful) ? (['risk-alert'] as const) : []),
    ...(identity === 'elsewhere' ? (['duplicate-identity'] as const) : []),
    ...(identity === 'reviewed' ? (['identity-reviewed'] as const) : []),
    ...(device === 'genuine' ? [] : (['device-not-genuine'] as const)),
  ];
}

/** V9: somebody still has to look at what was seen of this person. */
export const isBeingWorked = (alert: RiskAlert | undefined): boolean => alert?.status === 'open' || alert?.status === 'acknowledged';

/**
 * V9: an alert suspends until it is resolved, since somebody who has acknowledged it still looks; and for good where it
 * has ended otherwise than as harmless.
 */
function isDoubtful(alert: RiskAlert | undefined): boolean {
  if (alert?.resolved === undefined) return isBeingWorked(alert);
  return !riskAlertPolicy.letsGoOn.some((each) => each === alert.resolved?.outcome);
}
