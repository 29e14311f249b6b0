import type { Answer } from './approval/answer';
import type { Outcome } from './approval/approval';
import { rolesAsked } from './approval/approval.policy';
import { isPaused } from './approval/evidence';
import { policyFor, processesThatWait, processOfMatter, type MatterType } from './approval/matters';
import { placesOf } from './account/risk';
import { defined } from './events';
import { evidenceNotGiven, joinedDepartment } from './registration/registration';
import { zoneAtActivation } from './registration/foreign-number';
import { provenBy } from './registration/proven';
import { applying } from './registration/steps';
import type { Reaction, Target } from './reaction';
import { alertIdsOf, alertIn, alertsAbout } from './risk-alert/whose';
import { companyRoles, type RoleName } from './role/role';
import { ruleOf, type CommandOf, type EventIn, type KnownStateIn, type ProcessType, type RuleCode } from './processes';

/** A line of the table, which also says by itself what it sends. */
interface StatedReaction extends Reaction {
  sends: { process: ProcessType; command: string };
  /** Further processes that it may send the same command to, where people have decided. */
  further?: readonly ProcessType[];
  /** Only what people have decided leads there: no rule approves such a matter at its opening. */
  byPeople?: true;
}

/** The stream that a reaction moves, and what its command carries. */
interface Sent<F> {
  id: string;
  fields: F;
  /** For events that name the process that they move. */
  process?: ProcessType;
}

/** Sends nothing if there is no such stream. */
const to = <F>(id: string | undefined, fields: F): Sent<F> | undefined => (id === undefined ? undefined : { id, fields });

type Of<U extends { type: string }, T> = Extract<U, { type: T }>;
type Fields<T extends ProcessType, C> = Of<CommandOf<T>, C> extends infer K ? (K extends unknown ? Omit<K, 'type'> : never) : never;

