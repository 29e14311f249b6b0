import type { DataHolders, Messaging } from '#providers';
import type { Vault } from '#vault';
import type { Transaction } from './transaction';
import { confirmDeregistration } from './message/confirm-deregistration';
import { confirmPurge } from './message/confirm-purge';
import { confirmRevocation } from './message/confirm-revocation';
import { remindOfCoolingOff } from './message/remind-of-cooling-off';
import { sendToPhone } from './message/send-to-phone';
import { tellApprovers } from './message/tell-approvers';
import { type EffectActivity, type EffectEngine, perform, type Performance } from './perform';
import { eraseFromVault } from './purge/erase-from-vault';
import { purgeHeldData } from './purge/purge-held-data';
import { endSessions } from './session/end-sessions';

interface EffectServices {
  engine: EffectEngine;
  transaction: Transaction;
  vault: Pick<Vault, 'open' | 'erase'>;
  messaging: Messaging;
  holders: DataHolders;
}

/** Every kind of effect by its name, as the activity that performs it. */
export function createEffects({ engine, transaction, vault, messaging, holders }: EffectServices): Record<string, EffectActivity> {
  const send = sendToPhone({ transaction, vault, messaging });
  const kinds: Record<string, Performance> = {
    endSessions: endSessions(holders),
    confirmDeregistration: send(confirmDeregistration),
    remindOfCoolingOff: send(remindOfCoolingOff),
    confirmRevocation: send(confirmRevocation),
    confirmPurge: send(confirmPurge),
    revokeSessions: purgeHeldData(holders, 'revokeSessions'),
    refundWallet: purgeHeldData(holders, 'refundWallet'),
    deleteChats: purgeHeldData(holders, 'deleteChats'),
    deleteEvidence: purgeHeldData(holders, 'deleteEvidence'),
    unbindDevices: purgeHeldData(holders, 'unbindDevices'),
    cutCompanyTies: purgeHeldData(holders, 'cutCompanyTies'),
    eraseProfile: eraseFromVault({ transaction, vault }, 'eraseProfile', 'profile'),
    eraseDirectoryEntry: eraseFromVault({ transaction, vault }, 'eraseDirectoryEntry', 'directory'),
    tellApprovers: tellApprovers({ transaction, messaging }),
    destroyKeys: eraseFromVault({ transaction, vault }, 'destroyKeys', 'contact'),
  };
  return Object.fromEntries(Object.entries(kinds).map(([kind, performance]) => [kind, perform(engine, kind, performance)]));
}
