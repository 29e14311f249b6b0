import { refuse, type ClaimChange, type Decision } from '../decider';
import { applicantAccount, type OpenRegistration, type RegistrationEvent } from './registration';
import type { RegistrationCommand, RegistrationFacts } from './registration.decide';

/** P2: nobody spares himself the confirmations by another position than he was invited for. */
const invitedAs = ({ joining }: OpenRegistration, positionStreamId: string) =>
  joining?.positionStreamId === positionStreamId && joining.autoApprove;

/**
 * R4–R6, R17: who somebody says he is, to be checked live. A document that is somebody else's already is never an error to the applicant: it is
 * checked like any other, and then a person looks at it.
 */
export function giveProfile(
  state: OpenRegistration,
  command: RegistrationCommand & { type: 'GiveProfile' },
  { identity, position }: RegistrationFacts,
): Decision<RegistrationEvent> {
  const { joining, registrationId, joins, profile } = state;
  const { applicant, owner, reviewId, positionStreamId } = command;
  // The caller found the applicant before his phone was proven.
  if (applicant.accountId !== applicantAccount(state)) return refuse('step-out-of-order', { unmet: ['phone'] });
  const offered = position?.status === 'offered' && position.companyId === joining?.companyId ? position : undefined;
  if (positionStreamId !== undefined && !offered) return refuse('position-unknown');

  const own = identity?.holder === registrationId ? identity.identifierId : undefined;
  const free = identity === undefined;
  const identityId = own ?? (free ? command.identity.identifierId : undefined);
  // Of who joins, the document must be the one that his account holds.
  const elsewhere = joins === undefined ? identityId === undefined : identity?.holder !== joins;
  const given: RegistrationEvent = {
    type: 'ProfileGiven',
    attempt: (profile?.attempt ?? 0) + 1,
    applicantId: applicant.principalId,
    reviewId,
    ...(identityId !== undefined && { identityId }),
    elsewhere,
    ...(elsewhere && own === undefined && owner !== undefined && owner.holder === identity?.holder && { ownerId: owner.principalId }),
    ...(offered && positionStreamId !== undefined && { position: { positionStreamId, autoApprove: invitedAs(state, positionStreamId) } }),
  };
  const claims: ClaimChange[] = [
    ...(profile?.identityId !== undefined && profile.identityId !== own
      ? [{ change: 'free' as const, identifierId: profile.identityId }]
      : []),
    ...(free ? [{ change: 'reserve' as const, kind: 'identity' as const, ...command.identity, holder: registrationId }] : []),
  ];
  return { events: [given], claims };
}

/**
 * R17: a document that a reviewer has accepted, and that nobody has any more, is reserved with what goes on: the next one who shows it is looked at.
 * By no event of its own, since its name would tell that somebody else had it.
 */
export function withDocument(
  decision: Decision<RegistrationEvent>,
  { registrationId, profile }: OpenRegistration,
  { document }: RegistrationCommand & { type: 'SubmitRegistration' },
  { identity }: RegistrationFacts,
): Decision<RegistrationEvent> {
  const [event, ...others] = decision.events;
  const meant = document !== undefined && profile?.attempt === document.attempt && profile.identityId === undefined;
  const goesOn = event?.type === 'RegistrationSubmitted' || event?.type === 'RegistrationApproved';
  if (!meant || !goesOn || identity !== undefined) return decision;
  const { identifierId, key } = document;
  return {
    ...decision,
    events: [{ ...event, identityId: identifierId }, ...others],
    claims: [{ change: 'reserve', kind: 'identity', key, identifierId, holder: registrationId }, ...(decision.claims ?? [])],
  };
}
