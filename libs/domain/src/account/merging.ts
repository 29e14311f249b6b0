import { internal, refuse, type ClaimChange, type Deadline, type Effect } from '../decider';
import { count, defined, flag, id, optional } from '../events';
import { rulesOf } from '../rule';
import { deregistrations, isPurging } from '../deregistration/deregistration';
import {
  accounts,
  isMerged,
  type Account,
  type KnownAccount,
  type LivingAccount,
  type Membership,
  type MergedAccount,
  type PurgedAccount,
} from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { placesOnDevices } from './devices';
import type { HandedOver } from './merging.events';
import { documentsOf, restsOn } from './documents';
import { formerPhoneFree, mergedErasure } from './merging.policy';
import { living } from './opening';

const { rule, anything, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

/** Why an account is no part of a merge, as the reviewer is told. */
export type WhyNotMerged = 'account-gone' | 'account-leaving' | 'registration-under-way' | 'alert-open';

/** R17: why this account is no part of a merge now: it is gone or leaving, or a registration is about to change it. */
export function whyNotMerged(account: Account | undefined, registrationId: string): WhyNotMerged | undefined {
  if (account?.status !== 'living') return 'account-gone';
  if (account.frozenBy !== undefined) return 'account-leaving';
  const joining = Object.values(account.memberships).some((each) => each.status === 'joining' && each.registrationId !== registrationId);
  return joining ? 'registration-under-way' : undefined;
}

/** What goes on with the other account: where its person is a member with both, theirs stays as it is. */
const handedOverTo = (kept: LivingAccount, closed: LivingAccount): readonly HandedOver[] =>
  membershipsOf(closed).flatMap(([companyId, { status: _active, ...membership }]) =>
    kept.memberships[companyId] ? [] : [{ companyId, ...membership }],
  );

const membershipsOf = ({ memberships }: LivingAccount): [string, Membership][] => Object.entries(memberships);

const isKnown = (account: Account): account is KnownAccount => account.status !== 'none';
const known = anything.in(isKnown, internal('account-unknown'));
const merged = known.in(isMerged, internal('account-not-merged'));

type Former = LivingAccount | MergedAccount | PurgedAccount;
const hasFormer = (account: Account): account is Former => nextFormer(account) !== undefined;

/** The former number that is free next. */
const nextFormer = (account: Account) =>
  account.status === 'living' || account.status === 'merged' || account.status === 'purged'
    ? (account.formerPhones ?? []).toSorted((a, b) => a.freeAt - b.freeAt)[0]
    : undefined;

export const mergingRules = {
  /** R17: this account goes on, with what the other one has; that is closed in the same transaction. */
  AbsorbAccount: rule({
    origin: 'reaction',
    takes: {
      accountId: id,
      closedId: id,
      registrationId: id,
      /** The document that was confirmed is the other one’s. */
      takesDocument: flag,
      /** Which of its documents; left out: the first one. */
      documentId: optional(id),
    },
    given: living,
    needs: ({ closedId }) => ({ closed: accounts.read(closedId) }),
    emits: ['AccountAbsorbed'],
    decide: ({ state: kept, command: { accountId, closedId, registrationId, takesDocument, documentId }, facts: { closed }, now }) => {
      if (closed?.status !== 'living') return refuse(internal('account-not-active'));
      const identityId = takesDocument ? (documentId ?? closed.identityId) : undefined;
      const absorbed = {
        closedId,
        registrationId,
        memberships: handedOverTo(kept, closed),
        ...defined({ identityId, further: closed.absorbed }),
      };
      return { ...accept({ type: 'AccountAbsorbed', ...absorbed, at: now }), claims: documentTaken(kept, identityId, closedId, accountId) };
    },
  }),
  /** R17: the reviewer has said that the proven number is the one that the account has from here on. */
  ReplacePhone: rule({
    origin: 'reaction',
    takes: { accountId: id, phoneId: id, from: id, registrationId: id },
    given: living,
    emits: ['PhoneReplaced'],
    decide: ({ state: { phoneId: former }, command: { accountId, phoneId, from, registrationId }, now }) => ({
      ...accept({ type: 'PhoneReplaced', phoneId, registrationId, at: now, formerFreeAt: formerPhoneFree(now) }),
      claims: [
        { change: 'hand-over', identifierId: phoneId, from, to: accountId },
        { change: 'cool-down', identifierId: former, until: formerPhoneFree(now) },
      ],
    }),
  }),
  /** R17: this account is closed. What the other one has not taken is free, or cools down. */
  MergeInto: rule({
    origin: 'reaction',
    takes: { into: id, registrationId: id, phoneTaken: flag, documentTaken: flag, documentId: optional(id) },
    given: living,
    needs: ({ into }) => ({ kept: accounts.read(into) }),
    emits: ['AccountMerged'],
    decide: ({ state: account, command: { into, registrationId, phoneTaken, documentTaken: taken, documentId }, facts: { kept }, now }) => {
      const phoneFreeAt = phoneTaken ? undefined : formerPhoneFree(now);
      const doubled = doubledIn(account, kept);
      const merged = { into, registrationId, at: now, erasesAt: mergedErasure(now), doubled, ...defined({ phoneFreeAt }) };
      const { phoneId, identityId: first } = account;
      const identityId = documentId ?? first;
      const left = documentsOf(account).filter((each) => !taken || each !== identityId);
      return {
        ...accept({ type: 'AccountMerged', ...merged }),
        claims: [
          ...(phoneFreeAt === undefined ? [] : [{ change: 'cool-down' as const, identifierId: phoneId, until: phoneFreeAt }]),
          ...left.map((identifierId) => ({ change: 'free' as const, identifierId })),
        ],
        tallies: placesOnDevices(account).map((entryId) => ({ change: 'leave', entryId })),
      };
    },
  }),
  /** D6: from here on anybody may register with the number. */
  ReleaseFormerPhone: rule({
    origin: 'clock',
    given: known.in(hasFormer, internal('phone-not-kept')).from((account) => nextFormer(account)!.freeAt),
    emits: ['FormerPhoneReleased'],
    decide: ({ state }) => {
      const { phoneId } = nextFormer(state)!;
      return { ...accept({ type: 'FormerPhoneReleased', phoneId }), claims: [{ change: 'free', identifierId: phoneId }] };
    },
  }),
  EndMergedRetention: rule({
    origin: 'clock',
    given: merged.when(({ retentionOver }) => retentionOver === undefined, internal('nothing-retained')).from(({ erasesAt }) => erasesAt),
    emits: ['MergedRetentionEnded'],
    decide: () => accept({ type: 'MergedRetentionEnded' }),
  }),
  /** D4: nothing stays of a person whose account is purged, also of one that a merge had closed before. */
  EndMergedWithPurge: rule({
    origin: 'effect',
    takes: { deregistrationId: id, accountId: id, closedId: id },
    given: merged.when(({ retentionOver }) => retentionOver === undefined, internal('nothing-retained')),
    needs: ({ deregistrationId, accountId }) => ({
      deregistration: deregistrations.read(deregistrationId),
      kept: accounts.read(accountId),
    }),
    emits: ['MergedRetentionEnded'],
    decide: ({ command: { accountId, closedId }, facts: { deregistration, kept } }) => {
      const isPurged = deregistration && isPurging(deregistration) && deregistration.accountId === accountId;
      const isTheirs = kept?.status === 'living' && kept.absorbed?.includes(closedId);
      return isPurged && isTheirs ? accept({ type: 'MergedRetentionEnded' }) : refuse(internal('account-not-purged'));
    },
  }),
  RecordMergedErasure: rule({
    origin: 'effect',
    takes: { items: count },
    given: merged.when(({ retentionOver, erased }) => retentionOver !== undefined && !erased, internal('nothing-to-erase')),
    emits: ['MergedAccountErased'],
    decide: ({ command: { items }, now }) => accept({ type: 'MergedAccountErased', at: now, items }),
  }),
};

/**
 * The kept account has the document that was confirmed; another one that it had is free, unless a credential rests on
 * it.
 */
function documentTaken(kept: LivingAccount, identityId: string | undefined, from: string, accountId: string): ClaimChange[] {
  const { identityId: own } = kept;
  return identityId === undefined
    ? []
    : [
        ...(own === undefined || own === identityId || restsOn(kept, own) ? [] : [{ change: 'free' as const, identifierId: own }]),
        { change: 'hand-over', identifierId: identityId, from, to: accountId },
      ];
}

/** The entries of this account where the other one was a member of its own. */
function doubledIn(account: LivingAccount, kept: Account | undefined) {
  if (kept?.status !== 'living') return [];
  return membershipsOf(account).flatMap(([companyId, { registrationId }]) =>
    kept.memberships[companyId]?.registrationId === registrationId ? [] : [{ companyId, ...defined({ entryId: registrationId }) }],
  );
}

export const mergedEffects = ['endMergedSessions', 'endWithMerge', 'eraseMerged'] as const;

/** R17: what is still open of a closed account ends, and so does each session; what it has sealed goes on its day. */
export function owedForMerge(account: KnownAccount): readonly Effect<(typeof mergedEffects)[number]>[] {
  if (account.status !== 'merged') return [];
  const kinds: (typeof mergedEffects)[number][] = ['endMergedSessions', 'endWithMerge'];
  if (account.retentionOver && !account.erased) kinds.push('eraseMerged');
  return kinds.map((kind) => ({ kind, n: 1 }));
}

type Timed = { type: 'ReleaseFormerPhone' } | { type: 'EndMergedRetention' };

export function dueOfMerge(account: KnownAccount): readonly Deadline<Timed>[] {
  const former = nextFormer(account);
  return [
    ...(former ? [{ command: { type: 'ReleaseFormerPhone' as const }, dueAt: former.freeAt }] : []),
    ...(account.status === 'merged' && !account.retentionOver
      ? [{ command: { type: 'EndMergedRetention' as const }, dueAt: account.erasesAt }]
      : []),
  ];
}
