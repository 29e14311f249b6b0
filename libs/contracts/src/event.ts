import { z } from 'zod';
import { id, instant, word } from './formats';
import { pageQuery } from './page';

const { pageSize, pageToken } = pageQuery;
const typeName = '[A-Z][A-Za-z0-9]{0,63}';

/**
 * `GET /v1/events`. `after` is opaque: the `cursor` of the answer before; without it the feed starts at its beginning,
 * with `latest` at its end. At most twenty types.
 */
export const eventQuery = z.strictObject({
  pageSize,
  after: pageToken,
  types: z
    .string()
    .regex(new RegExp(`^${typeName}(,${typeName}){0,19}$`), { message: 'must be names of event types with commas between them' })
    .transform((names) => names.split(','))
    .optional(),
});

/**
 * The events, with their processes and instants. The processes themselves show the content to callers who may read
 * them.
 * There is always a cursor to go on from, also after an empty page.
 */
export const eventPage = z.strictObject({
  items: z.array(
    z.strictObject({
      eventId: id,
      type: word,
      process: z.strictObject({ type: word, id }),
      at: instant,
      actor: word.optional().describe('Who acted; for operators and auditors alone.'),
      via: id.optional().describe('The service that acted for the person; for operators and auditors alone.'),
    }),
  ),
  cursor: z.string(),
});
