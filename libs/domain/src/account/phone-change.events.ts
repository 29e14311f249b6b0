import { eventsOf, id, instant } from '../events';
import { isLiving, type Account } from './account';

/** R7: what an account keeps of the changes of its number. */
export interface PhoneChange {
  /** Begun with a code to the old number: this one is the new one if a code to it comes before the end. */
  phoneNext?: { phoneId: string; until: number };
  phoneChangesBegun?: number;
  /** How often its entries in directories have changed: the newest number speaks for those before. */
  entryChanges?: number;
}

const whileLiving = eventsOf<Account>().from(isLiving);

/** R7: a person proves the old number and the new one, in this order. */
export const phoneChangeEvents = {
  PhoneChangeBegun: whileLiving({ phoneId: id, until: instant }, (account, phoneNext) => ({
    ...account,
    phoneNext,
    phoneChangesBegun: (account.phoneChangesBegun ?? 0) + 1,
  })),
  /** D6: the former number cools down from then on. */
  PhoneChanged: whileLiving({ phoneId: id, at: instant, formerFreeAt: instant }, ({ phoneNext: _done, ...account }, changed) => ({
    ...account,
    phoneId: changed.phoneId,
    formerPhones: [...(account.formerPhones ?? []), { phoneId: account.phoneId, freeAt: changed.formerFreeAt }],
    entryChanges: (account.entryChanges ?? 0) + 1,
  })),
};
