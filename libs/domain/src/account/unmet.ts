import { day, type Instant } from '../decider';
import type { VerificationProfile } from '../company/verification-profile';
import type { LivingAccount, Membership } from './account';
import type { AccountPolicy, Condition, Tier } from './account.policy';
import { behaviourOf } from './behaviour';
import type { Context } from './context';
import { isLimitedByDevice } from './devices';
import type { GrowthPolicy } from './growth.policy';
import { idleEndsAt, levelEndsAt, levelOf, validMethods } from './proof';
import type { ProvenPolicy } from './proven.policy';
import { isFree, type Restriction } from './restriction';

/**
 * A condition that an account does not meet. `has`: so much of it has been observed. `availableAt`: from then on time
 * alone has met it.
 */
export interface Unmet extends Condition {
  has?: number;
  availableAt?: Instant;
}

/** What decides whether an account has a capability. */
export interface Judged {
  account: LivingAccount;
  policy: AccountPolicy;
  now: Instant;
  context: Context;
  /** What holds the account back now, the gravest first. */
  held: readonly Restriction[];
}

/** G1, G2: by its recorded instants, whether or not the alarm has rung; what was raised stays. */
export function tierOf({ tier, tierOneAt, tierTwoAt }: LivingAccount, now: Instant): Tier {
  if (tier === 2 || now >= tierTwoAt) return 2;
  return tier === 1 || now >= tierOneAt ? 1 : 0;
}

/** All that the account lacks for this capability, each condition once. */
export const unmetFor = (judged: Judged, capability: string): readonly Unmet[] => [
  ...(isFree(judged.account) ? [] : [{ condition: 'active-account' }]),
  ...unmetOfRestrictions(judged, capability),
  ...unmetOfTime(judged, capability),
  ...unmetOfMembership(judged, capability),
  ...(judged.policy.sensitive.includes(capability) ? unmetOfBehaviour(judged) : []),
  ...unmetOfProofs(judged, capability),
  ...unmetOfDevice(judged, capability),
];

/** V2, V4, E12: what holds the account back and takes this away, the gravest first. */
const unmetOfRestrictions = ({ account, policy, held }: Judged, capability: string): readonly Unmet[] =>
  held.flatMap((each): readonly Unmet[] => {
    if (each === 'frozen' || policy.restrictions?.keeps[each].includes(capability)) return [];
    return each === 'locked' ? [{ condition: 'unlocked', availableAt: account.lockedUntil! }] : [{ condition: conditions[each] }];
  });

/** What the person must prove before the account may do all again. */
const conditions = { reverify_required: 'reverification', restricted: 'valid-credential' } as const;

/** G1, X3: the first tier that has it, and in a strict company the newcomer period. */
function unmetOfTime({ account, policy, now, context }: Judged, capability: string): readonly Unmet[] {
  const tier = policy.tiers.findIndex(({ capabilities }) => capabilities.includes(capability));
  const tierAt = tier === 2 ? account.tierTwoAt : account.tierOneAt;
  const strictAt = strictFrom(account, policy.growth, context);
  return [
    ...(tier > tierOf(account, now) ? [{ condition: 'tier', atLeast: tier, availableAt: tierAt }] : []),
    ...(strictAt !== undefined && now < strictAt && policy.growth!.strictCapabilities.includes(capability)
      ? [{ condition: 'newcomer-period', availableAt: strictAt }]
      : []),
  ];
}

/** X3: until when the profile `strict` takes a person for a newcomer. */
export const strictFrom = ({ activatedAt }: LivingAccount, growth: GrowthPolicy | undefined, { profile }: Context): Instant | undefined =>
  growth && profile.profile === 'strict' ? activatedAt + growth.strictFromDay * day : undefined;

export const isActive = ({ status }: Membership): boolean => status === 'active';

/** G4, G8, R22, X25: what the position and the company of the person leave of it. */
function unmetOfMembership({ policy, context: { memberships, rules, isDormant } }: Judged, capability: string): readonly Unmet[] {
  const { growth, insideCompanies } = policy;
  const active = memberships.filter(isActive);
  if (!growth) return [];
  const templates = active.flatMap(({ template }) => templateOf(growth, template));
  const isOfTemplates = Object.values(growth.templates).some(({ gives }) => gives?.includes(capability));
  const isGiven = templates.some(({ gives }) => gives?.includes(capability));
  const isRestricted = templates.some(({ restricts }) => restricts?.includes(capability));
  const isInside = insideCompanies.includes(capability);
  const isAsleep = isDormant && !growth.whileDormant.includes(capability);
  return [
    ...(isAsleep ? [{ condition: 'active-membership' }] : isInside && active.length === 0 ? [{ condition: 'membership' }] : []),
    ...(isRestricted || (isOfTemplates && !isGiven) ? [{ condition: 'template' }] : []),
    ...(rules.off.includes(capability) ? [{ condition: 'company-rules' }] : []),
  ];
}

/** G4: none of a word that is not in the table. */
const templateOf = ({ templates }: GrowthPolicy, name: string | undefined) =>
  name !== undefined && Object.hasOwn(templates, name) ? [templates[name]!] : [];

