import { Provider, type ProviderOptions } from './provider';

/** Port to whoever carries text messages and mail. */
export interface Messaging {
  /**
   * Resolves when the message was taken. The same `idempotencyKey` never makes a second message.
   * @throws ProviderUnavailable, ProviderRefused
   */
  send(message: { channel: 'sms' | 'mail'; to: string; text: string; idempotencyKey: string }): Promise<void>;
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
