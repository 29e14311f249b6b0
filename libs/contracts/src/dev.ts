import { z } from 'zod';
import { body } from './face';
import { count, duration, instant, text } from './formats';

/** Only where the embedded stack runs. */
export const advanceClock = body(z.strictObject({ by: duration }), { by: 'P14D' });
export type AdvanceClock = z.infer<typeof advanceClock>;

export const clockAnswer = z.strictObject({ now: instant });
/** `steps` = the deadlines at which the walk stopped until everything was quiet. */
export const advanceAnswer = z.strictObject({ now: instant, steps: count });

export const messagesQuery = z.strictObject({
  to: text(254).optional().describe('A phone number (+…), a mail address, or user:<id> of the person who gets a notice.'),
});

/** What the simulated providers received. The only answer with personal data: in this stack all people are made up. */
export const messagesAnswer = z.strictObject({
  items: z.array(
    z.strictObject({
      messageId: z.string(),
      channel: z.enum(['sms', 'mail', 'notice']),
      to: z.string(),
      text: z.string(),
      sentAt: z.string(),
    }),
  ),
});
