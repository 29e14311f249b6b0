import { z } from 'zod';
import { accountStates, tier } from './account';
import { body } from './face';
import { count, exampleId, id, instant, label, word } from './formats';
import { unmetCondition } from './problem';

/** In which company, or in none, the account is asked about. */
const asked = {
  context: z
    .union([z.literal('personal'), id])
    .describe('`personal`: without any company; the id of a company: the person there. Left out: what holds everywhere, the least of all.')
    .optional(),
};
export const capabilitiesQuery = z.strictObject(asked);

const unmet = z.array(unmetCondition).min(1);
const mayDo = {
  id,
  state: z.enum(accountStates),
  tier: tier.optional(),
  capabilities: z.array(word),
  withheld: z.array(
    z.strictObject({
      capability: word,
      unmet,
      availableAt: instant.describe('From then on time alone gives it; left out where something else is missing too.').optional(),
    }),
  ),
  limits: z
    .strictObject({
      fileMb: count.optional(),
      contactAddsPerDay: count.optional(),
      contacts: count.describe('External contacts in all.').optional(),
      transferPerDay: count.describe('In CNY.').optional(),
    })
    .describe('For the services that enforce them. What is not named has no limit here.'),
  risk: z.enum(['high', 'mid', 'low']).optional(),
  validUntil: instant.describe('The next instant at which time alone may change the answer.').optional(),
};
const position = count.describe('Of the feed: an event of the account or of its companies behind it may change the answer.');

/**
 * What the account may do now. A frozen one may do nothing.
 * `withheld`: what it does not have, with each condition that is unmet: a `tier`, something to be observed, a
 * `level` to be proven (`atLeast` 1 to 3), a credential that gives a `verified-share` of all capabilities (`atLeast`
 * percent), a `face-review`, a `trusted-device` (the account is bound to a rooted or jailbroken one), a `membership`, a
 * `template` that brings it, or `company-rules` that turn it off. Accounts before policy version 5 name what their tier
 * has.
 */
export const accountCapabilities = z.strictObject({ ...mayDo, position });

/** The most accounts that one call of checks names. */
const checksPerCall = 100;

/** The most of a capability that one use has. */
const amountMax = 1_000_000_000;

/**
 * `POST /v1/accounts/{id}/uses`: a service asks before it lets a person do something that a day has only so much of.
 */
export const useCapability = body(
  z.strictObject({
    capability: label,
    amount: z.number().int().min(1).max(amountMax).describe('Contacts, or CNY to transfer. Left out: 1.').optional(),
    ...asked,
  }),
  { capability: 'external-contacts' },
  { capability: 'payment', amount: 1_200, context: exampleId },
);
export type UseCapability = z.infer<typeof useCapability>;

export const usedCapability = z.strictObject({
  accountId: id,
  capability: word,
  amount: count,
  used: count.describe('In this day of the person, with this use.'),
  limit: count.describe('What the day has in all. Left out: nothing bounds it.').optional(),
  dayEndsAt: instant.describe('The next midnight by the clock of the person.'),
});

/** `POST /v1/capability-checks`: many accounts at once, read by one statement. */
export const capabilityChecks = body(
  z.strictObject({
    accountIds: z.array(id).min(1).max(checksPerCall),
    capability: label.describe('Left out: all that each account may do.').optional(),
    ...asked,
  }),
  { accountIds: [exampleId], capability: 'external-contacts' },
  { accountIds: [exampleId], context: exampleId },
);
export type CapabilityChecks = z.infer<typeof capabilityChecks>;

/**
 * In the order of the call. An account that the caller does not see, or that is no member of the company, is `found:
 * false`.
 */
export const checkedCapabilities = z.strictObject({
  items: z.array(
    z.union([
      z.strictObject({ ...mayDo, found: z.literal(true) }),
      z.strictObject({
        ...{ id, found: z.literal(true), allowed: z.boolean(), unmet: unmet.optional() },
        ...{ availableAt: mayDo.withheld.element.shape.availableAt, validUntil: mayDo.validUntil },
      }),
      z.strictObject({ id, found: z.literal(false), code: z.enum(['not-found', 'not-a-member', 'newer-release']) }),
    ]),
  ),
  position,
});
