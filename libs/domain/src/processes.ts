import { underPolicy, type Process } from './decider';
import type { CodesOf } from './process';
import { account } from './account/account.process';
import { approval } from './approval/approval.process';
import { company } from './company/company';
import { deregistration } from './deregistration/deregistration.process';
import { invite } from './invite/invite.process';
import { position } from './position/position';
import { registration } from './registration/registration.process';
import { role } from './role/role';

/** Every kind of process there is: the one place where one is registered. Kernel, API, worker, documents and tests read it here. */
export const processes = { account, approval, company, deregistration, invite, position, registration, role } as const;

export type ProcessType = keyof typeof processes;
export type CommandOf<P extends ProcessType> = Parameters<(typeof processes)[P]['decide']>[1];
export type EventIn<P extends ProcessType> = Parameters<(typeof processes)[P]['evolve']>[1];
export type StateIn<P extends ProcessType> = Parameters<(typeof processes)[P]['evolve']>[0];
export type FactsIn<P extends ProcessType> = Parameters<(typeof processes)[P]['decide']>[2];

/** Every code by which a rule can refuse a caller. */
export type RuleCode = { [P in ProcessType]: CodesOf<(typeof processes)[P]['rules']> }[ProcessType];

/** The same table for code that handles any process; its functions take what they gave. */
export const processOf = (type: string): Process => {
  const process = (processes as unknown as Record<string, Process>)[type];
  if (process === undefined) throw new Error(`no process is called ${type}`);
  return process;
};

/** A process by the rules for a stream that was opened under this version of its policy. @throws PolicyUnknown */
export const processUnder = (type: string, policyVersion: number): Process => underPolicy(processOf(type), policyVersion);
