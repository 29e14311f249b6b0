import type { Event } from './decider';
import { originsOf } from './decider';
import { processes, processOf } from './processes';
import { targetsOf } from './reaction';
import { reactions } from './reactions';
import { companyRoles } from './role/role';

const deregistration = { status: 'cooling_off', accountId: 'a', subjectId: 's', phoneId: 'p' };
const joining = { companyId: 'c', inviteId: 'i', positionStreamId: 'o', managers: ['m'], autoApprove: false };
const registration = { status: 'draft', subjectId: 's', accountId: 'a', phoneId: 'p', joining, roleStreams: {} };
const approval = { status: 'approved', matter: { type: 'registration', id: 'r' } };
const grants = { role: 'auditor', principalId: 'p' };
const ofGrant = { status: 'approved', matter: { type: 'platform-grant', id: 'g' }, grants };
const forces = { accountId: 'a', reasonCode: 'x' };
const ofEnd = { status: 'approved', matter: { type: 'forced-deregistration', id: 'd' }, requestedBy: 'p', forces };

const ofCase = { status: 'manual_review', subjectId: 's', personId: 'p', accountId: 'a', roleStreams: {} };
const ofReview = { status: 'open', companyId: 'c' };

/** For each reaction an event that causes it, with the state after it; a new reaction needs its line here. */
const causes: Record<string, [event: Event, state: unknown]> = {
  'when-deregistration-requested-freeze-account': [{ type: 'DeregistrationRequested' }, deregistration],
  'when-deregistration-revoked-unfreeze-account': [{ type: 'DeregistrationRevoked' }, deregistration],
  'when-purge-completed-purge-account': [event('PurgeCompleted', { directoryEndsAt: 2, phoneFreeAt: 3 }), deregistration],
  'when-phone-proven-supersede-registration': [event('PhoneProven', { supersedes: 'q' }), registration],
  'when-phone-proven-supersede-holder-of-invite': [event('PhoneProven', { takesInviteFrom: 'q' }), registration],
  'when-phone-proven-reserve-invite': [event('PhoneProven', { inviteId: 'i' }), registration],
  'when-invite-renewed-issue-renewed-invite': [
    event('InviteRenewed', { renewedAs: 'j', expiresAt: 5 }),
    { status: 'revoked', companyId: 'c', positionStreamId: 'o', managers: ['m'] },
  ],
  'when-review-opened-open-approval': [event('ReviewOpened', { approvalId: 'v' }), registration],
  'when-review-needed-open-approval': [event('ReviewNeeded', { approvalId: 'v' }), registration],
  'when-reviewer-found-open-approval': [event('ReviewerFound', { approvalId: 'v' }), registration],
  'when-registration-submitted-open-approval': [event('RegistrationSubmitted', { approvalId: 'v' }), registration],
  'when-registration-approved-open-account': [event('RegistrationApproved', { accountId: 'a', joins: false }), registration],
  'when-registration-approved-join-company': [event('RegistrationApproved', { accountId: 'b', joins: true }), registration],
  'when-registration-activated-activate-account': [event('RegistrationActivated', { accountId: 'a', inviteId: 'i' }), registration],
  'when-registration-activated-spend-invite': [event('RegistrationActivated', { accountId: 'a', inviteId: 'i' }), registration],
  'when-registration-rejected-return-invite': [event('RegistrationRejected', { inviteId: 'i' }), registration],
  'when-registration-withdrawn-return-invite': [event('RegistrationWithdrawn', { inviteId: 'i' }), registration],
  'when-registration-expired-return-invite': [event('RegistrationExpired', { inviteId: 'i' }), registration],
  'when-registration-merged-return-invite': [event('RegistrationMerged', { accountId: 'b', inviteId: 'i' }), registration],
  'when-applicant-merged-absorb-account': [event('ApplicantMerged', { accountId: 'b', closes: 'c', takesDocument: false }), registration],
  'when-applicant-merged-replace-phone': [
    event('ApplicantMerged', { accountId: 'b', number: { phoneId: 'p', from: 'r' }, takesDocument: false }),
    registration,
  ],
  'when-applicant-merged-merge-into': [event('ApplicantMerged', { accountId: 'b', closes: 'c', takesDocument: false }), registration],
  'when-invite-revoked-end-with-invite': [event('InviteRevoked', { holder: 'r' }), {}],
  'when-registration-rejected-undo-opening': [event('RegistrationRejected', { undo: 'a' }), registration],
  'when-registration-withdrawn-undo-opening': [event('RegistrationWithdrawn', { undo: 'a' }), registration],
  'when-registration-withdrawn-close-approval': [event('RegistrationWithdrawn', { approvalId: 'v' }), registration],
  'when-registration-expired-close-approval': [event('RegistrationExpired', { approvalId: 'v' }), registration],
  'when-policy-adopted-move-approval-end': [event('PolicyAdopted', { expiresAt: 5 }), approval],
  'when-approval-approved-record-outcome': [event('ApprovalApproved'), approval],
  'when-approval-approved-grant-platform-role': [event('ApprovalApproved'), ofGrant],
  'when-approval-approved-force-deregistration': [event('ApprovalApproved'), ofEnd],
  'when-approval-rejected-record-outcome': [event('ApprovalRejected', { reasonCode: 'x' }), approval],
  'when-approval-expired-record-outcome': [event('ApprovalExpired'), approval],
  'when-approval-withdrawn-record-outcome': [event('ApprovalWithdrawn'), approval],
  'when-evidence-requested-record-evidence-request': [
    event('EvidenceRequested', { requestId: 'q', by: 'm', kinds: ['photo'], at: 1, until: 2 }),
    approval,
  ],
  'when-evidence-given-record-resumption': [event('EvidenceGiven', { requestId: 'q', kinds: ['photo'], at: 1 }), approval],
  'when-evidence-request-cancelled-record-resumption': [event('EvidenceRequestCancelled', { requestId: 'q', at: 1, by: 'm' }), approval],
  'when-evidence-given-take-evidence': [event('EvidenceGiven', { requestId: 'q', kinds: ['photo'] }), { ...registration, approvalId: 'v' }],
  'when-case-review-opened-open-approval': [event('ReviewOpened', { approvalId: 'v' }), ofCase],
  'when-case-review-needed-open-approval': [event('ReviewNeeded', { approvalId: 'v' }), ofCase],
  'when-case-reviewer-found-open-approval': [event('ReviewerFound', { approvalId: 'v' }), ofCase],
  'when-verification-passed-grant-credential': [
    event('VerificationPassed', { credential: { credentialId: 'd', method: 'id-card' } }),
    ofCase,
  ],
  'when-verification-passed-raise-level': [event('VerificationPassed', { level: 2 }), ofCase],
  'when-verification-withdrawn-close-approval': [event('VerificationWithdrawn', { approvalId: 'v' }), ofCase],
  'when-right-removed-end-membership': [
    event('RightRemoved', { right: { kind: 'membership', accountId: 'a', roleStreams: {} } }),
    ofReview,
  ],
  'when-right-removed-take-role-back': [event('RightRemoved', { right: { kind: 'role', roleId: 'i', principalId: 'p' } }), ofReview],
  ...Object.fromEntries(
    companyRoles.map((role): [string, [Event, unknown]] => [
      `when-membership-ended-take-back-${role}`,
      [event('MembershipEnded', { companyId: 'c', principalId: 'm', roles: { [role]: 's' } }), {}],
    ]),
  ),
  ...Object.fromEntries(
    companyRoles.map((role): [string, [Event, unknown]] => [
      `when-membership-became-dormant-take-back-${role}`,
      [event('MembershipBecameDormant', { companyId: 'c', principalId: 'm', roles: { [role]: 's' } }), {}],
    ]),
  ),
};

