import { day, internal, minute, refuse, type Effect, type Instant } from '../decider';
import { code, count, defined, instant, optional } from '../events';
import type { Observation, ObservationKind } from '../observation/observation';
import { causesIn, evaluateCauses, isAlerting, isLateNight, riskSignals, type RiskSignals } from '../risk/evaluate';
import { riskCauses, riskPolicy, riskSteps, type RiskCause, type RiskMode, type RiskStep } from '../risk/risk.policy';
import { companies, type Company } from '../company/company';
import { profileOf } from '../company/verification-profile';
import { zoneOr } from '../calendar/zone';
import { rulesOf } from '../rule';
import type { Account, KnownAccount, LivingAccount } from './account';
import { causes, type AccountRisk } from './evaluated';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { living } from './opening';
import { isFree } from './restriction';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

/**
 * The steps that the newest evaluation demanded and that the person owes: a level that was proven since meets those up
 * to it.
 */
const owedSteps = ({ risk, level = 0, levelAt }: LivingAccount): readonly RiskStep[] => {
  const isMet = (step: RiskStep) => risk !== undefined && levelAt !== undefined && levelAt >= risk.at && riskSteps.indexOf(step) < level;
  return risk?.demands?.filter((step) => !isMet(step)) ?? [];
};

/**
 * The evaluation to which this belongs: it waits for its draw, its time is not over, or what it demanded is still owed.
 * So steady signals about somebody who answers nothing write no events.
 */
function evaluationAt(account: LivingAccount, at: Instant): AccountRisk | undefined {
  const { risk } = account;
  if (risk?.drawPpm === undefined) return risk;
  const lasts = owedSteps(account).length > 0 ? riskPolicy.owedDays * day : riskPolicy.evaluationMinutes * minute;
  return at <= risk.at + lasts ? risk : undefined;
}

const isCovered = (account: LivingAccount, at: Instant, seen: readonly RiskCause[]): boolean => {
  const current = evaluationAt(account, at);
  return current !== undefined && seen.every((cause) => current.causes.includes(cause));
};

/**
 * V5: a service has seen something of somebody who uses the account. However much comes in, it asks for one evaluation
 * in its time, and again only with a cause that was not there.
 */
export const risk = {
  body: { signals: riskSignals, timeZone: optional(code()) },
  asks: (account: Account, observed: readonly Observation[]) => {
    if (account.status !== 'living' || !isFree(account)) return undefined;
    return riskAsked(account, observed, (each) => causesOf(each, account.timeZone));
  },
} satisfies ObservationKind<Account>;

/** One evaluation of all that makes these observations doubtful; none where it is covered, or nothing does. */
export function riskAsked(account: LivingAccount, observed: readonly Observation[], causesOf: (each: Observation) => readonly RiskCause[]) {
  const own = observed.filter(({ at }) => at >= account.activatedAt);
  const seen = own.flatMap(causesOf);
  const found = riskCauses.filter((cause) => seen.includes(cause));
  const at = Math.max(...own.map((each) => each.at));
  return found.length === 0 || isCovered(account, at, found) ? undefined : { type: 'AskRiskEvaluation', at, causes: found };
}

/** V7: a sign-in from afar or by a proxy, and one on a device that nobody can vouch for, which counts as an odd one. */
export function causesOfSignIn({ body }: Observation): readonly RiskCause[] {
  const { region, address, integrity } = body as { region?: 'usual' | 'unusual'; address?: string; integrity?: string };
  const isProxy = riskPolicy.proxyAddresses.some((each) => each === address);
  const isOdd = riskPolicy.oddDevices.some((each) => each === integrity);
  return causesIn({ ...defined({ ipRegion: region }), proxy: isProxy, ...(isOdd && { fingerprintMatch: 0 }) }, false);
}

/** R10: by the clock that came with it, else by that of the person. A zone that this program does not know is none. */
function causesOf({ at, body }: Observation, own: string | undefined): readonly RiskCause[] {
  const { signals, timeZone } = body as { signals: RiskSignals; timeZone?: string };
  return causesIn(signals, isLateNight(at, timeZone ?? zoneOr(own, undefined)));
}

