import type { ProcessType } from '#domain';
import type { BegunEffect } from '#engine';
import { effect, type Begun, type Effect, type Services } from '../effect';
import type { Said } from './said';

interface Message<P extends ProcessType> {
  kind: string;
  /** Returns the text for the current state; undefined if the state has moved on and the message would be wrong. */
  text(state: Begun<P>['process']['state']): Said | undefined;
  /** Returns the vault subject whose phone gets the message; by default the subject of the process. */
  to?(begun: Begun<P>, services: Pick<Services, 'engine'>): Promise<string | undefined>;
  /** Once it is sent, or there is no number any more; again where the message is tried again. */
  then?(begun: Begun<P>, services: Pick<Services, 'registered'>): Promise<void> | undefined;
}

/** A message to a person's phone. Sends nothing if the vault has no number. */
export const sendToPhone = <P extends ProcessType>(process: P, { kind, text, to, then }: Message<P>): Effect =>
  effect(process, {
    kind,
    provider: 'messaging',
    async act(begun, services) {
      const words = text(begun.process.state);
      if (words === undefined) return undefined;
      const subjectId = to ? await to(begun, services) : begun.process.subjectId;
      const phone = await openPhone(services, kind, subjectId);
      if (phone !== undefined) await services.messaging.send({ to: phone, ...ofEffect(begun, words), ...companyOf(begun.process.state) });
      await then?.(begun, services);
      return undefined;
    },
  });

/** Opened for this message and recorded under its kind. */
export async function openPhone(
  { transaction, vault }: Pick<Services, 'transaction' | 'vault'>,
  kind: string,
  subjectId: string | undefined,
): Promise<string | undefined> {
  if (subjectId === undefined) return undefined;
  const opened = await transaction((tx) =>
    vault.open(tx, { subjectId, dataClass: 'contact', fields: ['phone'], actor: 'tenure:effect', purpose: kind }),
  );
  return opened?.phone;
}

/** A message to a phone by the name of its effect. */
export const ofEffect = ({ kind, effectId }: Pick<BegunEffect, 'kind' | 'effectId'>, { text, parameters }: Said) =>
  ({ channel: 'sms', text, template: { name: kind, parameters }, idempotencyKey: effectId }) as const;

/** Of a registration that joins one, or a case that one asked for: the company may have a provider of its own. */
function companyOf(state: object): { companyId?: string } {
  const { joining, companyId = joining?.companyId } = state as { joining?: { companyId: string }; companyId?: string };
  return companyId === undefined ? {} : { companyId };
}
