import { z } from 'zod';
import { deadline, processSchemas } from './process';
import { count, id, instant, sentInstant, text, word } from './formats';
import { identity } from './identity';
import { page, pageQuery } from './page';

/** `POST /v1/accounts`: takes in a person who already belongs. The phone number is international (`+…`). */
export const takeInAccount = z.strictObject({
  phone: text(40),
  name: text(200).optional(),
  identity: identity.optional(),
  companyId: id.optional(),
  activatedAt: sentInstant.optional(),
});
export type TakeInAccount = z.infer<typeof takeInAccount>;

/** `opening`: by a registration that is not active yet; `undone` if that came to nothing. */
const states = ['opening', 'active', 'frozen', 'purged', 'undone'] as const;
const tier = z.number().int().min(0).max(2);
const own = {
  /** Once it is active, like `activatedAt`. */
  tier: tier.optional(),
  activatedAt: instant.optional(),
  capabilities: z.array(word),
  /** One a company. */
  memberships: z.array(z.strictObject({ companyId: id, state: z.enum(['joining', 'active']) })).optional(),
};

const accounts = processSchemas('account', { states, outcomes: ['purged', 'undone'], own });
export const account = accounts.whole;
export const accountPage = page(accounts.listed);
export const accountQuery = z.strictObject({ ...pageQuery, companyId: id.optional(), state: z.enum(states).optional() });

/** What the account may do now. A frozen one may do nothing. */
export const accountCapabilities = z.strictObject({ id, state: z.enum(states), tier: own.tier, capabilities: own.capabilities });

/** Everything that will happen to the account and when, soonest first, whichever process does it. */
export const accountDeadlines = z.strictObject({
  items: z.array(z.strictObject({ ...deadline.shape, process: z.strictObject({ type: word, id }) })),
});

/** The history of the account, oldest first. `actor` is a random id; the API does not say whose it is. */
export const accountTimeline = page(
  z.strictObject({ at: instant, type: word, origin: word, actor: z.string(), process: z.strictObject({ type: word, id, version: count }) }),
);
export const timelineQuery = z.strictObject(pageQuery);
