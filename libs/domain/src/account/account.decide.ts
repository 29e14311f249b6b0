import { accept, refuse, type Claim, type ClaimChange, type Decision, type Instant, type Needs } from '../decider';
import type { Company } from '../company/company';
import { isIn, joiningBy, mayJoin, type Account, type AccountEvent, type LivingAccount, type OpeningAccount } from './account';
import { tierInstants, type AccountPolicy, type Tier } from './account.policy';

export type AccountCommand =
  | {
      type: 'TakeInAccount';
      accountId: string;
      subjectId: string;
      /** A random id stands for the number in events; `key` is its blind index. */
      phone: { identifierId: string; key: string };
      /** The same for the document that proves who somebody is. */
      identity?: { identifierId: string; key: string };
      companyId?: string;
      activatedAt?: Instant;
    }
  | {
      type: 'OpenAccount';
      accountId: string;
      registrationId: string;
      subjectId: string;
      phoneId: string;
      identityId?: string;
      deviceId?: string;
      companyId?: string;
      positionStreamId?: string;
    }
  | { type: 'JoinCompany'; registrationId: string; companyId: string; positionStreamId: string }
  /** `identityId`: a document that the registration holds, for an account that has none yet. */
  | { type: 'ActivateAccount'; accountId: string; registrationId: string; identityId?: string }
  | { type: 'UndoOpening'; registrationId: string }
  | { type: 'RaiseTier'; tier: Tier }
  | { type: 'FreezeAccount'; deregistrationId: string }
  | { type: 'UnfreezeAccount'; deregistrationId: string }
  | { type: 'PurgeAccount'; deregistrationId: string; phoneFreeAt: Instant };

/** `phone`, `identity`: who holds what is to be taken. `company`: where the person belongs already. */
export interface AccountFacts {
  phone?: Claim;
  identity?: Claim;
  company?: Company;
}

export function needs(command: AccountCommand): Needs {
  if (command.type !== 'TakeInAccount') return {};
  const { phone, identity, companyId } = command;
  return {
    phone: { need: 'claim', kind: 'phone', key: phone.key },
    ...(identity && { identity: { need: 'claim', kind: 'identity', key: identity.key } }),
    ...(companyId !== undefined && { company: { need: 'stream', process: 'company', id: companyId, mode: 'read' } }),
  };
}

export const decideWith =
  (policy: AccountPolicy) =>
  (account: Account, command: AccountCommand, facts: AccountFacts, now: Instant): Decision<AccountEvent> => {
    if (command.type === 'TakeInAccount') return account.status === 'none' ? takeIn(command, facts, now, policy) : refuse('account-exists');
    if (command.type === 'OpenAccount') return account.status === 'none' ? open(command) : refuse('account-exists');
    if (account.status === 'none') return refuse('account-unknown');
    if (command.type === 'ActivateAccount') return activate(account, command, now, policy);
    if (command.type === 'UndoOpening') return undo(account, command.registrationId);
    if (account.status !== 'living') return refuse('account-not-active');
    switch (command.type) {
      case 'JoinCompany':
        return join(account, command);
      case 'RaiseTier':
        return raiseTier(account, command.tier, now);
      case 'FreezeAccount':
        return account.frozenBy === undefined
          ? accept({ type: 'AccountFrozen', deregistrationId: command.deregistrationId })
          : refuse('deregistration-pending');
      case 'UnfreezeAccount':
        return whenFrozenBy(account, command.deregistrationId, () =>
          accept({ type: 'AccountUnfrozen', deregistrationId: command.deregistrationId }),
        );
      case 'PurgeAccount':
        return whenFrozenBy(account, command.deregistrationId, () => purge(account, command));
    }
  };

/** D6: a number in cooldown is nobody's until its recorded instant; from then on the next one may take it, alarm or not. */
function takeIn(
  command: AccountCommand & { type: 'TakeInAccount' },
  { phone, identity, company }: AccountFacts,
  now: Instant,
  policy: AccountPolicy,
): Decision<AccountEvent> {
  const { accountId, subjectId, companyId } = command;
  const activatedAt = command.activatedAt ?? now;
  if (activatedAt > now) return refuse('activated-in-future');
  if (phone?.state === 'held') return refuse('phone-taken');
  if (phone?.state === 'reserved') return refuse('registration-pending');
  if (phone?.until !== undefined && now < phone.until) return refuse('phone-in-cooldown', { availableAt: phone.until });
  if (identity) return refuse('identity-taken');
  if (companyId !== undefined && company?.status !== 'verified') return refuse('company-not-verified');
  const [tierOneAt, tierTwoAt] = tierInstants(activatedAt, policy);
  const taken: AccountEvent = {
    type: 'AccountTakenIn',
    subjectId,
    phoneId: command.phone.identifierId,
    ...(command.identity && { identityId: command.identity.identifierId }),
    ...(companyId !== undefined && { companyId }),
    activatedAt,
    tier: now >= tierTwoAt ? 2 : now >= tierOneAt ? 1 : 0,
    tierOneAt,
    tierTwoAt,
    ...(phone?.until !== undefined && { phoneFreeSince: phone.until }),
  };
  const claims: ClaimChange[] = [
    { change: 'hold', kind: 'phone', ...command.phone, holder: accountId, ...(phone && { replaces: phone.identifierId }) },
    ...(command.identity ? [{ change: 'hold' as const, kind: 'identity' as const, ...command.identity, holder: accountId }] : []),
  ];
  return { events: [taken], claims };
}