const kebab = (word: string) => word.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`);

/** One line of the table: event and state arrive typed by the process that is named, and the command by its own. */
const when = <P extends ProcessType, K extends EventIn<P>['type']>(process: P, event: K) => ({
  send: <T extends ProcessType, C extends CommandOf<T>['type']>(
    target: T,
    type: C,
    then: (event: Of<EventIn<P>, K>, state: KnownStateIn<P>, id: string) => Sent<Fields<T, C>> | readonly Sent<Fields<T, C>>[] | undefined,
    options: { name?: string; peek?: true; further?: readonly ProcessType[]; byPeople?: true } = {},
  ): StatedReaction => ({
    name: `when-${kebab(event)}-${kebab(type)}`,
    when: { process, event },
    sends: { process: target, command: type },
    ...options,
    then: (happened, state, id) => {
      const sent = then(happened as unknown as Of<EventIn<P>, K>, state as KnownStateIn<P>, id);
      return [sent ?? []].flat().map((each): Target => ({
        process: each.process ?? target,
        id: each.id,
        command: { ...each.fields, type },
      }));
    },
  }),
});

/**
 * Asks people to confirm a registration, or to review an identity: the policy names the slots, the registration the
 * people to fill them.
 */
const asking =
  (type: 'registration' | 'identity-review') =>
  (
    { approvalId, ...alerts }: { approvalId?: string; alertId?: string; accountAlerts?: readonly string[] },
    state: KnownStateIn<'registration'>,
    id: string,
  ) => {
    const { subjectId, joining, profile, roleStreams } = state;
    return to(approvalId, {
      matter: { type, id },
      ...(type === 'registration' &&
        defined({ companyId: joining?.companyId, departmentId: joinedDepartment(state), applicant: applying(state, alerts) })),
      subjectId,
      requestedBy: profile?.applicantId ?? subjectId,
      ...(profile?.ownerId !== undefined && { barred: [profile.ownerId] }),
      managers: joining?.managers ?? [],
      roleStreams: rolesIn(type, roleStreams),
      furtherRoles: roleStreams,
    });
  };

/** R18: the review of a case, by the same people as the identity of an applicant. */
const askingToReviewCase = (
  { approvalId }: { approvalId?: string },
  { subjectId, personId, roleStreams }: KnownStateIn<'verification'>,
  id: string,
) =>
  to(approvalId, {
    matter: { type: 'verification-review' as const, id },
    ...{ subjectId, requestedBy: personId, managers: [] },
    roleStreams: rolesIn('verification-review', roleStreams),
    furtherRoles: roleStreams,
  });

/** The streams of the roles that the policy of the matter asks. */
const rolesIn = (type: MatterType, streams: Readonly<Record<string, string>>): Record<string, string> =>
  defined(Object.fromEntries(rolesAsked(policyFor(type)).map((role) => [role, streams[role]])));

/** The kinds of process that can record the outcome of an approval: a matter in the table may wait as no other. */
type Waiting = { [P in ProcessType]: 'RecordApprovalOutcome' extends CommandOf<P>['type'] ? P : never }[ProcessType];

type WaitsFor = (type: MatterType) => Waiting | undefined;

/** The process that waits for the outcome, if any does, records it. */
const outcomeOf =
  (outcome: Outcome, waits: WaitsFor) =>
  (event: { type: string; reasonCode?: string; answer?: Answer }, state: KnownStateIn<'approval'>, approvalId: string) => {
    const { matter, concerns } = state;
    const process = waits(matter.type);
    const reasonCode = event.reasonCode ?? (outcome === 'expired' && isPaused(state) ? evidenceNotGiven : undefined);
    return (
      process && { id: matter.id, process, fields: { approvalId, outcome, ...defined({ reasonCode, concerns, answer: event.answer }) } }
    );
  };

/** V8: the registration that waits for it, if one does. */
const registrationOf = ({ matter }: KnownStateIn<'approval'>) => (processOfMatter(matter.type) === 'registration' ? matter.id : undefined);

/** X15: it lapses as much later as the clock of the approval stood still. */
const resumed = (_: unknown, state: KnownStateIn<'approval'>, approvalId: string) =>
  to(registrationOf(state), { approvalId, ...defined({ approvalExpiresAt: state.expiresAt }) });

/** A membership keeps the managers of its invite. An invite that names nobody leaves nothing to keep. */
const managersOf = (joining: { managers: readonly string[] } | undefined): readonly string[] | undefined =>
  joining === undefined || joining.managers.length === 0 ? undefined : joining.managers;

/** R6, R12, G4: what the membership keeps of the place beside its company and position. */
const placeIn = (state: KnownStateIn<'registration'>) => {
  const { joining, profile } = state;
  const { positionId, template } = joining ?? {};
  return { departmentId: joinedDepartment(state), positionId, template, employerId: profile?.employerId, managers: managersOf(joining) };
};

const returnInvite = ({ inviteId }: { inviteId?: string }, _: unknown, holder: string) => to(inviteId, { holder });
const undoOpening = ({ undo }: { undo?: string }, _: unknown, registrationId: string) => to(undo, { registrationId });
const closeApproval = ({ approvalId }: { approvalId?: string }) => to(approvalId, {});
const deregisterAccount = (_: unknown, { accountId }: KnownStateIn<'deregistration'>, deregistrationId: string) =>
  to(accountId, { deregistrationId });

/** Two operators have agreed: it happens with the decision of the second, or neither does. */
const grantRole = (_: unknown, { matter, grants }: KnownStateIn<'approval'>) => grants && to(matter.id, grants);
const forceDeregistration = (_: unknown, { matter, forces, requestedBy }: KnownStateIn<'approval'>, approvalId: string) =>
  forces && to(matter.id, { ...forces, requestedBy, approvalId });

/** The roles that a person held in a company go with their membership, each by its own rule. */
const takesBack = (event: 'MembershipEnded' | 'MembershipBecameDormant') => (role: (typeof companyRoles)[number]) =>
  when('account', event).send(
    'role',
    'TakeRoleBack',
    ({ companyId, principalId, aliases, roles }) =>
      principalId === undefined ? undefined : to(roles[role], { companyId, role, principalId, ...defined({ aliases }) }),
    { name: `when-${kebab(event)}-take-back-${role}` },
  );

/** An older release named these so, and their commands derive from the name. */
const recordsOutcome = (of: string) => ({ name: `when-approval-${of}-record-outcome`, peek: true, further: processesThatWait }) as const;

/** Each outcome of an approval reaches the process of its matter, whichever that is. */
export const outcomeReactions = (waits: WaitsFor): readonly StatedReaction[] => [
  when('approval', 'ApprovalApproved').send(
    'registration',
    'RecordApprovalOutcome',
    outcomeOf('approved', waits),
    recordsOutcome('approved'),
  ),
  when('approval', 'ApprovalRejected').send(
    'registration',
    'RecordApprovalOutcome',
    outcomeOf('rejected', waits),
    recordsOutcome('rejected'),
  ),
  when('approval', 'ApprovalExpired').send('registration', 'RecordApprovalOutcome', outcomeOf('expired', waits), recordsOutcome('expired')),
  when('approval', 'ApprovalWithdrawn').send(
    'registration',
    'RecordApprovalOutcome',
    outcomeOf('withdrawn', waits),
    recordsOutcome('withdrawn'),
  ),
];

/**
 * V9: who administers the person in these companies by now works their alerts; nobody there once they have left. The
 * one that has the id of the account may be of a release that had one for all companies: it comes into no further one.
 */
function movedAlerts(account: KnownStateIn<'account'>, accountId: string, companyIds: readonly string[]) {
  if (account.status !== 'living') return [];
  const places = placesOf(account);
  const alerted = companyIds.filter((companyId) => account.alertedIn?.includes(companyId));
  return [
    ...alerted.map((companyId) => ({
      id: alertIn(accountId, companyId),
      fields: { places: places.filter((place) => place.companyId === companyId) },
    })),
    ...(account.alerted ? [{ id: accountId, fields: { places, narrows: true } }] : []),
  ];
}

const movesAlert = (event: 'AccountAbsorbed' | 'MembershipProposed' | 'MembershipUndone' | 'MembershipEnded' | 'DepartmentChanged') =>
  when('account', event).send('risk-alert', 'MoveAlert', (moved, account, accountId) =>
    movedAlerts(account, accountId, 'companyId' in moved ? [moved.companyId] : moved.memberships.map(({ companyId }) => companyId)),
  );

/** V7: what an alert about a registration tells. */
const raisedAbout = <C, D>(state: KnownStateIn<'registration'>, aboutId: string, seen: { causes: C; demands: D }) => {
  const { subjectId, joining } = state;
  const companyId = joining?.companyId;
  const departmentId = joinedDepartment(state);
  const places = companyId === undefined ? [] : [{ companyId, ...defined({ departmentId }) }];
  return to(aboutId, { about: 'registration' as const, aboutId, subjectId, places, ...seen });
};

/** V7: it has the id of what it is about. */
const alertReactions: readonly StatedReaction[] = [
  when('account', 'RiskEvaluated').send('risk-alert', 'RaiseAlert', ({ alerts, causes, demands }, account, accountId) => {
    if (!alerts || account.status !== 'living') return undefined;
    const about = { about: 'account' as const, aboutId: accountId, subjectId: account.subjectId, causes, demands };
    return alertsAbout(accountId, placesOf(account)).map(({ id, places }) => ({ id, fields: { ...about, places } }));
  }),
  when('registration', 'RiskEvaluated').send(
    'risk-alert',
    'RaiseAlert',
    ({ alerts, causes, demands }, state, id) => (alerts && !state.erased ? raisedAbout(state, id, { causes, demands }) : undefined),
    { name: 'when-applicant-evaluated-raise-alert' },
  ),
  when('registration', 'FrequentRegistrationSeen').send('risk-alert', 'RaiseAlert', ({ causes }, state, id) =>
    raisedAbout(state, id, { causes, demands: [] }),
  ),
  ...(['AccountAbsorbed', 'MembershipProposed', 'MembershipUndone', 'MembershipEnded', 'DepartmentChanged'] as const).map(movesAlert),
  when('account', 'AccountPurged').send('risk-alert', 'CloseAlert', (_, account, accountId) =>
    account.status === 'purged' ? alertIdsOf(accountId, account).map((id) => ({ id, fields: {} })) : undefined,
  ),
  when('account', 'AccountMerged').send('risk-alert', 'CloseAlert', (_, account, accountId) =>
    account.status === 'merged' ? alertIdsOf(accountId, account).map((id) => ({ id, fields: {} })) : undefined,
  ),
  when('registration', 'ApplicantErased').send('risk-alert', 'CloseAlert', (_, { alerted }, registrationId) =>
    to(alerted ? registrationId : undefined, {}),
  ),
  when('risk-alert', 'RiskAlertResolved').send('approval', 'LiftSuspension', ({ frees }) => to(frees, {})),
];

/** R17: the account that goes on takes what the other one has; only then that one is closed. */
const mergeReactions: readonly StatedReaction[] = [
  when('registration', 'ApplicantMerged').send(
    'account',
    'AbsorbAccount',
    ({ accountId, closes, takesDocument, documentId }, _, registrationId) =>
      closes === undefined
        ? undefined
        : to(accountId, { accountId, closedId: closes, registrationId, takesDocument, ...defined({ documentId }) }),
  ),
  when('registration', 'ApplicantMerged').send('account', 'ReplacePhone', ({ accountId, number }, _, registrationId) =>
    number === undefined ? undefined : to(accountId, { accountId, ...number, registrationId }),
  ),
  when('registration', 'ApplicantMerged').send(
    'account',
    'MergeInto',
    ({ accountId, number, closes, takesDocument, documentId }, _, registrationId) =>
      to(closes, {
        into: accountId,
        registrationId,
        phoneTaken: number !== undefined,
        documentTaken: takesDocument,
        ...defined({ documentId }),
      }),
  ),
];

export const reactions: readonly StatedReaction[] = [
  when('deregistration', 'DeregistrationRequested').send('account', 'FreezeAccount', deregisterAccount),
  when('deregistration', 'DeregistrationRevoked').send('account', 'UnfreezeAccount', deregisterAccount),
  when('deregistration', 'PurgeCompleted').send('account', 'PurgeAccount', ({ phoneFreeAt }, { accountId }, deregistrationId) =>
    to(accountId, { deregistrationId, phoneFreeAt }),
  ),
  when('registration', 'PhoneProven').send('registration', 'SupersedeRegistration', ({ supersedes }) => to(supersedes, {})),
  when('registration', 'PhoneProven').send('registration', 'SupersedeRegistration', ({ takesInviteFrom }) => to(takesInviteFrom, {}), {
    name: 'when-phone-proven-supersede-holder-of-invite',
  }),
  // After both, by which it has come back.
  when('registration', 'PhoneProven').send('invite', 'ReserveInvite', ({ inviteId }, _, holder) => to(inviteId, { holder })),
  when('registration', 'ReviewOpened').send('approval', 'OpenApproval', asking('identity-review')),
  when('registration', 'ReviewNeeded').send('approval', 'OpenApproval', asking('identity-review')),
  when('registration', 'ReviewerFound').send('approval', 'OpenApproval', asking('identity-review')),
  when('registration', 'RegistrationSubmitted').send('approval', 'OpenApproval', asking('registration')),
  when('registration', 'RegistrationApproved').send('account', 'OpenAccount', ({ joins, accountId }, state, registrationId) => {
    const { subjectId, phoneId, deviceId, profile, joining } = state;
    const place = { companyId: joining?.companyId, positionStreamId: joining?.positionStreamId, ...placeIn(state) };
    const known = { identityId: profile?.identityId, deviceId, ...place };
    return to(joins ? undefined : accountId, { accountId, registrationId, subjectId, phoneId, ...defined(known) });
  }),
  when('registration', 'RegistrationApproved').send('account', 'JoinCompany', ({ joins, accountId }, state, registrationId) => {
    const { joining } = state;
    if (!joins || !joining) return undefined;
    const { companyId, positionStreamId } = joining;
    return to(accountId, { registrationId, companyId, positionStreamId, ...defined(placeIn(state)) });
  }),
  ...mergeReactions,
  when('registration', 'RegistrationActivated').send('account', 'ActivateAccount', ({ accountId, device }, state, registrationId) =>
    to(accountId, {
      accountId,
      registrationId,
      ...defined({
        identityId: state.joins === undefined ? undefined : state.profile?.identityId,
        ...{ proven: provenBy(state), device, timeZone: zoneAtActivation(state) },
      }),
    }),
  ),
  when('registration', 'RegistrationActivated').send('invite', 'SpendInvite', ({ inviteId }, _, holder) => to(inviteId, { holder })),
  when('registration', 'RegistrationRejected').send('invite', 'ReturnInvite', returnInvite),
  when('registration', 'RegistrationWithdrawn').send('invite', 'ReturnInvite', returnInvite),
  when('registration', 'RegistrationExpired').send('invite', 'ReturnInvite', returnInvite),
  when('registration', 'RegistrationMerged').send('invite', 'ReturnInvite', returnInvite),
  when('invite', 'InviteRenewed').send('invite', 'IssueRenewedInvite', ({ renewedAs, expiresAt, issuedBy }, state) => {
    const { companyId, positionStreamId, departmentId, managers } = state;
    return to(renewedAs, { companyId, positionStreamId, ...defined({ departmentId, issuedBy }), managers, expiresAt });
  }),
  when('invite', 'InviteRevoked').send('registration', 'EndWithInvite', ({ holder }) => to(holder, {}), { peek: true }),
  when('registration', 'RegistrationRejected').send('account', 'UndoOpening', undoOpening),
  when('registration', 'RegistrationWithdrawn').send('account', 'UndoOpening', undoOpening),
  when('registration', 'RegistrationWithdrawn').send('approval', 'CloseApproval', closeApproval),
  when('registration', 'RegistrationExpired').send('approval', 'CloseApproval', closeApproval),
  when('approval', 'PolicyAdopted').send('registration', 'MoveApprovalEnd', ({ expiresAt }, state, approvalId) =>
    to(registrationOf(state), { approvalId, ...defined({ approvalExpiresAt: expiresAt }) }),
  ),
  when('approval', 'ApprovalApproved').send('role', 'GrantPlatformRole', grantRole, { byPeople: true }),
  when('approval', 'ApprovalApproved').send('deregistration', 'ForceDeregistration', forceDeregistration, { byPeople: true }),
  ...outcomeReactions(processOfMatter),
  when('approval', 'EvidenceRequested').send('registration', 'RecordEvidenceRequest', ({ requestId, kinds, until }, state, approvalId) =>
    to(registrationOf(state), { approvalId, requestId, kinds, until }),
  ),
  when('approval', 'EvidenceGiven').send('registration', 'RecordResumption', resumed),
  when('approval', 'EvidenceRequestCancelled').send('registration', 'RecordResumption', resumed),
  when('registration', 'EvidenceGiven').send('approval', 'TakeEvidence', ({ requestId, kinds }, { approvalId }) =>
    to(approvalId, { requestId, kinds }),
  ),
  ...companyRoles.map(takesBack('MembershipEnded')),
  ...companyRoles.map(takesBack('MembershipBecameDormant')),
  when('verification', 'ReviewOpened').send('approval', 'OpenApproval', askingToReviewCase, {
    name: 'when-case-review-opened-open-approval',
  }),
  when('verification', 'ReviewNeeded').send('approval', 'OpenApproval', askingToReviewCase, {
    name: 'when-case-review-needed-open-approval',
  }),
  when('verification', 'ReviewerFound').send('approval', 'OpenApproval', askingToReviewCase, {
    name: 'when-case-reviewer-found-open-approval',
  }),
  when('verification', 'VerificationPassed').send(
    'account',
    'GrantCredential',
    ({ credential }, { accountId }, caseId) => credential && to(accountId, { ...credential, caseId }),
  ),
  when('verification', 'VerificationPassed').send('account', 'RaiseLevel', ({ level }, { accountId }, caseId) =>
    level === undefined ? undefined : to(accountId, { level, caseId }),
  ),
  when('verification', 'VerificationWithdrawn').send('approval', 'CloseApproval', closeApproval),
  when('rights-review', 'RightRemoved').send('account', 'EndMembership', ({ right }, { companyId }) => {
    if (right.kind !== 'membership') return undefined;
    const { accountId, principalId, roleStreams } = right;
    return to(accountId, { companyId, reason: 'removed', ...defined({ principalId }), roleStreams });
  }),
  when('rights-review', 'RightRemoved').send('role', 'TakeRoleBack', ({ right }, { companyId }) =>
    right.kind === 'role' ? to(right.roleId, { companyId, role: right.role as RoleName, principalId: right.principalId }) : undefined,
  ),
  ...alertReactions,
];

/**
 * The codes that the caller of a command can meet: of its rule, and of the rules that its events reach. Each once, the
 * nearest first.
 */
export function codesOfCommand(process: ProcessType, command: string): readonly RuleCode[] {
  const { emits, refuses, opens } = ruleOf(process, command);
  const reached = reactions.filter(({ when: { process: cause, event } }) => cause === process && emits.includes(event));
  const then = reached.flatMap(({ sends, further = [], byPeople }) => {
    const targets = opens ? (byPeople ? [] : [sends.process]) : [sends.process, ...further];
    return targets.flatMap((target) => codesOfCommand(target, sends.command));
  });
  return [...new Set([...refuses, ...then])];
}
