import type { Engine } from '#engine';
import type { Ports } from '#providers';
import type { Vault } from '#vault';
import type { Transaction } from './transaction';
import { confirmDeregistration } from './message/confirm-deregistration';
import { confirmPurge } from './message/confirm-purge';
import { confirmRevocation, whoIsFreeAgain } from './message/confirm-revocation';
import { remindOfCoolingOff } from './message/remind-of-cooling-off';
import { sendToPhone } from './message/send-to-phone';
import { tellApprovers } from './message/tell-approvers';
import { type EffectActivity, type EffectEngine, perform, type Performance } from './perform';
import { destroyKeys } from './purge/destroy-keys';
import { eraseDirectoryEntry } from './purge/erase-directory-entry';
import { endRegistrations, type RegistrationsJoining } from './purge/end-registrations';
import { eraseFromVault } from './purge/erase-from-vault';
import { purgeHeldData } from './purge/purge-held-data';
import { checkIdentity } from './registration/check-identity';
import { createDirectoryEntry } from './registration/create-directory-entry';
import { eraseApplicant } from './registration/erase-applicant';
import { removeDirectoryEntry } from './registration/remove-directory-entry';
import { sayYouCanSignIn, whoCanSignIn } from './registration/say-you-can-sign-in';
import { tellOutcome } from './registration/tell-outcome';
import { endSessions } from './session/end-sessions';

interface EffectServices extends Ports {
  engine: EffectEngine & Pick<Engine, 'read' | 'carryOver'>;
  registrationsJoining: RegistrationsJoining;
  transaction: Transaction;
  vault: Pick<Vault, 'open' | 'insert' | 'erase' | 'forget'>;
}

/** Every kind of effect by its name, as the activity that performs it. */
export function createEffects(services: EffectServices): Record<string, EffectActivity> {
  const { engine, transaction, vault, messaging, dataHolders } = services;
  const send = sendToPhone({ transaction, vault, messaging });
  const kinds: Record<string, Performance> = {
    endSessions: endSessions(dataHolders),
    confirmDeregistration: send(confirmDeregistration),
    remindOfCoolingOff: send(remindOfCoolingOff),
    confirmRevocation: send(confirmRevocation, whoIsFreeAgain(engine)),
    confirmPurge: send(confirmPurge),
    revokeSessions: purgeHeldData(dataHolders, 'revokeSessions'),
    refundWallet: purgeHeldData(dataHolders, 'refundWallet'),
    deleteChats: purgeHeldData(dataHolders, 'deleteChats'),
    deleteEvidence: purgeHeldData(dataHolders, 'deleteEvidence'),
    unbindDevices: purgeHeldData(dataHolders, 'unbindDevices'),
    endRegistrations: endRegistrations(services),
    cutCompanyTies: purgeHeldData(dataHolders, 'cutCompanyTies'),
    // With what others have written about the person when they decided on him.
    eraseProfile: eraseFromVault({ transaction, vault }, 'eraseProfile', 'profile', 'reasons'),
    eraseDirectoryEntry: eraseDirectoryEntry(services),
    tellApprovers: tellApprovers({ transaction, messaging }),
    checkIdentity: checkIdentity(services),
    createDirectoryEntry: createDirectoryEntry(services),
    removeDirectoryEntry: removeDirectoryEntry(services),
    sayYouCanSignIn: send(sayYouCanSignIn, whoCanSignIn(engine)),
    tellOutcome: send(tellOutcome),
    eraseApplicant: eraseApplicant(services),
    destroyKeys: destroyKeys(services),
  };
  return Object.fromEntries(Object.entries(kinds).map(([kind, performance]) => [kind, perform(engine, kind, performance)]));
}
