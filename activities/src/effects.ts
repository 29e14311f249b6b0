import type { Log } from '#log';
import { providers, type CallbackProvider } from '#providers';
import type { CalledBackEffect, Effect, Services } from './effect';
import { eraseApproval } from './approval/erase-approval';
import { confirmDeregistration } from './message/confirm-deregistration';
import { confirmPurge } from './message/confirm-purge';
import { confirmRevocation } from './message/confirm-revocation';
import { remindOfCoolingOff } from './message/remind-of-cooling-off';
import { tellApprovers } from './message/tell-approvers';
import { type EffectActivity, type EffectEngine, perform } from './perform';
import { destroyKeys } from './purge/destroy-keys';
import { endRegistrations } from './purge/end-registrations';
import { eraseDirectoryEntry } from './purge/erase-directory-entry';
import { eraseFromVault } from './purge/erase-from-vault';
import { purgeHeldData } from './purge/purge-held-data';
import { checkIdentity } from './registration/check-identity';
import { createDirectoryEntry } from './registration/create-directory-entry';
import { eraseApplicant } from './registration/erase-applicant';
import { removeDirectoryEntry } from './registration/remove-directory-entry';
import { sayYouCanSignIn } from './registration/say-you-can-sign-in';
import { tellOutcome } from './registration/tell-outcome';
import { endSessions } from './session/end-sessions';

/** Every kind of effect: the one place that registers them. Worker and API read it here. */
export const effects: readonly Effect[] = [
  endSessions,
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
  eraseApproval,
  checkIdentity,
  createDirectoryEntry,
  removeDirectoryEntry,
  sayYouCanSignIn,
  tellOutcome,
  eraseApplicant,
];

/** Each effect as the activity of its name. `temporalNow`: what Temporal's clock showed when it scheduled the try. */
export const createEffects = (
  services: Services & { engine: EffectEngine },
  temporalNow?: () => number,
  log?: Log,
): Record<string, EffectActivity> =>
  Object.fromEntries(effects.map((effect) => [effect.kind, perform(services.engine, effect, services, temporalNow, log)]));

/** Returns the effects whose answer this provider may send by a callback. */
export const calledBackBy = (provider: CallbackProvider): readonly CalledBackEffect[] =>
  effects.filter(isCalledBack).filter((effect) => effect.provider !== undefined && providers[effect.provider].name === provider);

const isCalledBack = (effect: Effect): effect is CalledBackEffect => effect.callback !== undefined;
