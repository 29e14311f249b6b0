import { day, type Instant } from '../decider';
import { profileOf, type VerificationProfile } from '../company/verification-profile';
import { defined } from '../events';
import type { Account, LivingAccount } from './account';
import type { AccountPolicy, Condition } from './account.policy';
import { isLimitedByDevice } from './devices';
import { levelOf, validMethods } from './proof';
import type { ProvenPolicy } from './proven.policy';

/** A capability of the account's tier that it does not have yet, and all that it lacks for it. */
interface Withheld {
  capability: string;
  unmet: readonly Condition[];
}

interface MayDo {
  capabilities: readonly string[];
  withheld: readonly Withheld[];
  limits: { fileMb?: number; contactAddsPerDay?: number; transferPerDay?: number };
  /** None: an account that may do nothing. */
  risk?: AccountPolicy['tiers'][number]['riskLevel'];
}

const nothing: MayDo = { capabilities: [], withheld: [], limits: {} };

/**
 * G1–G3, V1, V4: what an account may do now by its tier and by what its person has proven, what is withheld, and its
 * limits. A frozen one may do nothing. `profile`: the strictest of its companies. No activity is counted yet, so that
 * those conditions are unmet.
 */
export function mayDo(account: Account, policy: AccountPolicy, now: Instant, profile = profileOf(undefined)): MayDo {
  if (account.status !== 'living' || account.frozenBy !== undefined) return nothing;
  const { fileLimitMb, contactAddsPerDay, riskLevel } = policy.tiers[account.tier];
  const unproven = policy.proven ? unprovenBy(account, policy.proven, now, profile) : () => [];
  const isLimited = isLimitedByDevice(account);
  const judged = capabilitiesOf(account, policy).map((capability) => ({
    capability,
    unmet: [
      ...(policy.sensitive.includes(capability) ? policy.sensitiveNeeds : []),
      ...unproven(capability),
      // R19: nobody can vouch for the device.
      ...(isLimited && policy.limitedDevice?.includes(capability) ? [{ condition: 'trusted-device' }] : []),
    ],
  }));
  return {
    capabilities: judged.filter(({ unmet }) => unmet.length === 0).map(({ capability }) => capability),
    withheld: judged.filter(({ unmet }) => unmet.length > 0),
    limits: defined({
      fileMb: fileLimitMb,
      contactAddsPerDay,
      transferPerDay: policy.proven && transferLimit(account, policy.proven, now),
    }),
    risk: riskLevel,
  };
}

/** Of the tier, and of every tier; those of members only for a member. */
function capabilitiesOf(account: LivingAccount, { tiers, proven, insideCompanies }: AccountPolicy): readonly string[] {
  const all = [...tiers[account.tier].capabilities, ...(proven?.capabilities ?? [])];
  return isMember(account) ? all : all.filter((each) => !insideCompanies.includes(each));
}

const isMember = ({ memberships }: LivingAccount) => Object.values(memberships).some(({ status }) => status === 'active');

/** V1, V4, X7: what the person has not proven of what a capability needs. Level and credential both decide. */
function unprovenBy(account: LivingAccount, policy: ProvenPolicy, now: Instant, profile: VerificationProfile) {
  const level = levelOf(account, now);
  const isOld = isFaceOld(account, now, profile);
  return (capability: string): readonly Condition[] => {
    const needed = levelNeededFor(capability, policy, profile);
    return [
      ...(level < needed ? [{ condition: 'level', atLeast: needed }] : []),
      ...(needed >= policy.faceLevel && level >= needed && isOld ? [{ condition: 'face-review' }] : []),
      ...shareLacking(account, capability, policy, now, profile),
    ];
  };
}

/** X29: the face was shown longer ago than a company lets it count; without one, that of the proof in its place. */
function isFaceOld({ faceAt, levelAt }: LivingAccount, now: Instant, { faceReviewDays }: VerificationProfile): boolean {
  const shownAt = faceAt ?? levelAt;
  return faceReviewDays !== undefined && shownAt !== undefined && now >= shownAt + faceReviewDays * day;
}

const levelNeededFor = (capability: string, { levelNeeds, levelNeedsWithFace }: ProvenPolicy, { faceRequired }: VerificationProfile) =>
  levelNeeds[capability] ?? (faceRequired ? levelNeedsWithFace[capability] : undefined) ?? 0;

/** V4, X18: the least share that would give the capability, where no credential that is valid now gives it. */
function shareLacking(
  account: LivingAccount,
  capability: string,
  policy: ProvenPolicy,
  now: Instant,
  { profile }: VerificationProfile,
): readonly Condition[] {
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
function transferLimit(account: LivingAccount, policy: ProvenPolicy, now: Instant): number | undefined {
  const best = bestOf(validMethods(account, now), policy);
  return best && policy.transferPerDay[best];
}
