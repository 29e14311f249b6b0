import type { Provider } from './provider';

/** A message by its name, with what it fills in: for providers that send no free text. */
export interface Template {
  name: string;
  parameters: readonly string[];
  /** What says less, where the vendor has not approved this one. */
  instead?: { name: string; parameters: readonly string[] };
}

interface Message {
  channel: 'sms' | 'mail' | 'notice';
  /** A number, an address, or with `notice` `user:<id>`. */
  to: string;
  text: string;
  template?: Template;
  /** Chooses the provider. */
  companyId?: string;
  /** The same one never makes a second message, where the provider can promise that. */
  idempotencyKey: string;
}

/** Port to the messaging system: to numbers, to mail addresses, and as a notice to people by their public ids. */
export interface Messaging {
  /**
   * Resolves when the message was accepted. `trace`: that of the call that asks, where it is not the one that the work
   * is on.
   * @throws ProviderUnavailable, ProviderRefused
   */
  send(message: Message, trace?: string): Promise<void>;
}

/** `POST {address}/messages { channel, to, text }` → 2xx. */
export const messaging = {
  name: 'messaging',
  callsBack: false,
  channels: ['sms', 'mail', 'notice'],
  connect: (client): Messaging => ({
    async send({ idempotencyKey, channel, to, text }, trace) {
      await client.post('messages', idempotencyKey, { channel, to, text }, trace);
    },
  }),
} as const satisfies Provider<Messaging>;
