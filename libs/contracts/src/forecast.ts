import { z } from 'zod';
import { body } from './face';
import { count, exampleId, id, instant, knownLabel, word } from './formats';

/** `forecast.policy.ts` has the same numbers: a spec compares them. */
const accountsMax = 500;
const spanDaysMax = 400;

const exampleSpan = 100;

/** The fields of the policy of accounts that are to be others; `GET /v1/account-policies` shows them. */
const changedPolicy = z
  .record(z.string().max(64), z.json())
  .describe('Fields of the policy with other values, each of the same kind as GET /v1/account-policies shows.');

/** `POST /v1/simulations`: what would happen to accounts that live on, by their own policy and by another one. */
export const simulateAccounts = body(
  z.strictObject({
    accounts: z.array(id).min(1).max(accountsMax).optional().describe('Or companyId.'),
    companyId: id.optional().describe('All its members, in the place of accounts.'),
    policyVersion: count.min(1).optional().describe('The version to try; left out with policy: each account’s own, with changes.'),
    policy: changedPolicy.optional(),
    spanDays: count.min(1).max(spanDaysMax),
    observations: z
      .enum(['none', 'daily'])
      .default('none')
      .describe('What is assumed to be observed: nothing, or that each account is used every day.'),
  }),
  { accounts: [exampleId], spanDays: exampleSpan },
  { companyId: exampleId, policyVersion: 1, policy: { tierOneDay: 7 }, spanDays: exampleSpan, observations: 'daily' },
);
export type SimulateAccounts = z.infer<typeof simulateAccounts>;

const process = z.strictObject({ type: word, id });
const happening = z.strictObject({
  at: instant,
  command: word,
  process,
  changes: word.optional().describe('What it does, in words.'),
  becomes: z.array(z.strictObject({ process, state: word, events: z.array(word) })),
});
const lived = z.strictObject({
  happens: z.array(happening),
  state: word.describe('Of the account at the end.'),
  capabilities: z.array(word).describe('At the end.'),
  owes: z.array(word).describe('What the end rests on others for: `<process>:<effect>`. What comes of it is not foreseen.'),
});

/** Of each account its life by today's policy, and by the one that was to be tried, with what differs. */
export const accountSimulation = z.strictObject({
  from: instant,
  until: instant,
  steps: count.describe('How many commands were decided.'),
  items: z.array(
    z.strictObject({
      accountId: id,
      policyVersion: count,
      today: lived,
      tried: lived.optional(),
      difference: z
        .strictObject({
          onlyToday: z.array(happening),
          onlyTried: z.array(happening),
          capabilitiesGained: z.array(word),
          capabilitiesLost: z.array(word),
        })
        .optional(),
    }),
  ),
});

/** The versions of the policy of accounts, as data: an account keeps the one that it was opened under, or adopted. */
export const accountPolicyList = z.strictObject({
  newest: count,
  items: z.array(z.strictObject({ version: count, policy: z.record(z.string(), z.json()) })),
});

/**
 * `POST /v1/account-policies/adoptions`: these accounts, or all members of a company, live by a version from now on.
 */
export const adoptAccountPolicy = body(
  z.strictObject({ accounts: z.array(id).min(1).max(accountsMax), version: count.min(1), reason: knownLabel }),
  { accounts: [exampleId], version: 1, reason: 'moved-with-the-company' },
);
export type AdoptAccountPolicy = z.infer<typeof adoptAccountPolicy>;

export const accountAdoptions = z.strictObject({
  adopted: count,
  items: z.array(
    z.strictObject({ accountId: id, status: count, version: count.optional(), code: word.optional(), detail: z.string().optional() }),
  ),
});
