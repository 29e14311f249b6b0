import type { Role } from '../role/role';
import { approval, type ApprovalCommand } from './approval.process';
import type { Approval } from './approval';

const holders = (role: 'it-admin' | 'super-admin', ...people: string[]): Role => ({
  status: 'granted',
  companyId: 'c',
  role,
  holders: people,
});
const facts = { 'it-admin': holders('it-admin', 'it'), 'super-admin': holders('super-admin', 'chief') };
const open: ApprovalCommand & { type: 'OpenApproval' } = {
  type: 'OpenApproval',
  matter: { type: 'document-export', id: 'x' },
  classification: 'core',
  ...{ companyId: 'c', subjectId: 's', requestedBy: 'r', managers: ['m'], roleStreams: { 'it-admin': 'i', 'super-admin': 'u' } },
};

/** The state after these commands, and the code of the last one. */
function after(...commands: readonly ApprovalCommand[]): { state: Approval; code: string | undefined } {
  return commands.reduce<{ state: Approval; code: string | undefined }>(
    ({ state }, command) => {
      const { events, problem } = approval.decide(state, command, facts, 0);
      return { state: events.reduce((folded, event) => approval.evolve(folded, event), state), code: problem?.code };
    },
    { state: approval.initial, code: undefined },
  );
}
const decide = (actor: string, decision: 'approve' | 'reject' = 'approve'): ApprovalCommand => ({
  type: 'DecideTask',
  ...{ actor, decision, roleStreams: open.roleStreams, ...(decision === 'reject' && { reasonCode: 'no' }) },
});
const asked = (state: Approval) => approval.awaits(state).flatMap(({ missing = [] }) => missing);

describe('the export of a core document (P6)', () => {
  it('passes its layers one after another: a manager, then the IT admin', () => {
    expect(asked(after(open).state)).toEqual(['m']);
    expect(after(open, decide('it')).code).toBe('not-an-approver');
    const first = after(open, decide('m'));
    expect([first.state.status, asked(first.state)]).toEqual(['pending', ['it']]);
    expect(after(open, decide('m'), decide('it')).state.status).toBe('approved');
  });

  it('ends with the first layer that rejects it', () => {
    expect(after(open, decide('m', 'reject')).state.status).toBe('rejected');
    expect(after(open, decide('m'), decide('it', 'reject')).state.status).toBe('rejected');
  });

  it('asks a super admin where the requester has no manager', () => {
    expect(asked(after({ ...open, managers: [] }).state)).toEqual(['chief']);
  });
});
