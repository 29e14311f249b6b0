import type { CommandOf } from '#domain';
import type { Caller, Outcome, ProcessState } from '#engine';
import { opensCompany, type Company, type TaskDecision } from '#journey';
import type { TestEngine } from './engine';
import { EngineDriver } from './engine-driver';

/**
 * The steps of a confirmation by two people in a company of its own, as calls on the engine. People by their ids in
 * events.
 */
export interface Confirmation {
  /** A verified company with a position, and with these IT admins. */
  company(itAdmins: readonly string[]): Promise<{ companyId: string; positionStreamId: string; roleStreams: Record<string, string> }>;
  ask(
    company: { companyId: string; roleStreams: Record<string, string> },
    people: { requestedBy: string; managers: readonly string[] },
  ): Promise<Outcome & { approvalId: string }>;
  decide(approvalId: string, actor: string, decision?: TaskDecision, caller?: Caller): Promise<Outcome>;
  approve(approvalId: string, actor: string, caller?: Caller): Promise<Outcome>;
  withdraw(approvalId: string, actor: string): Promise<Outcome>;
}

const body = ({ revision, state }: ProcessState) => ({ revision, status: state.status });

export function confirmation(test: TestEngine): Confirmation {
  const { engine, caller: newCaller } = test;
  const driver = new EngineDriver(test);
  const onApproval = (id: string, command: CommandOf<'approval'>, caller = newCaller()) =>
    engine.execute<'approval'>({ process: 'approval', id, command, caller }, body);
  const decide: Confirmation['decide'] = (id, actor, decision = 'approve', caller = undefined) =>
    onApproval(id, { type: 'DecideTask', actor, decision, ...(decision === 'reject' && { reasonCode: 'not-known' }) }, caller);
  return {
    company: async (itAdmins) => {
      const at: Company = { company: newCaller().commandId.toString('hex'), position: 'sales', itAdmins, managers: [] };
      for (const step of opensCompany(at)) await driver.perform(step);
      const roleStreams = { 'it-admin': driver.id('role', at.company) };
      return { companyId: driver.id('company', at.company), positionStreamId: driver.id('position', `${at.company} sales`), roleStreams };
    },
    ask: async ({ companyId, roleStreams }, people) => {
      const caller = newCaller();
      const [approvalId, subjectId] = [engine.idFor(caller, 'approval'), engine.idFor(caller, 'subject')];
      const matter = { type: 'document-export', id: subjectId } as const;
      const outcome = await onApproval(approvalId, { type: 'OpenApproval', matter, companyId, subjectId, roleStreams, ...people }, caller);
      return { ...outcome, approvalId };
    },
    decide,
    approve: (approvalId, actor, caller) => decide(approvalId, actor, 'approve', caller),
    withdraw: (approvalId, actor) => onApproval(approvalId, { type: 'WithdrawApproval', actor }),
  };
}
