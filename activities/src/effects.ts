import type { Log } from '#log';
import { providers, type CallbackProvider } from '#providers';
import type { CalledBackEffect, Effect, Services } from './effect';
import { eraseApproval } from './approval/erase-approval';
import { endCompanySessions } from './membership/end-company-sessions';
import { endMergedSessions } from './membership/end-merged-sessions';
import { endWithMerge } from './membership/end-with-merge';
import { eraseMerged } from './membership/erase-merged';
import { leaveDirectory } from './membership/leave-directory';
import { takeRolesBack } from './membership/take-roles-back';
import { updateDirectoryEntries } from './membership/update-directory-entries';
import { askForEvidence } from './message/ask-for-evidence';
import { confirmDeregistration } from './message/confirm-deregistration';
import { confirmPurge } from './message/confirm-purge';
import { confirmRevocation } from './message/confirm-revocation';
import { remindOfCoolingOff } from './message/remind-of-cooling-off';
import { tellExpiry } from './message/tell-expiry';
import { tellApprovers } from './message/tell-approvers';
import { tellOfLapse } from './message/tell-of-lapse';
import { tellOfLending } from './message/tell-of-lending';
import { type EffectActivity, type EffectEngine, perform } from './perform';
import { Tries } from './tries';
import { destroyKeys } from './purge/destroy-keys';
import { endRegistrations } from './purge/end-registrations';
import { eraseDirectoryEntry } from './purge/erase-directory-entry';
import { eraseFromVault } from './purge/erase-from-vault';
import { purgeHeldData } from './purge/purge-held-data';
import { checkIdentity } from './registration/check-identity';
import { checkLiveness } from './registration/check-liveness';
import { checkMessengers } from './registration/check-messengers';
import { drawApplicantRisk } from './registration/draw-applicant-risk';
import { createDirectoryEntry } from './registration/create-directory-entry';
import { eraseApplicant } from './registration/erase-applicant';
import { removeDirectoryEntry } from './registration/remove-directory-entry';
import { sayYouCanSignIn } from './registration/say-you-can-sign-in';
import { tellOutcome } from './registration/tell-outcome';
import { endReviewedKey } from './rights-review/end-reviewed-key';
import { listRights } from './rights-review/list-rights';
import { tellReviewers } from './rights-review/tell-reviewers';
import { drawRisk } from './risk/draw-risk';
import { endSessions } from './session/end-sessions';
import { eraseVerification } from './verification/erase-verification';
import { tellEndOfReview } from './verification/tell-end-of-review';
import { verifyBankCard } from './verification/verify-bank-card';
import { verifyDocument } from './verification/verify-document';
import { verifyFace } from './verification/verify-face';
import { verifyPassport } from './verification/verify-passport';

/** Every kind of effect: the one place that registers them. Worker and API read it here. */
export const effects: readonly Effect[] = [
  endSessions,
  endCompanySessions,
  leaveDirectory,
  takeRolesBack,
  updateDirectoryEntries,
  endMergedSessions,
  endWithMerge,
  eraseMerged,
  confirmDeregistration,
  remindOfCoolingOff,
  confirmRevocation,
  confirmPurge,
  purgeHeldData('revokeSessions'),
  purgeHeldData('refundWallet'),
  purgeHeldData('deleteChats'),
  purgeHeldData('deleteEvidence'),
  purgeHeldData('unbindDevices'),
  endRegistrations,
  purgeHeldData('cutCompanyTies'),
  // Together with what approvers have written about the person in their decisions.
  eraseFromVault('eraseProfile', 'profile', 'reasons'),
  eraseDirectoryEntry,
  destroyKeys,
  tellApprovers,
  tellOfLending,
  askForEvidence,
  tellOfLapse,
  eraseApproval,
  checkIdentity,
  checkLiveness,
  drawApplicantRisk,
  checkMessengers,
  createDirectoryEntry,
  removeDirectoryEntry,
  sayYouCanSignIn,
  tellOutcome,
  eraseApplicant,
  listRights,
  endReviewedKey,
  tellReviewers,
  drawRisk,
  verifyBankCard,
  verifyDocument,
  verifyPassport,
  verifyFace,
  tellEndOfReview,
  tellExpiry,
  eraseVerification,
];

/** Performs one try of an effect. `temporalNow`: what Temporal's clock showed when the try began. */
export type Try = (effectId: string, kind: string, temporalNow?: number) => Promise<void>;

/** Returns what tries an effect of any kind. A kind without an effect does nothing. */
export function createTry(services: Services & { engine: EffectEngine }, tries: Tries, log?: Log): Try {
  const byKind = new Map(effects.map((effect) => [effect.kind, effect]));
  return async (effectId, kind, temporalNow) => {
    const effect = byKind.get(kind);
    if (effect) await tries.run(effectId, kind, () => perform(services.engine, effect, services, () => temporalNow, log)(effectId));
  };
}

/** Each effect as the activity of its name. `temporalNow`: what Temporal's clock showed when it scheduled the try. */
export function createEffects(
  services: Services & { engine: EffectEngine },
  temporalNow: () => number | undefined = () => undefined,
  tries = new Tries(),
  log?: Log,
): Record<string, EffectActivity> {
  const attempt = createTry(services, tries, log);
  return Object.fromEntries(effects.map(({ kind }) => [kind, (effectId) => attempt(effectId, kind, temporalNow())]));
}

/**
 * True for a kind that needs no place in the history of its workflow: one that an operator goes on with after a refusal
 * does.
 */
export const mayComeFirst = (kind: string): boolean => effects.some((effect) => effect.kind === kind && effect.goesOn === undefined);

/** Returns the effects whose answer this provider may send by a callback. */
export const calledBackBy = (provider: CallbackProvider): readonly CalledBackEffect[] =>
  effects.filter(isCalledBack).filter((effect) => [effect.provider ?? []].flat().some((key) => providers[key].name === provider));

/** The call by which an operator lets a process go on after the final refusal of such an effect, if there is one. */
export const goesOnAfterRefusal = (kind: string, processId: string): string | undefined =>
  effects.find((effect) => effect.kind === kind)?.goesOn?.(processId);

/** A trouble of a process with the call that goes on: its own one, or where its task is, which names one. */
export const withCall = <T extends { ref: string }>(trouble: T, streamId: string): T & { goesOn: string } => ({
  ...trouble,
  goesOn: goesOnAfterRefusal(trouble.ref, streamId.slice(streamId.indexOf(':') + 1)) ?? `GET /v1/operator-tasks?process=${streamId}`,
});

const isCalledBack = (effect: Effect): effect is CalledBackEffect => effect.callback !== undefined;