export const riskRules = {
  /**
   * V5, X6: one draw for all that comes up in the time of an evaluation, and until what it demanded is answered: more
   * causes demand more, and never another draw.
   */
  AskRiskEvaluation: rule({
    origin: 'observation',
    takes: { at: instant, causes },
    given: living.when(isFree, internal('account-not-active')),
    needs: (_, account) => companiesOf(account),
    emits: ['RiskEvaluationAsked', 'RiskEvaluated'],
    decide: ({ state: account, command: { at, causes: seen }, facts, policy }) => {
      if (isCovered(account, at, seen)) return refuse(internal('risk-evaluated'));
      const before = evaluationAt(account, at);
      const n = before?.n ?? (account.risk?.n ?? 0) + 1;
      const all = riskCauses.filter((cause) => seen.includes(cause) || before?.causes.includes(cause));
      const asked = { n, at: before?.at ?? at, causes: all };
      return before?.drawPpm === undefined
        ? accept({ type: 'RiskEvaluationAsked', ...asked })
        : accept({ type: 'RiskEvaluated', ...asked, ...evaluatedBy(account, all, before.drawPpm, modeOf(facts, policy)) });
    },
  }),
  /** X6: the first draw that comes back is the one that counts. */
  RecordRiskDraw: rule({
    origin: 'effect',
    takes: { n: count, drawPpm: count },
    given: living,
    needs: (_, account) => companiesOf(account),
    emits: ['RiskEvaluated'],
    decide: ({ state: account, command: { n, drawPpm }, facts, policy }) => {
      const { risk: asked } = account;
      return asked?.n === n && asked.drawPpm === undefined
        ? accept({
            type: 'RiskEvaluated',
            n,
            at: asked.at,
            causes: asked.causes,
            ...evaluatedBy(account, asked.causes, drawPpm, modeOf(facts, policy)),
          })
        : refuse(internal('draw-recorded'));
    },
  }),
};

/** The companies of the person, by their ids: each says how much its people prove. */
const companiesOf = ({ memberships }: LivingAccount) =>
  Object.fromEntries(Object.keys(memberships).map((id) => [`company:${id}`, companies.read(id)])) as Readonly<
    Record<`company:${string}`, ReturnType<typeof companies.read>>
  >;

/** X6, X18: one company that has chosen `strict` is enough, since the account is one. */
const modeOf = (found: Readonly<Record<`company:${string}`, Company | undefined>>, { evaluatesByProfile }: AccountPolicy): RiskMode =>
  evaluatesByProfile && Object.values(found).some(isStrict) ? 'strict' : riskPolicy.mode;
const isStrict = (company: Company | undefined): boolean =>
  company !== undefined && 'verification' in company && profileOf(company.verification).profile === 'strict';

function evaluatedBy({ memberships }: LivingAccount, seen: readonly RiskCause[], drawPpm: number, mode: RiskMode) {
  const { demands } = evaluateCauses(seen, drawPpm, mode);
  const alerts = isAlerting({ demands, causes: seen });
  const companies = Object.keys(memberships);
  return { drawPpm, demands, alerts, ...(alerts && companies.length > 0 && { alertsIn: companies }) };
}

export const riskEffects = ['drawRisk'] as const;

export const owedForRisk = (account: KnownAccount): readonly Effect<(typeof riskEffects)[number]>[] =>
  account.status === 'living' && account.risk && account.risk.drawPpm === undefined ? [{ kind: 'drawRisk', n: account.risk.n }] : [];

/** Which steps are demanded of the person, not why: that is for those who look after them. */
export const riskView = (account: LivingAccount) => defined({ demands: account.risk?.demands && owedSteps(account) });

/** Where the person belongs, for those who work an alert about them. */
export const placesOf = ({ memberships }: Pick<LivingAccount, 'memberships'>) =>
  Object.entries(memberships).map(([companyId, { departmentId }]) => ({ companyId, ...defined({ departmentId }) }));