Object.assign(causes, {
  'when-risk-evaluated-raise-alert': [
    event('RiskEvaluated', { alerts: true, causes: ['proxy'], demands: ['basic'] }),
    { status: 'living', subjectId: 's', memberships: {} },
  ],
  'when-applicant-evaluated-raise-alert': [event('RiskEvaluated', { alerts: true, causes: ['proxy'], demands: ['basic'] }), registration],
  'when-frequent-registration-seen-raise-alert': [event('FrequentRegistrationSeen', { causes: ['frequent-by-phone'] }), registration],
  ...Object.fromEntries(
    ['AccountAbsorbed', 'MembershipProposed', 'MembershipUndone', 'MembershipEnded', 'DepartmentChanged'].map(
      (type): [string, [Event, unknown]] => [
        `when-${type.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}-move-alert`,
        [
          event(type, { companyId: 'c', roles: {}, memberships: [{ companyId: 'c' }] }),
          { status: 'living', alertedIn: ['c'], memberships: { c: { status: 'active' } } },
        ],
      ],
    ),
  ),
  'when-account-purged-close-alert': [event('AccountPurged'), { status: 'purged', alerted: true }],
  'when-account-merged-close-alert': [event('AccountMerged'), { status: 'merged', alerted: true }],
  'when-applicant-erased-close-alert': [event('ApplicantErased'), { ...registration, alerted: true }],
  'when-risk-alert-resolved-lift-suspension': [event('RiskAlertResolved', { frees: 'v' }), { status: 'resolved' }],
} satisfies typeof causes);

