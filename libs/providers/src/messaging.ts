import { Provider, type ProviderOptions } from './provider';

/** Port to whoever carries messages: to numbers, to mail boxes, and as a notice to people whom the suite knows by their ids. */
export interface Messaging {
  /**
   * `to` is a number, an address, or with `notice` `user:<id>`. Resolves when the message was taken. The same `idempotencyKey` never makes a second message.
   * @throws ProviderUnavailable, ProviderRefused
   */
  send(message: { channel: 'sms' | 'mail' | 'notice'; to: string; text: string; idempotencyKey: string }): Promise<void>;
}

/** `POST {baseUrl}/messages { channel, to, text }` → 2xx. */
export function httpMessaging(baseUrl: string, options: ProviderOptions = {}): Messaging {
  const provider = new Provider('messaging', baseUrl, options);
  return {
    async send({ idempotencyKey, channel, to, text }) {
      await provider.post('messages', idempotencyKey, { channel, to, text });
    },
  };
}
