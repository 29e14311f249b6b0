import { randomUUID } from 'node:crypto';
import { Newest } from './newest';

export interface Sent {
  messageId: string;
  channel: 'sms' | 'mail' | 'notice';
  to: string;
  text: string;
  sentAt: string;
}

const messagesMax = 10_000;

/** The newest 10,000 messages that were taken, in memory only: they hold numbers and codes, and go with the process. */
export class Outbox {
  readonly #messages = new Newest<Sent>(messagesMax);

  take(message: Pick<Sent, 'channel' | 'to' | 'text'>): Sent {
    const sent: Sent = { messageId: randomUUID(), ...message, sentAt: new Date().toISOString() };
    this.#messages.set(sent.messageId, sent);
    return sent;
  }

  /** Oldest first; of more than `limit` the newest. */
  sentTo(to: string | undefined, limit: number): readonly Sent[] {
    return this.#messages
      .values()
      .filter((sent) => to === undefined || sent.to === to)
      .slice(-limit);
  }
}
