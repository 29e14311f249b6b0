import { refuse, type ClaimChange, type Decision, type Instant } from '../decider';
import { isIn, mayJoin } from '../account/account';
import { isUnsubmitted, type OpenRegistration, type RegistrationEvent } from './registration';
import type { RegistrationCommand, RegistrationFacts } from './registration.decide';
import type { RegistrationPolicy } from './registration.policy';

/** What a code to an applicant's phone may be used for. */
export const registrationPhonePurpose = 'registration-phone';

/**
 * X21, D6: who has proven that the number is in his hands learns how it stands. A draft of somebody who only began gives way to him; who has a live
 * account with it joins a company there.
 */
export function provePhone(
  state: OpenRegistration,
  { key, device }: RegistrationCommand & { type: 'ProvePhone' },
  facts: RegistrationFacts,
  now: Instant,
  { accountsPerDevice }: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const { proof, phone, rival } = facts;
  if (proof === undefined) return refuse('challenge-unknown');
  if (proof.verdict === 'refused') return { events: [], problem: proof.problem };
  const { registrationId, accountId, phoneId } = state;
  const forThisNumber = proof.purpose === registrationPhonePurpose && proof.boundTo === registrationId && proof.identifierId === phoneId;
  if (!forThisNumber) return refuse('code-expired');
  if (phone?.state === 'held') return joinHolder(state, phone.holder, facts);
  if (phone?.until !== undefined && now < phone.until) return refuse('phone-in-cooldown', { availableAt: phone.until });
  const supersedes = phone?.state === 'reserved' && phone.holder !== registrationId ? phone.holder : undefined;
  if (supersedes !== undefined && rival && !isUnsubmitted(rival)) return refuse('registration-pending');
  if (others(facts).length >= accountsPerDevice) return refuse('device-account-limit', { limit: accountsPerDevice });
  const reserved: ClaimChange = {
    change: 'reserve',
    kind: 'phone',
    key,
    identifierId: phoneId,
    holder: registrationId,
    ...(phone && { replaces: phone.identifierId }),
  };
  const proven: RegistrationEvent = {
    type: 'PhoneProven',
    ...(supersedes !== undefined && { supersedes }),
    ...(phone?.until !== undefined && { phoneFreeSince: phone.until }),
    deviceId: device.entryId,
  };
  return {
    events: [proven],
    claims: [reserved],
    tallies: [{ change: 'enter', kind: 'device-account', ...device, holder: accountId }],
  };
}

/** R19: the accounts that the device has without this one, and without the one that gives way to it. */
const others = ({ device = [], rival }: RegistrationFacts) =>
  device.filter(({ holder }) => rival === undefined || rival.status === 'none' || holder !== rival.accountId);

/** R7, X2: the number is an account's, or will be. A member's registration goes on for that one; whether it is the same person, his document will tell. */
function joinHolder({ joining }: OpenRegistration, holder: string, { account }: RegistrationFacts): Decision<RegistrationEvent> {
  // It may come to nothing yet, and the number be free again.
  if (account?.status === 'opening') return refuse('registration-pending');
  if (!joining) return refuse('phone-taken');
  if (isIn(account, joining.companyId)) return refuse('already-a-member');
  return mayJoin(account, joining.companyId) ? { events: [{ type: 'PhoneProven', joins: holder }] } : refuse('phone-taken');
}
