import { approval as process, type ApprovalCommand } from './approval.process';
import { exportPolicy } from './approval.policy';
import type { StoredPolicy } from '../approval-policy/approval-policy';

const { id: _name, version: _number, ...twoConfirmations } = exportPolicy;
const [confirmed] = twoConfirmations.stages;
const companyPolicy: StoredPolicy = {
  ...{ status: 'enabled', policyId: 'p', companyId: 'c', matterType: 'document-export', version: 1, roleStreams: {}, disablings: 0 },
  content: { ...twoConfirmations, stages: [{ ...confirmed, slots: [confirmed.slots[0]] }] },
};
const held = (role: 'it-admin' | 'super-admin', holder: string) =>
  ({ status: 'granted', companyId: 'c', role, holders: [holder] }) as const;
const facts = { companyPolicy, 'it-admin': held('it-admin', 'a'), 'super-admin': held('super-admin', 's') };
const open = (classification?: 'core'): ApprovalCommand => ({
  type: 'OpenApproval',
  ...{ matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's', requestedBy: 'r', managers: ['m'] },
  roleStreams: { 'it-admin': 'admins', 'super-admin': 'chiefs' },
  ...(classification && { classification }),
});
const policyOf = (command: ApprovalCommand) =>
  (process.decide(process.initial, command, facts, 0).events[0] as { policyId?: string }).policyId;

describe('the class of a document (P6)', () => {
  it('says who decides: what a company has stored for exports takes the place of no layers', () => {
    expect([policyOf(open()), policyOf(open('core'))]).toEqual(['company:document-export', 'export-in-layers']);
  });
});
