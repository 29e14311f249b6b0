import type { CommandOf, ProcessType } from '#domain';
import type { Caller, CallerCommand, Outcome, Snapshot } from '#engine';
import type { TestEngine } from './engine';

/** The steps of a confirmation by two people in a company of its own, as calls on the engine. People by the ids that events know them by. */
export interface Confirmation {
  /** A verified company with a position, and with these IT admins. */
  company(itAdmins: readonly string[]): Promise<{ companyId: string; positionStreamId: string; roleStreams: Record<string, string> }>;
  ask(
    company: { companyId: string; roleStreams: Record<string, string> },
    people: { requestedBy: string; managers: readonly string[] },
  ): Promise<Outcome & { approvalId: string }>;
  approve(approvalId: string, actor: string, caller?: Caller): Promise<Outcome>;
  withdraw(approvalId: string, actor: string): Promise<Outcome>;
}

const body = ({ revision, state }: Snapshot) => ({ revision, status: state.status });

export function confirmation({ engine, keys, caller: newCaller }: TestEngine): Confirmation {
  const execute = <P extends ProcessType>(command: Omit<CallerCommand<P>, 'caller'>, caller = newCaller()) =>
    engine.execute<P>({ ...command, caller }, body);
  const onApproval = (id: string, command: CommandOf<'approval'>, caller?: Caller) =>
    execute<'approval'>({ process: 'approval', id, command }, caller);
  return {
    company: async (itAdmins) => {
      const companyId = engine.idFor(newCaller(), 'company');
      const [positionStreamId, role] = [keys.uuid('position', companyId), keys.uuid('role', companyId)];
      await execute<'company'>({
        process: 'company',
        id: companyId,
        command: { type: 'TakeInCompany', companyId, companyKind: 'enterprise' },
      });
      const position = { companyId, positionId: 'sales', template: 'sales', autoApprove: false };
      await execute<'position'>({ process: 'position', id: positionStreamId, command: { type: 'AddPosition', ...position } });
      for (const principalId of itAdmins)
        await execute<'role'>({ process: 'role', id: role, command: { type: 'GrantRole', companyId, role: 'it-admin', principalId } });
      return { companyId, positionStreamId, roleStreams: { 'it-admin': role } };
    },
    ask: async ({ companyId, roleStreams }, people) => {
      const caller = newCaller();
      const [approvalId, subjectId] = [engine.idFor(caller, 'approval'), engine.idFor(caller, 'subject')];
      const matter = { type: 'document-export', id: subjectId } as const;
      const outcome = await onApproval(approvalId, { type: 'OpenApproval', matter, companyId, subjectId, roleStreams, ...people }, caller);
      return { ...outcome, approvalId };
    },
    approve: (approvalId, actor, caller) => onApproval(approvalId, { type: 'DecideTask', actor, decision: 'approve' }, caller),
    withdraw: (approvalId, actor) => onApproval(approvalId, { type: 'WithdrawApproval', actor }),
  };
}
