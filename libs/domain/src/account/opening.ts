import { internal, refuse, type ClaimChange, type Claim, type Instant } from '../decider';
import { companies } from '../company/company';
import { departments, isIn as isDepartmentOf } from '../department/department';
import { code, defined, group, id, instant, key, optional } from '../events';
import { claim } from '../needs';
import { rulesOf } from '../rule';
import { isIn, isLiving, joiningBy, mayJoin, type Account, type KnownAccount } from './account';
import { boundDevice } from './device';
import { openedFields, proposedFields, type AccountEvent } from './account.events';
import { tierInstants, type AccountPolicy, type Tier } from './account.policy';
import { attested as attestedFields, proven as provenFields } from './credential';
import { eventsOfAttested, eventsOfProof } from './proof';
import { liftedBy } from './lifting';

const { rule, opening, anything, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

const isKnown = (account: Account): account is KnownAccount => account.status !== 'none';
const known = anything.in(isKnown, internal('account-unknown'));
export const living = known.in(isLiving, internal('account-not-active'));
/** The same if the caller of a registration or a deregistration can meet it. */
export const stillLiving = known.in(isLiving, 'account-not-active');

/** A random id stands for the number, or the document, in events; `key` is its blind index. */
const identifier = group({ identifierId: id, key });

/** The identifiers that an account claims: its number, and its document if one is known. */
const identifiersOf = ({ phoneId, identityId }: { phoneId: string; identityId?: string }): readonly string[] =>
  identityId === undefined ? [phoneId] : [phoneId, identityId];

const tierAt = (now: Instant, tierOneAt: Instant, tierTwoAt: Instant): Tier => {
  if (now >= tierTwoAt) return 2;
  return now >= tierOneAt ? 1 : 0;
};

/** D6: nobody may take a number in cooldown before its recorded instant; from then on anybody may, alarm or not. */
export const refusePhone = (phone: Claim | undefined, now: Instant) => {
  if (phone?.state === 'held') return refuse('phone-taken');
  if (phone?.state === 'reserved') return refuse('registration-pending');
  return phone?.until !== undefined && now < phone.until ? refuse('phone-in-cooldown', { availableAt: phone.until }) : undefined;
};

export const openingRules = {
  /** An operator takes in a person who belongs to us already. */
  TakeInAccount: opening({
    origin: 'caller',
    right: 'takeInAccount',
    takes: {
      accountId: id,
      subjectId: id,
      phone: identifier,
      /** The document of the person. */
      identity: optional(identifier),
      /** V4: which document it is, and until when it counts; an operator vouches for it. */
      attested: optional(attestedFields),
      companyId: optional(id),
      /** Of the company. */
      departmentId: optional(id),
      activatedAt: optional(instant),
    },
    exists: internal('account-exists'),
    needs: ({ phone, identity, companyId, departmentId }) => ({
      phone: claim('phone', phone.key),
      identity: identity && claim('identity', identity.key),
      company: companyId === undefined ? undefined : companies.read(companyId),
      department: departments.read(departmentId),
    }),
    emits: ['AccountTakenIn', 'CredentialGranted'],
    refuses: [
      ...(['activated-in-future', 'phone-taken', 'registration-pending', 'phone-in-cooldown', 'identity-taken'] as const),
      ...(['company-not-verified', 'department-unknown'] as const),
    ],
    decide: ({ command, facts: { phone, identity, company, department }, now, policy }) => {
      const { accountId, subjectId, companyId, departmentId, activatedAt = now } = command;
      if (activatedAt > now) return refuse('activated-in-future');
      const refused = refusePhone(phone, now);
      if (refused) return refused;
      if (identity) return refuse('identity-taken');
      if (companyId !== undefined && company?.status !== 'verified') return refuse('company-not-verified');
      const isOurs = companyId !== undefined && isDepartmentOf(department, companyId);
      if (departmentId !== undefined && !isOurs) return refuse('department-unknown');
      const [tierOneAt, tierTwoAt] = tierInstants(activatedAt, policy);
      const takenIn = {
        type: 'AccountTakenIn' as const,
        subjectId,
        phoneId: command.phone.identifierId,
        ...defined({ identityId: command.identity?.identifierId, companyId, departmentId }),
        activatedAt,
        tier: tierAt(now, tierOneAt, tierTwoAt),
        tierOneAt,
        tierTwoAt,
        ...defined({ phoneFreeSince: phone?.until }),
        ...(policy.restrictions && activatedAt < now && { takenInAt: now }),
      };
      const taken = accept(takenIn, ...eventsOfAttested(command.attested, now));
      const held = { change: 'hold', holder: accountId } as const;
      const claims: ClaimChange[] = [
        { ...held, kind: 'phone', ...command.phone, ...(phone && { replaces: phone.identifierId }) },
        ...(command.identity ? [{ ...held, kind: 'identity' as const, ...command.identity }] : []),
      ];
      return { ...taken, claims };
    },
  }),
  /** What the registration has reserved is the account's from here on. Nobody can sign in until it is activated. */
  OpenAccount: opening({
    origin: 'reaction',
    takes: { accountId: id, ...openedFields },
    exists: internal('account-exists'),
    emits: ['AccountOpened'],
    // The type comes last: the command has one of its own.
    decide: ({ command: { accountId, ...opened } }) => ({
      ...accept({ ...opened, type: 'AccountOpened' }),
      claims: identifiersOf(opened).map((identifierId) => ({
        change: 'hand-over',
        identifierId,
        from: opened.registrationId,
        to: accountId,
      })),
    }),
  }),
  /**
   * R22, X21: one account for each person, one membership for each company; the registration checked it under the same
   * lock.
   */
  JoinCompany: rule({
    origin: 'reaction',
    takes: { registrationId: id, ...proposedFields },
    given: living,
    emits: ['MembershipProposed'],
    decide: ({ state: account, command }) => {
      if (isIn(account, command.companyId)) return refuse(internal('already-a-member'));
      if (!mayJoin(account, command.companyId)) return refuse(internal('account-not-active'));
      // The type comes last: the command has one of its own.
      return accept({ ...command, type: 'MembershipProposed' });
    },
  }),
  /**
   * The account, or its new membership, becomes active. X21: `identityId` is a document that the registration holds,
   * and that a reviewer has accepted: the
   * account's from here on, where it has none; the next time nobody needs to look.
   */
  ActivateAccount: rule({
    origin: 'reaction',
    takes: {
      ...{ accountId: id, registrationId: id, identityId: optional(id), proven: optional(provenFields) },
      ...{ device: optional(boundDevice), timeZone: optional(code()) },
    },
    given: known,
    emits: [
      ...(['AccountActivated', 'MembershipActivated', 'CredentialGranted', 'LevelRaised', 'DeviceBound'] as const),
      ...(['ReverificationMet', 'RestrictionLifted'] as const),
    ],
    decide: ({ state: account, command: { accountId, registrationId, identityId, proven, device, timeZone }, now, policy }) => {
      const companyId = joiningBy(account, registrationId);
      if (companyId === undefined) return refuse(internal('account-not-open'));
      const bound = device ? [{ ...device, type: 'DeviceBound', at: now } as const] : [];
      const lifted = proven && isLiving(account) ? liftedBy(account, proven, policy, now) : [];
      const also = [...(proven ? eventsOfProof(proven, registrationId, now) : []), ...lifted, ...bound];
      if (!isLiving(account)) {
        const [tierOneAt, tierTwoAt] = tierInstants(now, policy);
        return accept({ type: 'AccountActivated', activatedAt: now, tierOneAt, tierTwoAt, ...defined({ timeZone }) }, ...also);
      }
      // R10: the zone of a person stays as it was recorded first.
      const joined = { companyId, at: now, ...(account.timeZone === undefined && defined({ timeZone })) };
      if (identityId === undefined) return accept({ type: 'MembershipActivated', ...joined }, ...also);
      if (account.identityId !== undefined)
        return {
          ...accept({ type: 'MembershipActivated', ...joined }, ...also),
          claims: [{ change: 'free', identifierId: identityId }],
        };
      return {
        ...accept({ type: 'MembershipActivated', ...joined, identityId }, ...also),
        claims: [{ change: 'hand-over', identifierId: identityId, from: registrationId, to: accountId }],
      };
    },
  }),
  /** A step of the activation failed, or the applicant withdrew in the middle of it: as if it had never been opened. */
  UndoOpening: rule({
    origin: 'reaction',
    takes: { registrationId: id },
    given: known,
    emits: ['MembershipUndone', 'AccountOpeningUndone'],
    decide: ({ state: account, command: { registrationId } }) => {
      const companyId = joiningBy(account, registrationId);
      if (companyId === undefined) return refuse(internal('account-not-open'));
      if (account.status !== 'opening') return accept({ type: 'MembershipUndone', companyId, registrationId });
      return {
        ...accept({ type: 'AccountOpeningUndone', registrationId }),
        claims: identifiersOf(account).map((identifierId) => ({ change: 'free', identifierId })),
      };
    },
  }),
};
