import { count, defined, eventsOf, group, id, instant, list, optional, type DataOf, type ValueOf } from '../events';
import {
  endingsOf,
  isLiving,
  isMerged,
  personFields,
  type Account,
  type LivingAccount,
  type Membership,
  type MergedAccount,
  type PurgedAccount,
} from './account';
import { keptFields } from './keeping.events';
import { placeFields } from './place';

const { from } = eventsOf<Account>();
const hasHadPhones = (account: Account): account is LivingAccount | MergedAccount | PurgedAccount =>
  isLiving(account) || isMerged(account) || account.status === 'purged';

/** A membership of the closed account that goes on with the other one. */
export const handedOver = group({
  companyId: id,
  registrationId: optional(id),
  positionStreamId: optional(id),
  departmentId: optional(id),
  ...placeFields,
  managers: optional(list(id)),
  ...keptFields,
} satisfies Record<'companyId' | Exclude<keyof Membership, 'status'>, unknown>);
export type HandedOver = ValueOf<typeof handedOver>;

const mergedFields = {
  ...{ into: id, registrationId: id, at: instant, erasesAt: instant },
  /** Of its own number; left out where the other account has it now. */
  phoneFreeAt: optional(instant),
  /** Where the person was a member with both: the entries that their directories made for this one go. */
  doubled: list(group({ companyId: id, entryId: optional(id) })),
};

function withMerge(account: LivingAccount, { into, at, erasesAt, phoneFreeAt, doubled }: DataOf<typeof mergedFields>): MergedAccount {
  const { subjectId, activatedAt, tier, phoneId, memberships, ended = {}, formerPhones = [], alerted, alertedIn } = account;
  const before = Object.entries(ended).filter(([companyId]) => memberships[companyId] === undefined);
  const now = doubled.map(({ companyId, entryId }, i) => {
    const n = endingsOf(account) + i + 1;
    return [companyId, { reason: 'merged' as const, at, times: 1, n, ...defined({ entryId }) }] as const;
  });
  return {
    status: 'merged',
    ...{ subjectId, activatedAt, tier, mergedInto: into, mergedAt: at, erasesAt },
    companies: Object.keys(memberships),
    ended: Object.fromEntries([...before, ...now]),
    formerPhones: [...formerPhones, ...(phoneFreeAt === undefined ? [] : [{ phoneId, freeAt: phoneFreeAt }])],
    ...defined({ alerted, alertedIn }),
  };
}

/** R17: a reviewer has found that two accounts are one person’s. */
export const mergingEvents = {
  /** This one goes on, with the memberships of the other one, and with its document where that is the one confirmed. */
  AccountAbsorbed: from(isLiving)(
    {
      ...{ closedId: id, registrationId: id, at: instant, memberships: list(handedOver), identityId: personFields.identityId },
      /** Those that the closed one had absorbed before. */
      further: optional(list(id)),
    },
    (account, { closedId, memberships, identityId, further = [] }) => ({
      ...account,
      ...defined({ identityId }),
      absorbed: [...(account.absorbed ?? []), closedId, ...further],
      memberships: {
        ...account.memberships,
        ...Object.fromEntries(
          memberships.map(({ companyId, ...rest }) => [
            companyId,
            { status: rest.dormant ? ('dormant' as const) : ('active' as const), ...rest },
          ]),
        ),
      },
    }),
  ),
  /** The number that the person has proven is the one of the account from here on; the former one cools down. */
  PhoneReplaced: from(isLiving)({ phoneId: id, registrationId: id, at: instant, formerFreeAt: instant }, (account, replaced) => ({
    ...account,
    phoneId: replaced.phoneId,
    formerPhones: [...(account.formerPhones ?? []), { phoneId: account.phoneId, freeAt: replaced.formerFreeAt }],
  })),
  /** This one is closed: nobody signs in with it any more, and its person goes on with `into`. */
  AccountMerged: from(isLiving)(mergedFields, withMerge),
  /** D6: a number that the account has given up may be anybody’s. */
  FormerPhoneReleased: from(hasHadPhones)(
    { phoneId: id },
    (account, { phoneId }) => ({ ...account, formerPhones: (account.formerPhones ?? []).filter((each) => each.phoneId !== phoneId) }),
    { minor: true },
  ),
  MergedRetentionEnded: from(isMerged)({}, (account) => ({ ...account, retentionOver: true as const }), { minor: true }),
  MergedAccountErased: from(isMerged)({ at: instant, items: count }, (account, { at, items }) => ({ ...account, erased: { at, items } }), {
    minor: true,
  }),
};
