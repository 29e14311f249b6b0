import { inboxPolicy, matters, type Instant, type MatterType } from '#domain';
import { spokenInstant } from './spoken-instant';

const nounOf = (type: string): string => (Object.hasOwn(matters, type) ? matters[type as MatterType].noun : 'A matter');

const until = (at: Instant | undefined): string => (at === undefined ? '' : ` until ${spokenInstant(at)}`);

/** What to do, in words that hold in every application which shows approvals. */
const how = 'Open your approvals to approve or reject';

/** Names the matter by its type alone, because the approver looks up the rest: what, until when, and how to act. */
export const waitsForYou = (id: string, type: string, expiresAt: Instant | undefined): string =>
  `${nounOf(type)} waits for your decision${until(expiresAt)}. ${how} it. Approval ${id}.`;

/** Several that have come soon after one another, in one message. */
export function manyWaitForYou(count: number, firstUntil: Instant | undefined): string {
  const { countedMax } = inboxPolicy;
  const first = firstUntil === undefined ? '' : `, the first${until(firstUntil)}`;
  return `${count > countedMax ? `More than ${countedMax}` : count} matters wait for your decision${first}. ${how} them.`;
}
