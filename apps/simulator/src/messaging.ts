import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Newest } from './newest';
import type { Stage } from './taking';

const messageSchema = z.strictObject({
  channel: z.enum(['sms', 'mail', 'notice']),
  to: z.string().min(1).max(320),
  text: z.string().max(4_096),
});
const messagesQuery = z.strictObject({
  to: z.string().max(320).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});

interface Sent extends z.infer<typeof messageSchema> {
  messageId: string;
  sentAt: string;
}

const messagesMax = 10_000;

/** Takes messages. Keeps the newest 10,000 in memory only: they hold numbers and codes, and go with the process. */
export function messaging({ app, take }: Stage): void {
  const messages = new Newest<Sent>(messagesMax);

  take('messages', {
    body: messageSchema,
    perform(message) {
      const sent: Sent = { messageId: randomUUID(), ...message, sentAt: new Date().toISOString() };
      messages.set(sent.messageId, sent);
      return { status: 201, body: { messageId: sent.messageId } };
    },
  });

  // Oldest first; if there are more than `limit`, the newest.
  app.get('/messages', (request) => {
    const { to, limit } = messagesQuery.parse(request.query);
    const items = messages.values().filter((sent) => to === undefined || sent.to === to);
    return { items: items.slice(-limit) };
  });
}
