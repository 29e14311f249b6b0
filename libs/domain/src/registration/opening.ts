import { day, internal, refuse } from '../decider';
import { companies } from '../company/company';
import { code, defined, flag, id, optional } from '../events';
import { invites, isTaken, type Invite } from '../invite/invite';
import { issuerNeeds, whyUnusable } from '../invite/issuer';
import { peek, tally } from '../needs';
import { positions, type Position } from '../position/position';
import { accept, opening } from './conditions';
import { proofsDemanded } from './demands';
import { integrities, isSupported, isTrusted, toldOf } from './device';
import { applicantFields, type Joining } from './registration';
import { draftExpiry, platforms, registrationPolicy } from './registration.policy';

const {
  joining: _fromInvite,
  inviteUnheld: _byProof,
  draftExpiresAt: _fromPolicy,
  proofs: _demanded,
  degraded: _judged,
  ...told
} = applicantFields;
const openingFields = {
  ...told,
  integrity: code(...integrities),
  /** With `member`. */
  inviteId: optional(id),
  /** The public id of the administrator who issued the invite; none: a key issued it, or they are erased. */
  issuerId: optional(id),
  platform: code(...platforms),
  scanProof: flag,
  /** R14: who let the device register, where a scan proves it. */
  scannedBy: optional(id),
  consentVersion: optional(code()),
  timeZone: optional(code()),
};

export const openingRules = {
  /** R3, R14, R15, R19: where people may register at all, with what consent, and by whose invite. */
  OpenRegistration: opening({
    origin: 'caller',
    right: 'openRegistration',
    takes: openingFields,
    exists: internal('registration-exists'),
    needs: ({ inviteId }) => ({
      invite: peek(invites.read(inviteId)),
      before: inviteId === undefined ? undefined : tally('invite-opening', inviteId, registrationPolicy.openingsPerInvite),
    }),
    then: ({ invite }, _, command) => {
      const known = invite && isTaken(invite) ? invite : undefined;
      return {
        company: companies.read(known?.companyId),
        position: positions.read(known?.positionStreamId),
        ...issuerNeeds(known?.status === 'issued' ? known : undefined, command),
      };
    },
    emits: ['RegistrationOpened'],
    refuses: [
      'channel-not-allowed',
      'device-untrusted',
      'client-unsupported',
      'consent-missing',
      'invite-invalid',
      'invite-expired',
      'invite-revoked',
      'company-not-verified',
      'position-retired',
      'invite-opened-too-often',
    ],
    decide: ({ command, facts: { invite, company, position, before = [], ...issuer }, now, policy }) => {
      const { inviteId, issuerId, scanProof, consentVersion, integrity, client, ...applicant } = command;
      const channel = policy.channels[command.platform];
      if (channel === 'not-allowed' || (channel === 'scan-required' && !scanProof)) return refuse('channel-not-allowed');
      if (!isTrusted(integrity, policy)) return refuse('device-untrusted');
      if (!isSupported(client, policy)) return refuse('client-unsupported', { atLeast: policy.clientVersionLeast });
      if (consentVersion === undefined) return refuse('consent-missing');
      // The type comes last: the command that is recorded has one of its own.
      const demanded = defined({ proofs: proofsDemanded(command.platform, company, policy) });
      const opened = {
        ...applicant,
        ...{ integrity, ...toldOf(client, command.platform, policy) },
        type: 'RegistrationOpened',
        ...{ consentVersion, draftExpiresAt: draftExpiry(now, policy), ...demanded },
      } as const;
      if (command.variant === 'personal') return accept(opened);
      const unusable = whyUnusable(invite, { ...issuer, issuerId }, now);
      // Who has reserved it may be this very person, whose application was closed: the proof will tell. One that is
      // spent
      // is answered alike, since a code alone must not tell whether its person has come.
      if (unusable !== undefined && invite?.status !== 'reserved' && invite?.status !== 'spent') return refuse(unusable);
      if (inviteId === undefined || invite === undefined || !isTaken(invite)) return refuse('invite-invalid');
      if (company?.status !== 'verified') return refuse('company-not-verified');
      if (position?.status === 'retired' && invite.status === 'issued') return refuse('position-retired');
      const today = before.filter(({ at }) => at > now - day);
      if (policy.openingsPerInvite !== undefined && today.length >= policy.openingsPerInvite)
        return refuse('invite-opened-too-often', { availableAt: today[0]!.at + day });
      return {
        ...accept({ ...opened, joining: joiningBy(invite, inviteId, position), inviteUnheld: true }),
        tallies: [
          { change: 'enter', kind: 'invite-opening', key: inviteId, entryId: command.registrationId, holder: command.registrationId },
        ],
      };
    },
  }),
};

const joiningBy = (
  { companyId, positionStreamId, departmentId, managers }: Invite & { status: 'issued' | 'reserved' | 'spent' },
  inviteId: string,
  position: Position | undefined,
): Joining => ({
  companyId,
  inviteId,
  positionStreamId,
  ...(position?.status === 'offered' && { positionId: position.positionId, template: position.template }),
  ...defined({ departmentId }),
  managers,
  autoApprove: position?.status === 'offered' && position.autoApprove,
});
