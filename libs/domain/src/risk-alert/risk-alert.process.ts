import { approvals, isPending, type Approval } from '../approval/approval';
import { isPaused } from '../approval/evidence';
import { internal } from '../decider';
import { code, defined, flag, id, optional } from '../events';
import { peek } from '../needs';
import { processOfStates } from '../process';
import { registrations, type Registration } from '../registration/registration';
import { rulesOf } from '../rule';
import {
  alertOutcomes,
  companiesOf,
  departmentsOf,
  isKnown,
  isRunning,
  isWorked,
  places,
  raised,
  reachIn,
  riskAlertEvents,
  toView,
  type RiskAlert,
  type RiskAlertEvent,
} from './risk-alert';
import { riskAlertPolicies, type RiskAlertPolicy } from './risk-alert.policy';

const { rule, anything, accept } = rulesOf<RiskAlert, RiskAlertEvent, RiskAlertPolicy>();

const known = anything.in(isKnown, internal('alert-unknown'));
const running = known.in(isRunning, internal('alert-over'));
const worked = known.in(isWorked, 'alert-closed');

/** `companyId`: in which an administrator acts. Left out: an operator does. */
const working = { by: id, companyId: optional(id) };

const rules = {
  /** V7: what comes up while it is not resolved counts on it; afterwards it is open again. */
  RaiseAlert: rule({
    origin: 'reaction',
    takes: raised,
    given: anything.when((alert) => !isKnown(alert) || isRunning(alert), internal('alert-over')),
    emits: ['RiskAlertRaised', 'RiskAlertRepeated'],
    // The type comes last: the command has one of its own.
    decide: ({ state, command, now }) => {
      const { places, causes, demands } = command;
      if (isWorked(state)) return accept({ type: 'RiskAlertRepeated', places, causes, demands, at: now });
      return accept({ ...command, type: 'RiskAlertRaised', at: now });
    },
  }),
  /** V9: an administrator in scope looks after it. */
  AcknowledgeAlert: rule({
    origin: 'caller',
    right: 'workRiskAlerts',
    takes: working,
    given: worked.when(({ status }) => status === 'open', 'alert-acknowledged'),
    reaches: ({ companyId }, state) => reachIn(state, companyId),
    atMost: { times: ({ alertsWorked }) => alertsWorked, soFar: ({ n }) => n - 1 },
    emits: ['RiskAlertAcknowledged'],
    decide: ({ command: { by }, now }) => accept({ type: 'RiskAlertAcknowledged', by, at: now }),
  }),
  /** V9, P2: with its reason; what waited only for it goes on where it was harmless. */
  ResolveAlert: rule({
    origin: 'caller',
    right: 'workRiskAlerts',
    takes: { ...working, outcome: code(...alertOutcomes), reasonCode: code() },
    given: worked,
    reaches: ({ companyId }, state) => reachIn(state, companyId),
    needs: (_, { about, aboutId }) => ({ registration: about === 'registration' ? peek(registrations.read(aboutId)) : undefined }),
    then: ({ registration }) => ({ approval: approvals.move(awaitedBy(registration)) }),
    atMost: { times: ({ alertsWorked }) => alertsWorked, soFar: ({ n }) => n - 1 },
    emits: ['RiskAlertResolved'],
    decide: ({ command: { by, outcome, reasonCode }, facts: { registration, approval }, now, policy }) => {
      const goesOn = policy.letsGoOn.some((each) => each === outcome) && waitsOnlyForIt(approval);
      const frees = goesOn ? awaitedBy(registration) : undefined;
      return accept({ type: 'RiskAlertResolved', by, at: now, outcome, reasonCode, ...defined({ frees }) });
    },
  }),
  /**
   * A person has joined or left a company, or changed the department. `narrows`: it comes into no company where it is
   * not.
   */
  MoveAlert: rule({
    origin: 'reaction',
    takes: { places, narrows: optional(flag) },
    given: running,
    emits: ['RiskAlertMoved'],
    decide: ({ state, command: { places: now, narrows } }) => {
      const companies = companiesOf(state);
      const kept = narrows ? now.filter(({ companyId }) => companies.includes(companyId)) : now;
      return accept({ type: 'RiskAlertMoved', places: kept });
    },
  }),
  /** With the data of the person. */
  CloseAlert: rule({
    origin: 'reaction',
    given: running,
    emits: ['RiskAlertClosed'],
    decide: () => accept({ type: 'RiskAlertClosed' }),
  }),
};

const awaitedBy = (registration: Registration | undefined): string | undefined =>
  registration?.status === 'awaiting_approval' ? registration.approvalId : undefined;

/**
 * P2: a rule would have approved it, were it not for the alert. V8: what people have asked evidence for, people decide.
 */
const waitsOnlyForIt = (approval: Approval | undefined): boolean =>
  approval !== undefined &&
  isPending(approval) &&
  !isPaused(approval) &&
  approval.suspended !== undefined &&
  approval.suspended.by.every((why) => why === 'risk-alert');

/** Somebody looks like trouble: who administers them, or operators, look after it. */
export const riskAlert = processOfStates<RiskAlert>()('risk-alert', {
  initial: { status: 'none' },
  policies: riskAlertPolicies,
  states: { open: 'open', acknowledged: 'open', resolved: 'open', closed: 'over' },
  events: riskAlertEvents,
  rules,
  columns: (alert) => ({ subjectId: alert.subjectId, ...defined({ companyId: companiesOf(alert)[0] }) }),
  /** Never for the person whom it is about. */
  seenBy: (alert) => ({ companies: companiesOf(alert), departments: departmentsOf(alert) }),
  /** Until somebody looks after it. */
  troubles: { 'risk-alert': (alert) => (alert.status === 'open' ? [alert.aboutId] : []) },
  view: toView,
});