/** What the registration has reserved is the account's from here on. Nobody can sign in until it is activated. */
function open({ type: _type, accountId, ...opened }: AccountCommand & { type: 'OpenAccount' }): Decision<AccountEvent> {
  const { registrationId: from } = opened;
  return {
    events: [{ type: 'AccountOpened', ...opened }],
    claims: claimed(opened).map((identifierId) => ({ change: 'hand-over', identifierId, from, to: accountId })),
  };
}

/** R22, X21: a person has one account, and in it one membership a company. */
function join(account: LivingAccount, { registrationId, companyId, positionStreamId }: AccountCommand & { type: 'JoinCompany' }) {
  if (isIn(account, companyId)) return refuse('already-a-member');
  if (!mayJoin(account, companyId)) return refuse('account-not-active');
  return accept<AccountEvent>({ type: 'MembershipProposed', companyId, positionStreamId, registrationId });
}

function activate(
  account: Account,
  command: AccountCommand & { type: 'ActivateAccount' },
  now: Instant,
  policy: AccountPolicy,
): Decision<AccountEvent> {
  const companyId = joiningBy(account, command.registrationId);
  if (companyId === undefined) return refuse('account-not-open');
  if (account.status === 'living') return activateMembership(account, companyId, command, now);
  const [tierOneAt, tierTwoAt] = tierInstants(now, policy);
  return accept({ type: 'AccountActivated', activatedAt: now, tierOneAt, tierTwoAt });
}

/** X21: the document that a reviewer has accepted is the account's from here on, where it has none: the next time nobody needs to look. */
function activateMembership(
  account: LivingAccount,
  companyId: string,
  { accountId, registrationId, identityId }: AccountCommand & { type: 'ActivateAccount' },
  now: Instant,
): Decision<AccountEvent> {
  const activated: AccountEvent = { type: 'MembershipActivated', companyId, at: now };
  if (identityId === undefined) return accept(activated);
  if (account.identityId !== undefined) return { events: [activated], claims: [{ change: 'free', identifierId: identityId }] };
  return {
    events: [{ ...activated, identityId }],
    claims: [{ change: 'hand-over', identifierId: identityId, from: registrationId, to: accountId }],
  };
}

/** A step of the activation failed, or the applicant withdrew in the middle of it: as if it had never been opened. */
function undo(account: Account, registrationId: string): Decision<AccountEvent> {
  const companyId = joiningBy(account, registrationId);
  if (companyId === undefined) return refuse('account-not-open');
  if (account.status === 'living') return accept({ type: 'MembershipUndone', companyId, registrationId });
  return {
    events: [{ type: 'AccountOpeningUndone', registrationId }],
    claims: claimed(account as OpeningAccount).map((identifierId) => ({ change: 'free', identifierId })),
  };
}

/** What an account has a claim on: its number, and its document where one is known. */
const claimed = ({ phoneId, identityId }: { phoneId: string; identityId?: string }): readonly string[] =>
  identityId === undefined ? [phoneId] : [phoneId, identityId];

function raiseTier(account: LivingAccount, tier: Tier, now: Instant): Decision<AccountEvent> {
  if (tier !== account.tier + 1) return refuse('tier-out-of-order');
  const dueAt = tier === 1 ? account.tierOneAt : account.tierTwoAt;
  return now >= dueAt ? accept({ type: 'TierRaised', tier }) : refuse('not-due', { availableAt: dueAt });
}

const whenFrozenBy = (account: LivingAccount, deregistrationId: string, decision: () => Decision<AccountEvent>) =>
  account.frozenBy === deregistrationId ? decision() : refuse('account-not-frozen');

/** D6: the number is kept from everybody for a while; who the person was, and his place on his device, is free at once. */
function purge(
  { phoneId, identityId, deviceId }: LivingAccount,
  { deregistrationId, phoneFreeAt }: { deregistrationId: string; phoneFreeAt: Instant },
): Decision<AccountEvent> {
  return {
    events: [{ type: 'AccountPurged', deregistrationId, phoneFreeAt }],
    claims: [
      { change: 'cool-down', identifierId: phoneId, until: phoneFreeAt },
      ...(identityId === undefined ? [] : [{ change: 'free' as const, identifierId: identityId }]),
    ],
    tallies: deviceId === undefined ? [] : [{ change: 'leave', entryId: deviceId }],
  };
}
