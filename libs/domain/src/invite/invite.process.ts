import { day, internal, refuse } from '../decider';
import { companies, type Company } from '../company/company';
import { companyPolicies, type CompanyPolicy } from '../company/company.policy';
import { isIn, departments, type Department } from '../department/department';
import { count, defined, id, list, optional } from '../events';
import { positions, type Position } from '../position/position';
import { registrations } from '../registration/registration';
import { processOfStates, type CommandsOf } from '../process';
import type { Reach } from '../reach';
import { rulesOf } from '../rule';
import { inviteEvents, invites, terms, type Invite, type InviteEvent } from './invite';

const { rule, opening, anything, accept } = rulesOf<Invite, InviteEvent, CompanyPolicy>();

const holderOf = (invite: Invite) => (invite.status === 'reserved' ? invite.holder : undefined);
const isReservedBy = (invite: Invite, holder: string) => invite.status === 'reserved' && invite.holder === holder;

const isKnown = (invite: Invite): invite is Exclude<Invite, { status: 'none' }> => invite.status !== 'none';

const reachOf = (invite: Invite): Reach => (isKnown(invite) && invite.departmentId !== undefined ? [invite.departmentId] : 'company');

const refusedTerms = ['company-not-verified', 'position-unknown', 'department-unknown', 'invite-period-invalid'] as const;

interface Asked {
  companyId: string;
  departmentId?: string | undefined;
  expiresInMs?: number;
}

const lastsMs = ({ expiresInMs }: Pick<Asked, 'expiresInMs'>, { inviteDays }: CompanyPolicy) => expiresInMs ?? inviteDays * day;

/** Why the company can send no invite with these terms now. */
function refuseTerms(
  asked: Asked,
  {
    company,
    position,
    department,
  }: { company?: Company | undefined; position?: Position | undefined; department?: Department | undefined },
  policy: CompanyPolicy,
) {
  if (company?.status !== 'verified') return refuse('company-not-verified');
  if (position?.status !== 'offered') return refuse('position-unknown');
  if (asked.departmentId !== undefined && !isIn(department, asked.companyId)) return refuse('department-unknown');
  const goodForMs = lastsMs(asked, policy);
  if (goodForMs <= 0 || goodForMs > policy.inviteDaysMax * day) return refuse('invite-period-invalid', { limit: policy.inviteDaysMax });
  return undefined;
}

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
    refuses: refusedTerms,
    decide: ({ command, facts, now, policy }) => {
      const refused = refuseTerms(command, facts, policy);
      if (refused !== undefined) return refused;
      const { companyId, positionStreamId, departmentId, managers, issuedBy } = command;
      const terms = { companyId, positionStreamId, ...defined({ departmentId, issuedBy }), managers };
      return accept({ type: 'InviteIssued', ...terms, expiresAt: now + lastsMs(command, policy) });
    },
  }),
  /**
   * The company sends it again, with a new code: for somebody who has lost theirs, or was late. Not while somebody is
   * on their way by it: they come back by the code that they have.
   */
  RenewInvite: rule({
    origin: 'caller',
    right: 'issueInvites',
    takes: { renewedAs: id, expiresInMs: optional(count), issuedBy: terms.issuedBy },
    given: anything
      .in(isKnown, internal('invite-unknown'))
      .when(({ status }) => status !== 'revoked', 'invite-revoked-already')
      .when(({ status }) => status !== 'spent', 'invite-spent')
      .when(({ status }) => status !== 'reserved', 'invite-in-use'),
    reaches: (_, state) => reachOf(state),
    needs: ({ renewedAs }, { companyId, positionStreamId, departmentId }) => ({
      company: companies.read(companyId),
      position: positions.read(positionStreamId),
      department: departments.read(departmentId),
      renewed: invites.move(renewedAs),
    }),
    emits: ['InviteRenewed'],
    refuses: refusedTerms,
    decide: ({ state, command, facts, now, policy }) => {
      const { renewedAs, issuedBy } = command;
      const refused = refuseTerms({ ...state, ...command }, facts, policy);
      const expiresAt = now + lastsMs(command, policy);
      return refused ?? accept({ type: 'InviteRenewed', renewedAs, expiresAt, ...defined({ issuedBy }) });
    },
  }),
  IssueRenewedInvite: opening({
    origin: 'reaction',
    takes: terms,
    exists: internal('invite-exists'),
    emits: ['InviteIssued'],
    decide: ({ command }) => accept({ ...command, type: 'InviteIssued' }),
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
    reaches: (_, state) => reachOf(state),
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
