import { internal, minute, refuse, type Effect, type Instant } from '../decider';
import { code, count, defined, instant, optional } from '../events';
import type { Observation, ObservationKind } from '../observation/observation';
import { causesIn, evaluateCauses, isAlerting, isLateNight, riskSignals, type RiskSignals } from '../risk/evaluate';
import { riskCauses, riskPolicy, riskSteps, type RiskCause, type RiskStep } from '../risk/risk.policy';
import { isZone } from '../calendar/zone';
import { rulesOf } from '../rule';
import type { Account, KnownAccount, LivingAccount } from './account';
import { causes, type AccountRisk } from './evaluated';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { living } from './opening';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

const isFree = ({ frozenBy }: LivingAccount) => frozenBy === undefined;

/** Whether this belongs to the evaluation that there is: it waits for its draw, or its time is not over. */
const isWithin = (risk: AccountRisk | undefined, at: Instant): risk is AccountRisk =>
  risk !== undefined && (risk.drawPpm === undefined || at <= risk.at + riskPolicy.evaluationMinutes * minute);

const isCovered = ({ risk }: LivingAccount, at: Instant, seen: readonly RiskCause[]): boolean =>
  isWithin(risk, at) && seen.every((cause) => risk.causes.includes(cause));

/**
 * V5: a service has seen something of somebody who uses the account. However much comes in, it asks for one evaluation
 * in its time, and again only with a cause that was not there.
 */
export const risk: ObservationKind<Account> = {
  body: { signals: riskSignals, timeZone: optional(code()) },
  asks: (account, observed) => {
    if (account.status !== 'living' || !isFree(account)) return undefined;
    const own = observed.filter(({ at }) => at >= account.activatedAt);
    const seen = own.flatMap((each) => causesOf(each, account.timeZone));
    const found = riskCauses.filter((cause) => seen.includes(cause));
    const at = Math.max(...own.map((each) => each.at));
    return found.length === 0 || isCovered(account, at, found) ? undefined : { type: 'AskRiskEvaluation', at, causes: found };
  },
};

/** R10: by the clock that came with it, else by that of the person. A zone that this program does not know is none. */
function causesOf({ at, body }: Observation, own: string | undefined): readonly RiskCause[] {
  const { signals, timeZone } = body as { signals: RiskSignals; timeZone?: string };
  return causesIn(signals, isLateNight(at, timeZone ?? (own !== undefined && isZone(own) ? own : undefined)));
}

export const riskRules = {
  /**
   * V5, X6: one draw for all that comes up in the time of an evaluation: more causes demand more, and never another
   * draw.
   */
  AskRiskEvaluation: rule({
    origin: 'observation',
    takes: { at: instant, causes },
    given: living.when(isFree, internal('account-not-active')),
    emits: ['RiskEvaluationAsked', 'RiskEvaluated'],
    decide: ({ state: account, command: { at, causes: seen } }) => {
      if (isCovered(account, at, seen)) return refuse(internal('risk-evaluated'));
      const before = isWithin(account.risk, at) ? account.risk : undefined;
      const n = before?.n ?? (account.risk?.n ?? 0) + 1;
      const all = riskCauses.filter((cause) => seen.includes(cause) || before?.causes.includes(cause));
      const asked = { n, at: before?.at ?? at, causes: all };
      return before?.drawPpm === undefined
        ? accept({ type: 'RiskEvaluationAsked', ...asked })
        : accept({ type: 'RiskEvaluated', ...asked, ...evaluatedBy(all, before.drawPpm) });
    },
  }),
  /** X6: the first draw that comes back is the one that counts. */
  RecordRiskDraw: rule({
    origin: 'effect',
    takes: { n: count, drawPpm: count },
    given: living,
    emits: ['RiskEvaluated'],
    decide: ({ state: { risk: asked }, command: { n, drawPpm } }) =>
      asked?.n === n && asked.drawPpm === undefined
        ? accept({ type: 'RiskEvaluated', n, at: asked.at, causes: asked.causes, ...evaluatedBy(asked.causes, drawPpm) })
        : refuse(internal('draw-recorded')),
  }),
};

function evaluatedBy(seen: readonly RiskCause[], drawPpm: number) {
  const { demands } = evaluateCauses(seen, drawPpm, riskPolicy.mode);
  return { drawPpm, demands, alerts: isAlerting({ demands, causes: seen }) };
}

export const riskEffects = ['drawRisk'] as const;

export const owedForRisk = (account: KnownAccount): readonly Effect<(typeof riskEffects)[number]>[] =>
  account.status === 'living' && account.risk && account.risk.drawPpm === undefined ? [{ kind: 'drawRisk', n: account.risk.n }] : [];

/** Which steps are demanded of the person, not why: that is for those who look after them. */
export function riskView({ risk: newest, level = 0, levelAt }: LivingAccount) {
  // A level that was proven since meets the steps up to it.
  const isMet = (step: RiskStep) =>
    newest !== undefined && levelAt !== undefined && levelAt >= newest.at && riskSteps.indexOf(step) < level;
  return defined({ demands: newest?.demands?.filter((step) => !isMet(step)) });
}

/** Where the person belongs, for those who work an alert about them. */
export const placesOf = ({ memberships }: Pick<LivingAccount, 'memberships'>) =>
  Object.entries(memberships).map(([companyId, { departmentId }]) => ({ companyId, ...defined({ departmentId }) }));