function event(type: string, fields: Record<string, unknown> = {}): Event {
  return { type, ...fields };
}

const targets = reactions.map((reaction) => {
  const [happened, state] = causes[reaction.name] ?? [{ type: 'unknown' }, {}];
  return { reaction, happened, target: targetsOf(reaction, happened, state, 'r')[0] };
});

describe('the table of reactions', () => {
  it.each(targets)('$reaction.name goes to a command that exists and that reactions may send', ({ reaction, happened, target }) => {
    expect(happened.type).toBe(reaction.when.event);
    expect(originsOf(processOf(target!.process), target!.command.type)).toContain('reaction');
  });

  it('uses every command of this origin: none waits for a cause that never comes', () => {
    const commands = Object.values(processes).flatMap((process) =>
      Object.keys(process.origins)
        .filter((command) => originsOf(process, command).includes('reaction'))
        .map((command) => `${process.type}.${command}`),
    );
    const used = new Set(
      targets.flatMap(({ reaction: { further = [] }, target }) =>
        [target!.process, ...further].map((to) => `${to}.${target!.command.type}`),
      ),
    );
    expect([...used].sort()).toEqual(commands.sort());
  });

  it('moves nothing without a target: no invite, no other draft, no account, no waiting process', () => {
    const personal = { ...registration, joining: undefined };
    const own = { status: 'approved', matter: { type: 'document-export', id: 'x' } };
    const bare: Record<string, [Event, unknown]> = {
      RiskEvaluated: [event('RiskEvaluated', { alerts: false }), { status: 'living' }],
      AccountPurged: [event('AccountPurged'), { status: 'purged' }],
      ApplicantErased: [event('ApplicantErased'), registration],
      AccountMerged: [event('AccountMerged'), { status: 'merged' }],
      AccountAbsorbed: [event('AccountAbsorbed', { memberships: [] }), {}],
      ApplicantMerged: [event('ApplicantMerged', { accountId: 'b', takesDocument: false }), registration],
      RegistrationMerged: [event('RegistrationMerged', { accountId: 'b' }), personal],
      RiskAlertResolved: [event('RiskAlertResolved'), { status: 'resolved' }],
      PhoneProven: [event('PhoneProven'), registration],
      RegistrationRejected: [event('RegistrationRejected'), personal],
      RegistrationWithdrawn: [event('RegistrationWithdrawn'), personal],
      RegistrationExpired: [event('RegistrationExpired'), personal],
      MembershipEnded: [event('MembershipEnded', { companyId: 'c', roles: {} }), {}],
      MembershipBecameDormant: [event('MembershipBecameDormant', { companyId: 'c', roles: {} }), {}],
      VerificationPassed: [event('VerificationPassed'), ofCase],
      VerificationWithdrawn: [event('VerificationWithdrawn'), ofCase],
      RightRemoved: [event('RightRemoved', { right: { kind: 'api-key', keyId: 'k', principalId: 'p' } }), ofReview],
      ApprovalApproved: [event('ApprovalApproved'), own],
      ApprovalRejected: [event('ApprovalRejected', { reasonCode: 'x' }), own],
      ApprovalExpired: [event('ApprovalExpired'), own],
      ApprovalWithdrawn: [event('ApprovalWithdrawn'), own],
      EvidenceRequested: [event('EvidenceRequested'), own],
      EvidenceGiven: [event('EvidenceGiven'), own],
      EvidenceRequestCancelled: [event('EvidenceRequestCancelled'), own],
    };
    const moved = reactions.filter((each) => bare[each.when.event] && targetsOf(each, ...bare[each.when.event]!, 'r').length > 0);
    expect(moved.map(({ name }) => name)).toEqual([]);
  });

  it('opens a new account or a membership, never both', () => {
    const setOff = (joins: boolean) =>
      reactions
        .filter(({ when }) => when.event === 'RegistrationApproved')
        .flatMap((each) => targetsOf(each, event('RegistrationApproved', { accountId: 'a', joins }), registration, 'r'))
        .map(({ command }) => command.type);
    expect([setOff(false), setOff(true)]).toEqual([['OpenAccount'], ['JoinCompany']]);
  });

  it('names each of them by a sentence, once', () => {
    const names = reactions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    names.forEach((name) => expect(name).toMatch(/^when(-[a-z]+)+$/));
  });
});
