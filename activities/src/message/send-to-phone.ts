import type { BegunEffect } from '#engine';
import type { Messaging } from '#providers';
import type { Vault } from '#vault';
import type { Performance } from '../perform';
import type { Transaction } from '../transaction';

/** The text for where the process stands now; undefined where it has moved on and the message would be wrong. */
export type Text = (state: unknown) => string | undefined;

interface Services {
  transaction: Transaction;
  vault: Pick<Vault, 'open'>;
  messaging: Messaging;
}

/** Whose phone it is, as a subject of the vault. */
type Recipient = (effect: BegunEffect) => Promise<string | undefined>;
const itsOwnSubject: Recipient = async ({ process }) => process.subjectId;

/** A message to the phone of the person whom the process is about. Where no number is left, there is nothing to send. */
export const sendToPhone =
  (services: Services) =>
  (text: Text, recipient = itsOwnSubject): Performance => ({
    async act(effect) {
      const words = text(effect.process.state);
      const to = words === undefined ? undefined : await openPhone(services, effect.kind, await recipient(effect));
      if (words !== undefined && to !== undefined)
        await services.messaging.send({ channel: 'sms', to, text: words, idempotencyKey: effect.effectId });
      return undefined;
    },
  });

/** Opened for this message and recorded under its kind. */
async function openPhone({ transaction, vault }: Services, kind: string, subjectId: string | undefined): Promise<string | undefined> {
  if (subjectId === undefined) return undefined;
  const opened = await transaction((tx) =>
    vault.open(tx, { subjectId, dataClass: 'contact', fields: ['phone'], actor: 'tenure:effect', purpose: kind }),
  );
  return opened?.phone;
}
