import { z } from 'zod';
import type { MatterType } from '#domain';
import { count, id, instant, word } from './formats';

/** Compiles only with every type of matter, and no other. */
const everyMatter = {
  registration: true,
  'identity-review': true,
  'verification-review': true,
  'document-export': true,
  'contact-quota': true,
  'rights-review': true,
  'operator-key': true,
  'platform-grant': true,
  'forced-deregistration': true,
  'purge-waiver': true,
  'breaker-release': true,
} as const satisfies Readonly<Record<MatterType, true>>;
export const matterTypes = Object.keys(everyMatter) as [MatterType, ...MatterType[]];

/** What any view of an inbox may be asked for. */
export const inboxFilters = {
  matterType: z.enum(matterTypes).describe('What is approved, by its type.').optional(),
  companyId: id.describe('Only what belongs to this company.').optional(),
};

/**
 * What somebody of a manager's team is late with. The manager is no party of it, so it tells no more than whom they ask
 * about what, and since when.
 */
export const lateApproval = z.strictObject({
  id,
  type: z.literal('overdue-approval'),
  matterType: word,
  companyId: id,
  openedAt: instant,
  overdueSince: instant,
  dueAt: instant.optional(),
  accountIds: z.array(id).describe('the accounts of the people of the team whom it waits for'),
});

const howMany = z.strictObject({
  count: count.describe('No larger than countedMax.'),
  more: z.boolean().describe('There are more than that.'),
});

/** `GET /v1/approvals/counts`. */
export const inboxCountsQuery = z.strictObject(inboxFilters);
export const inboxCounts = z.strictObject({
  mine: howMany,
  mineOverdue: howMany,
  delegated: howMany,
  delegatedOverdue: howMany,
  started: howMany.describe('Those that are pending.'),
  teamOverdue: howMany,
  countedMax: count,
});
