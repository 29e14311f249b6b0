import { timeless, type Process } from '../decider';
import { companyPolicy, type CompanyPolicy } from '../company/company.policy';
import { evolve, noInvite, type Invite, type InviteEvent } from './invite';
import { decideWith, needs, type InviteCommand, type InviteFacts } from './invite.decide';

/** A single-use way into a company. Its id derives from the code, which is stored nowhere. */
const inviteWith = (policy: CompanyPolicy): Process<Invite, InviteEvent, InviteCommand, InviteFacts> => ({
  ...timeless,
  type: 'invite',
  policyVersion: () => policy.version,
  initial: noInvite,
  evolve,
  decide: decideWith(policy),
  needs,
  origins: { IssueInvite: 'caller', ReserveInvite: 'reaction', ReturnInvite: 'reaction', SpendInvite: 'reaction' },
  status: ({ status }) => status,
  outcome: ({ status }) => (status === 'spent' ? 'spent' : undefined),
  columns: (state) => (state.status === 'none' ? {} : { companyId: state.companyId, subjectId: state.companyId }),
  view: (state) => (state.status === 'none' ? {} : { expiresAt: state.expiresAt }),
});

export const invite = inviteWith(companyPolicy);
