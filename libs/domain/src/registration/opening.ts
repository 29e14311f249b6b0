import { accept, refuse, type Decision, type Instant } from '../decider';
import type { Invite } from '../invite/invite';
import type { Position } from '../position/position';
import type { RegistrationEvent } from './registration';
import type { RegistrationCommand, RegistrationFacts } from './registration.decide';
import { draftExpiry, type RegistrationPolicy } from './registration.policy';

/** R3, R14, R15, R19: from where one may register at all, with what consent, and by whose invitation. */
export function open(
  command: RegistrationCommand & { type: 'OpenRegistration' },
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const { type: _type, inviteId, scanProof, consentVersion, ...opening } = command;
  const channel = policy.channels[command.platform];
  if (channel === 'not-allowed' || (channel === 'scan-required' && !scanProof)) return refuse('channel-not-allowed');
  if (command.integrity === 'emulator') return refuse('device-untrusted');
  if (consentVersion === undefined) return refuse('consent-missing');
  const { invite, company, position } = facts;
  if (command.variant === 'member') {
    if (inviteId === undefined || invite?.status !== 'issued') return refuse('invite-invalid');
    if (now >= invite.expiresAt) return refuse('invite-expired');
    if (company?.status !== 'verified') return refuse('company-not-verified');
  }
  const joining = invite?.status === 'issued' && inviteId !== undefined && command.variant === 'member';
  return accept({
    type: 'RegistrationOpened',
    ...opening,
    consentVersion,
    ...(joining && { joining: joiningBy(invite, inviteId, position) }),
    draftExpiresAt: draftExpiry(now, policy),
  });
}

const joiningBy = ({ companyId, positionStreamId, managers }: Invite & { status: 'issued' }, inviteId: string, position?: Position) => ({
  companyId,
  inviteId,
  positionStreamId,
  managers,
  autoApprove: position?.status === 'offered' && position.autoApprove,
});
