import { inboxPolicy, matters, type Instant, type MatterType } from '#domain';
import { spokenInstant } from './spoken-instant';

const nounOf = (type: string): string => (Object.hasOwn(matters, type) ? matters[type as MatterType].noun : 'A matter');

const until = (at: Instant | undefined): string => (at === undefined ? '' : ` until ${spokenInstant(at)}`);

/** What to do, in words that hold in every application which shows approvals. */
const how = 'Open your approvals to approve or reject';

/** Names the matter by its type alone, because the approver looks up the rest: what, until when, and how to act. */
export const waitsForYou = (id: string, type: string, expiresAt: Instant | undefined): string =>
  `${nounOf(type)} waits for your decision${until(expiresAt)}. ${how} it. Approval ${id}.`;

/** X1: to those whom an escalation asks: others were asked before them, and have not decided. */
export const escalatedToYou = (id: string, type: string, expiresAt: Instant | undefined): string =>
  `${nounOf(type)} waits for your decision too${until(expiresAt)}: nobody has decided in time, and it was escalated to you. ${how} it. Approval ${id}.`;

/** X1: to those who were asked before: they may still decide. */
export const escalatedToOthers = (id: string, type: string, expiresAt: Instant | undefined): string =>
  `${nounOf(type)} was escalated, because nobody has decided in time. It still waits for your decision${until(expiresAt)}. ${how} it. Approval ${id}.`;

/** To somebody who may decide a task in the place of its assignee. */
export const lentToYou = (id: string, type: string, ends: Instant | undefined): string =>
  `${nounOf(type)} waits for a decision that somebody has delegated to you${until(ends)}. ${how} it in their place. Approval ${id}.`;

/** To the assignee, who sees at once if it was not they who did so. */
export const youHaveLent = (id: string, type: string, ends: Instant | undefined): string =>
  `You have delegated a decision to somebody else${until(ends)}: ${nounOf(type).toLowerCase()}. Both of you may decide, and the first decision counts. If it was not you, take the task back. Approval ${id}.`;

/** Several that have come soon after one another, in one message. */
export function manyWaitForYou(count: number, firstUntil: Instant | undefined): string {
  const { countedMax } = inboxPolicy;
  const first = firstUntil === undefined ? '' : `, the first${until(firstUntil)}`;
  return `${count > countedMax ? `More than ${countedMax}` : count} matters wait for your decision${first}. ${how} them.`;
}
