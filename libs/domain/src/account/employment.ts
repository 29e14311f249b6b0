import { internal, refuse, type Deadline, type Instant } from '../decider';
import { code, defined, id, instant } from '../events';
import { rulesOf } from '../rule';
import type { Account, LivingAccount, Membership } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { leaverFates, type LeaverFate, type PlannedLeave } from './keeping';
import { furthestLeave, heldUntil } from './keeping.policy';
import { isKeptSomewhere, reachOf } from './leaving';
import { living, stillLiving } from './opening';
import { needsOfParting, partingFields, rolesThatGo } from './parting';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

/** The instant from which a planned end happens; undefined where none is planned. */
const leaveDue = ({ leave }: Membership): Instant | undefined => leave && (leave.heldUntil ?? leave.at);

const plannedIn = (account: LivingAccount, companyId: string): PlannedLeave | undefined => account.memberships[companyId]?.leave;

/** G9: what the end of an employment records beside itself: the membership ends, or sleeps. */
const parted = (companyId: string, fate: LeaverFate, now: Instant, gone: NonNullable<ReturnType<typeof rolesThatGo>>) =>
  fate === 'dormant'
    ? ({ type: 'MembershipBecameDormant', companyId, reason: 'left-and-kept', at: now, ...gone } as const)
    : ({ type: 'MembershipEnded', companyId, reason: 'removed', at: now, ...gone } as const);

/** Why a membership cannot take this fate; undefined where it can. */
function whyNot(membership: Membership | undefined, fate: LeaverFate): 'not-a-member' | 'not-active' | undefined {
  if (membership === undefined || membership.status === 'joining') return 'not-a-member';
  return membership.status === 'dormant' && fate === 'dormant' ? 'not-active' : undefined;
}

export const employmentRules = {
  /**
   * G9, X24: the company’s system says that the employment ends, or has ended: this membership ends with it, and sleeps
   * only on request. A day to come is a deadline of the account.
   */
  EndEmployment: rule({
    origin: 'caller',
    right: 'keepMembers',
    takes: { ...partingFields, at: instant, fate: code(...leaverFates) },
    given: stillLiving.when(isKeptSomewhere, 'not-a-member'),
    reaches: reachOf,
    needs: needsOfParting,
    atMost: { times: ({ keeping }) => keeping?.leavesPlanned, soFar: ({ leavesPlanned = 0 }) => leavesPlanned },
    emits: ['EmploymentEndPlanned', 'EmploymentEnded', 'MembershipEnded', 'MembershipBecameDormant'],
    refuses: ['not-a-member', 'not-active', 'admin-transfer-required', 'employment-end-too-far'],
    decide: ({ state: { memberships }, command, facts, now }) => {
      const { companyId, at, fate, principalId, aliases, roleStreams } = command;
      const why = whyNot(memberships[companyId], fate);
      if (why) return refuse(why);
      if (at > now) {
        if (at > furthestLeave(now)) return refuse('employment-end-too-far', { availableAt: at - (furthestLeave(now) - now) });
        const person = defined({ principalId, aliases });
        return accept({ type: 'EmploymentEndPlanned', companyId, at, fate, ...person, roles: roleStreams });
      }
      const gone = rolesThatGo(command, facts);
      if (!gone) return refuse('admin-transfer-required');
      return accept({ type: 'EmploymentEnded', companyId, at, fate }, parted(companyId, fate, now, gone));
    },
  }),
  /** G9: a rehire cancels an end that is still to come, until, not at, its instant. */
  CancelEmploymentEnd: rule({
    origin: 'caller',
    right: 'keepMembers',
    takes: { companyId: id },
    given: stillLiving.when(isKeptSomewhere, 'not-a-member'),
    reaches: reachOf,
    emits: ['EmploymentEndCancelled'],
    refuses: ['no-employment-end'],
    decide: ({ state: account, command: { companyId }, now }) => {
      const planned = account.memberships[companyId];
      const dueAt = planned && leaveDue(planned);
      if (dueAt === undefined || now >= dueAt) return refuse('no-employment-end');
      return accept({ type: 'EmploymentEndCancelled', companyId, at: now });
    },
  }),
  /** G9: on its day the employment ends. X1: the last super admin is held for a while, until another one is there. */
  EndPlannedEmployment: rule({
    origin: 'clock',
    takes: { companyId: id },
    given: living,
    needs: ({ companyId }, account) => needsOfParting({ roleStreams: plannedIn(account, companyId)?.roles ?? {}, others: undefined }),
    emits: ['EmploymentEnded', 'MembershipEnded', 'MembershipBecameDormant', 'EmploymentEndHeld'],
    decide: ({ state: account, command: { companyId }, facts, now }) => {
      const membership = account.memberships[companyId];
      const dueAt = membership && leaveDue(membership);
      if (!membership?.leave || dueAt === undefined) return refuse(internal('no-employment-end'));
      if (now < dueAt) return refuse(internal('not-due'), { availableAt: dueAt });
      const { at, principalId, aliases, roles } = membership.leave;
      // Who sleeps by now ends: there is nothing left to put to sleep.
      const fate = membership.status === 'dormant' ? 'end' : membership.leave.fate;
      const gone = rolesThatGo({ companyId, principalId, aliases, roleStreams: roles }, facts);
      if (!gone) return accept({ type: 'EmploymentEndHeld', companyId, until: heldUntil(now) });
      return accept({ type: 'EmploymentEnded', companyId, at, fate }, parted(companyId, fate, now, gone));
    },
  }),
};

/** The ends that are still to come, each at its instant. */
export const dueOfEmployments = ({
  memberships,
}: LivingAccount): readonly Deadline<{ type: 'EndPlannedEmployment'; companyId: string }>[] =>
  Object.entries(memberships).flatMap(([companyId, membership]) => {
    const dueAt = leaveDue(membership);
    return dueAt === undefined ? [] : [{ command: { type: 'EndPlannedEmployment' as const, companyId }, dueAt }];
  });