/** G3, X4: what must have been observed; of active days time is met last, where all of them were there early. */
function unmetOfBehaviour({ account, policy, now }: Judged): readonly Unmet[] {
  if (!policy.behaviour) return policy.sensitiveNeeds;
  const { activeDays, activeDaysFrom, verifiedSignIns, hasStableFingerprint } = behaviourOf(account, policy);
  return policy.sensitiveNeeds.flatMap(({ condition, atLeast = 0 }): readonly Unmet[] => {
    if (condition === 'stable-fingerprint') return hasStableFingerprint ? [] : [{ condition }];
    const has = condition === 'active-days' ? activeDays : verifiedSignIns;
    if (has < atLeast) return [{ condition, atLeast, has }];
    const isEarly = condition === 'active-days' && now < activeDaysFrom;
    return isEarly ? [{ condition, atLeast, has, availableAt: activeDaysFrom }] : [];
  });
}

/** R19: nobody can vouch for the device. */
const unmetOfDevice = ({ account, policy }: Judged, capability: string): readonly Unmet[] =>
  isLimitedByDevice(account) && policy.limitedDevice?.includes(capability) ? [{ condition: 'trusted-device' }] : [];

/** V1, V4, X7: what the person has not proven of what a capability needs. Level and credential both decide. */
function unmetOfProofs(
  { account, policy: { proven, restrictions }, now, context: { profile } }: Judged,
  capability: string,
): readonly Unmet[] {
  if (!proven) return [];
  const level = levelOf(account, now);
  const needed = levelNeededFor(capability, proven, profile);
  return [
    ...(level < needed ? [{ condition: 'level', atLeast: needed }] : []),
    ...(needed >= proven.faceLevel && level >= needed && isFaceOld(account, now, profile) ? [{ condition: 'face-review' }] : []),
    // V4: basic messaging stays with a person of whom no proof counts any more.
    ...(restrictions?.keeps.restricted.includes(capability) ? [] : shareLacking(account, capability, proven, now, profile)),
  ];
}

/** X29: until when a company lets a face count; without one, that of the proof in its place. */
function faceCountsUntil({ faceAt, levelAt }: LivingAccount, { faceReviewDays }: VerificationProfile): Instant | undefined {
  const shownAt = faceAt ?? levelAt;
  return faceReviewDays === undefined || shownAt === undefined ? undefined : shownAt + faceReviewDays * day;
}

const isFaceOld = (account: LivingAccount, now: Instant, profile: VerificationProfile): boolean =>
  now >= (faceCountsUntil(account, profile) ?? Infinity);

const levelNeededFor = (capability: string, { levelNeeds, levelNeedsWithFace }: ProvenPolicy, { faceRequired }: VerificationProfile) =>
  levelNeeds[capability] ?? (faceRequired ? levelNeedsWithFace[capability] : undefined) ?? 0;

/** V4, X18: the least share that would give the capability, where no credential that is valid now gives it. */
function shareLacking(
  account: LivingAccount,
  capability: string,
  policy: ProvenPolicy,
  now: Instant,
  { profile }: VerificationProfile,
): readonly Unmet[] {
  const needed = policy.shareNeeds[capability] ?? 0;
  const methods = validMethods(account, now);
  const isByText = profile === 'strict' && bestOf(methods, policy) === 'bank-card';
  const has = isByText ? policy.strictBankCard.includes(capability) : shareOf(account, methods, policy) >= needed;
  if (has) return [];
  return [{ condition: 'verified-share', atLeast: isByText ? fullShare(policy) : needed }];
}

function shareOf(account: LivingAccount, methods: ReturnType<typeof validMethods>, { shares, shareWithoutCredential }: ProvenPolicy) {
  if (account.credentials === undefined) return shareWithoutCredential;
  return Math.max(0, ...methods.map((method) => shares[method] ?? 0));
}

const fullShare = ({ shares }: ProvenPolicy): number => Math.max(...Object.values(shares));

const bestOf = (methods: ReturnType<typeof validMethods>, { shares }: ProvenPolicy) =>
  methods.toSorted((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0)).at(0);

/** V4, X18: of the best credential. */
export function transferLimit(account: LivingAccount, policy: ProvenPolicy, now: Instant): number | undefined {
  const best = bestOf(validMethods(account, now), policy);
  return best && policy.transferPerDay[best];
}

/** The next instant at which time alone may change what the account may do; undefined: none is set. */
export function nextChange({ account, policy, now, context }: Judged): Instant | undefined {
  const credentials = Object.values(account.credentials ?? {}).flatMap(({ ended, validUntil }) => (ended ? [] : (validUntil ?? [])));
  const instants = [
    ...[account.tierOneAt, account.tierTwoAt, account.lockedUntil, behaviourOf(account, policy).activeDaysFrom, ...credentials],
    ...[
      policy.restrictions ? idleEndsAt(account) : levelEndsAt(account),
      faceCountsUntil(account, context.profile),
      strictFrom(account, policy.growth, context),
    ],
  ].filter((each) => each !== undefined && each > now) as Instant[];
  return instants.length === 0 ? undefined : Math.min(...instants);
}
