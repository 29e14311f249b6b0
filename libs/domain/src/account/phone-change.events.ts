import { eventsOf, id, instant } from '../events';
import { isLiving, type Account } from './account';

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
