import type { Provider } from './provider';

/** Port to the messaging system: to numbers, to mail addresses, and as a notice to people by their public ids. */
export interface Messaging {
  /**
   * `to` is a number, an address, or with `notice` `user:<id>`. Resolves when the message was accepted. The same
   * `idempotencyKey` never makes a second message. `trace`: that of the call that asks, where it is not the one that
   * the work is on.
   * @throws ProviderUnavailable, ProviderRefused
   */
  send(message: { channel: 'sms' | 'mail' | 'notice'; to: string; text: string; idempotencyKey: string }, trace?: string): Promise<void>;
}

/** `POST {address}/messages { channel, to, text }` → 2xx. */
export const messaging = {
  name: 'messaging',
  callsBack: false,
  connect: (client): Messaging => ({
    async send({ idempotencyKey, channel, to, text }, trace) {
      await client.post('messages', idempotencyKey, { channel, to, text }, trace);
    },
  }),
} as const satisfies Provider<Messaging>;
