import { z } from 'zod';
import { body } from './face';
import { id, label } from './formats';
import { phone } from './typed';

const idsMax = 50;
const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

const names = z
  .literal('true')
  .optional()
  .describe('With the names of people: of those whose data the caller may open. Each opening is recorded.');

/** What a person who has a role is: a member of the company, the holder of an account here, or neither. */
export const belonging = z.enum(['member', 'account', 'outside']);

/** `GET /v1/people/{principalId}`. */
export const personQuery = z.strictObject({ names });

/** `GET /v1/people`: the ids of a page in one call. */
export const peopleQuery = z.strictObject({
  ids: z
    .string()
    .max(idsMax * 37)
    .regex(new RegExp(`^${uuid}(,${uuid}){0,${idsMax - 1}}$`), { message: `must be 1 to ${idsMax} uuids with commas between them` })
    .transform((ids) => [...new Set(ids.toLowerCase().split(','))]),
  names,
});

/**
 * Whom a random id stands for. `outside`: a person without an account here; `erased`: nobody any more, only in lists
 * that name whoever they find.
 */
export const whoIs = {
  principalId: id,
  kind: z.enum(['account', 'applicant', 'outside', 'key', 'erased']),
  accountId: id.optional(),
  registrationId: id.optional().describe('of an applicant: the registration that is to open their account'),
  userId: id.optional().describe('of a person outside: the id by which calls name them'),
  client: z.string().optional().describe('of a key: the calling system'),
  note: z.string().optional().describe('of a key: the name that the newest key of the client was made with'),
  name: z.string().optional(),
};
export const knownPerson = z.strictObject(whoIs);
export const peoplePage = z.strictObject({ items: z.array(knownPerson) });

/**
 * `POST /v1/people/lookups`: the account that has exactly this number. The purpose is a word of yours, and is recorded.
 */
export const lookUpPerson = body(z.strictObject({ phone, purpose: label }), {
  phone: '+8613800138000',
  purpose: 'invite-colleague',
});
export type LookUpPerson = z.infer<typeof lookUpPerson>;
export const personFound = z.strictObject({ accountId: id });
