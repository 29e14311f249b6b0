import { day, internal, refuse } from '../decider';
import { companies } from '../company/company';
import { companyPolicies, type CompanyPolicy } from '../company/company.policy';
import { isIn, departments } from '../department/department';
import { count, defined, id, list, optional } from '../events';
import { positions } from '../position/position';
import { registrations } from '../registration/registration';
import { processOfStates, type CommandsOf } from '../process';
import { rulesOf } from '../rule';
import { inviteEvents, terms, type Invite, type InviteEvent } from './invite';

const { rule, opening, anything, accept } = rulesOf<Invite, InviteEvent, CompanyPolicy>();

const holderOf = (invite: Invite) => (invite.status === 'reserved' ? invite.holder : undefined);
const isReservedBy = (invite: Invite, holder: string) => invite.status === 'reserved' && invite.holder === holder;

const rules = {
  IssueInvite: opening({
    origin: 'caller',
    right: 'issueInvites',
    takes: {
      companyId: id,
      positionStreamId: id,
      departmentId: optional(id),
      managers: list(id),
      expiresInMs: optional(count),
      issuedBy: terms.issuedBy,
    },
    exists: internal('invite-exists'),
    reaches: ({ departmentId }) => (departmentId === undefined ? 'company' : [departmentId]),
    needs: ({ companyId, positionStreamId, departmentId }) => ({
      company: companies.read(companyId),
      position: positions.read(positionStreamId),
      department: departments.read(departmentId),
    }),
    emits: ['InviteIssued'],
    refuses: ['company-not-verified', 'position-unknown', 'department-unknown', 'invite-period-invalid'],
    decide: ({ command, facts: { company, position, department }, now, policy }) => {
      if (company?.status !== 'verified') return refuse('company-not-verified');
      if (position?.status !== 'offered') return refuse('position-unknown');
      const { companyId, positionStreamId, departmentId, managers, issuedBy } = command;
      if (departmentId !== undefined && !isIn(department, companyId)) return refuse('department-unknown');
      const goodForMs = command.expiresInMs ?? policy.inviteDays * day;
      if (goodForMs <= 0 || goodForMs > policy.inviteDaysMax * day) return refuse('invite-period-invalid', { limit: policy.inviteDaysMax });
      const terms = { companyId, positionStreamId, ...defined({ departmentId, issuedBy }), managers };
      return accept({ type: 'InviteIssued', ...terms, expiresAt: now + goodForMs });
    },
  }),
  /** A missing, a reserved and a spent invite look the same from outside: nobody can probe a code. */
  ReserveInvite: rule({
    origin: 'reaction',
    takes: { holder: id },
    given: anything,
    emits: ['InviteReserved'],
    refuses: ['invite-invalid', 'invite-expired', 'invite-revoked'],
    decide: ({ state, command: { holder }, now }) => {
      if (state.status === 'revoked') return refuse('invite-revoked');
      if (state.status !== 'issued') return refuse('invite-invalid');
      return now < state.expiresAt ? accept({ type: 'InviteReserved', holder }) : refuse('invite-expired');
    },
  }),
  ReturnInvite: rule({
    origin: 'reaction',
    takes: { holder: id },
    given: anything,
    emits: ['InviteReturned'],
    decide: ({ state, command: { holder } }) =>
      isReservedBy(state, holder) ? accept({ type: 'InviteReturned', holder }) : refuse(internal('invite-not-reserved')),
  }),
  SpendInvite: rule({
    origin: 'reaction',
    takes: { holder: id },
    given: anything,
    emits: ['InviteSpent'],
    decide: ({ state, command: { holder } }) =>
      isReservedBy(state, holder) ? accept({ type: 'InviteSpent', holder }) : refuse(internal('invite-not-reserved')),
  }),
  /** The company takes it back before somebody is a member by it: the registration that holds it ends too. */
  RevokeInvite: rule({
    origin: 'caller',
    right: 'issueInvites',
    given: anything
      .when(({ status }) => status !== 'none', internal('invite-unknown'))
      .when(({ status }) => status !== 'revoked', 'invite-revoked-already')
      .when(({ status }) => status !== 'spent', 'invite-spent')
      .when((state, { now }) => state.status !== 'issued' || now < state.expiresAt, 'invite-expired'),
    reaches: (_, state) => (state.status === 'none' || state.departmentId === undefined ? 'company' : [state.departmentId]),
    needs: (_, state) => ({ registration: registrations.move(holderOf(state)) }),
    emits: ['InviteRevoked'],
    decide: ({ state }) => accept({ type: 'InviteRevoked', ...defined({ holder: holderOf(state) }) }),
  }),
};

export type InviteCommand = CommandsOf<typeof rules>;

/** A single-use way into a company. Its id derives from the code, which is stored nowhere. */
export const invite = processOfStates<Invite>()('invite', {
  initial: { status: 'none' },
  policies: companyPolicies,
  states: { issued: 'open', reserved: 'open', spent: 'over', revoked: 'over' },
  events: inviteEvents,
  rules,
  columns: ({ companyId }) => ({ companyId, subjectId: companyId }),
  seenBy: ({ managers, departmentId }) => ({
    principals: managers,
    departments: departmentId === undefined ? [] : [departmentId],
  }),
  foundBy: ({ expiresAt }) => ({ asked: [], expiresAt }),
  view: ({ expiresAt }) => ({ expiresAt }),
});
