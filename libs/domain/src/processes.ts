import type { Awaited, Instant, Process, Readable } from './decider';
import type { CodesOf, CommandsNow, RightsOf, StateKind } from './process';
import type { AnyRule } from './rule';
import type { Found, Seen } from './visibility';
import { account } from './account/account.process';
import { approval } from './approval/approval.process';
import { approvalPolicy } from './approval-policy/approval-policy.process';
import { calendar } from './calendar/calendar.process';
import { company } from './company/company';
import { delegation } from './delegation/delegation.process';
import { department } from './department/department';
import { deregistration } from './deregistration/deregistration.process';
import { invite } from './invite/invite.process';
import { position } from './position/position';
import { registration } from './registration/registration.process';
import { rightsReview } from './rights-review/rights-review.process';
import { riskAlert } from './risk-alert/risk-alert.process';
import { role } from './role/role';
import { verification } from './verification/verification.process';

/** Every kind of process: the one place that registers them. Kernel, API, worker, documents and tests read it here. */
export const processes = {
  account,
  approval,
  calendar,
  'approval-policy': approvalPolicy,
  company,
  delegation,
  department,
  deregistration,
  invite,
  position,
  registration,
  'rights-review': rightsReview,
  'risk-alert': riskAlert,
  role,
  verification,
} as const;

export type ProcessType = keyof typeof processes;
export type CommandOf<P extends ProcessType> = Parameters<(typeof processes)[P]['decide']>[1];
export type EventIn<P extends ProcessType> = Parameters<(typeof processes)[P]['evolve']>[1];
export type StateIn<P extends ProcessType> = Parameters<(typeof processes)[P]['evolve']>[0];
/** The states of an existing process. */
export type KnownStateIn<P extends ProcessType> = Exclude<StateIn<P>, { status: 'none' }>;

/** Every word that the status of a process can be. */
export type StatusOf<P extends ProcessType> = keyof (typeof processes)[P]['states'] & string;
export type FactsIn<P extends ProcessType> = Parameters<(typeof processes)[P]['decide']>[2];

/** Every code by which a rule can refuse a caller. */
export type RuleCode = { [P in ProcessType]: CodesOf<(typeof processes)[P]['rules']> }[ProcessType];

/** Every right that a rule asks of its caller. */
export type RuleRight = { [P in ProcessType]: RightsOf<(typeof processes)[P]['rules']> }[ProcessType];

/** The commands of a process that callers send: those whose rules name a right. */
export type CallerCommandOf<P extends ProcessType> = CommandsWithRight<(typeof processes)[P]['rules']>;
type CommandsWithRight<R> = { [C in keyof R & string]: [RightsOf<Pick<R, C>>] extends [never] ? never : C }[keyof R & string];

/** A process for code that handles any; its functions accept what they returned. */
export interface AnyProcess extends Process {
  readonly states: Readonly<Record<string, StateKind>>;
  under(policyVersion: number): AnyProcess;
  trying(policy: { version: number }): AnyProcess;
  commandsNow(state: { status: string }, now: Instant, actor?: string, inPlaceOf?: readonly string[]): CommandsNow;
  seenBy(state: { status: string }, id: string): Seen;
  foundBy(state: { status: string }): Found;
  awaits(state: { status: string }): readonly Awaited[];
  readonly mayAwait: boolean;
  canRead(stream: Readable): boolean;
}

/** Whether this program knows the type of a stored stream; a newer one may have more. */
export const isProcessType = (type: string): type is ProcessType => Object.hasOwn(processes, type);

/** A process by its name. @throws for a name that none has: a bug */
export const processOf = (type: string): AnyProcess => {
  const process = (processes as unknown as Record<string, AnyProcess>)[type];
  if (process === undefined) throw new Error(`no process is called ${type}`);
  return process;
};

/** A process by the rules for a stream that was opened under this version of its policy. @throws PolicyUnknown */
export const processUnder = (type: string, policyVersion: number): AnyProcess => processOf(type).under(policyVersion);

/** What routes read of any rule. */
type StatedRule = AnyRule & { readonly right?: RuleRight; readonly refuses: readonly RuleCode[] };

/** The rule of a command. @throws for a command that the process does not have: a bug */
export function ruleOf(process: ProcessType, command: string): StatedRule {
  const rules = processes[process].rules as unknown as Readonly<Record<string, StatedRule>>;
  const rule = Object.hasOwn(rules, command) ? rules[command] : undefined;
  if (rule === undefined) throw new Error(`${process} has no command ${command}`);
  return rule;
}
