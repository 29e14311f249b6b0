import { askedBefore, inboxPolicy, minute, stillWaitingFor, waitingFor, type Approval, type PendingApproval } from '#domain';
import type { BegunEffect } from '#engine';
import { neverSeen, noteTelling, type Told } from '#iam';
import { Standings } from '../approval/standings';
import { effect, type Services as AllServices } from '../effect';
import { escalatedToOthers, escalatedToYou, waitsForYou } from './approval-text';
import { send } from './notify';

type Services = Pick<AllServices, 'engine' | 'transaction'>;

/**
 * Each pending approver gets one message when the approval opens, and one with each reminder, or hears of it with
 * others in a digest; who of them is from outside and was never seen to act by then is recorded.
 */
export const tellApprovers = effect('approval', {
  kind: 'tellApprovers',
  provider: 'messaging',
  async act(begun, services) {
    const { state } = begun.process;
    if (state.status !== 'pending') return undefined;
    const people = await stillAsked(begun, state, services);
    const told: Told[] = [];
    const refused: string[] = [];
    for (const [text, hearers] of textsOf(begun.process.id, state, people)) {
      const hearing = await toTell(begun, hearers, services);
      // Whom many have told just now hears of it in a digest.
      const now = hearing.filter(({ waits }) => !waits);
      refused.push(...(await send(begun, now, text, services)));
      told.push(...hearing);
    }
    const unseen = begun.n === 1 ? [] : await services.transaction((tx) => neverSeen(tx, people));
    const isNobodyReached = told.length > 0 && refused.length === told.length;
    return toAnswer(unseen, isNobodyReached ? people : [], state);
  },
  result: (answer: string) => ({ type: 'RecordUnseen', ...(JSON.parse(answer) as Answered) }),
});

interface Answered {
  people: readonly string[];
  unreached?: readonly string[];
}

/** Undefined where nothing is to be recorded: nobody is unseen, and it is as before whether anybody was reached. */
function toAnswer(people: readonly string[], unreached: readonly string[], state: Approval): string | undefined {
  const before = state.status === 'pending' ? (state.unreached ?? []) : [];
  const isNew = unreached.length > 0 || before.length > 0;
  return people.length > 0 || isNew ? JSON.stringify({ people, ...(isNew && { unreached }) } satisfies Answered) : undefined;
}

/**
 * Whom the state asks, without those who may decide no more and whose tasks are not closed yet. The opening has just
 * asked, under lock.
 */
async function stillAsked({ n, process }: BegunEffect, approval: Approval, { engine, transaction }: Services): Promise<readonly string[]> {
  if (n === 1 || approval.status !== 'pending') return waitingFor(approval);
  const { command, facts } = await new Standings(engine, transaction).of(approval, process.now);
  return stillWaitingFor(approval, command, facts);
}

/** Each of them, and whether they hear of it in a digest because they have got many notices just now. */
async function toTell({ effectId, process }: BegunEffect, people: readonly string[], { transaction }: Services) {
  const { now } = process;
  const { expiresAt } = process.state as { expiresAt?: number };
  const endsAt = now + inboxPolicy.digestMinutes * minute;
  const urgent = expiresAt !== undefined && expiresAt <= endsAt;
  const telling = { effectId, people, now, endsAt, alone: inboxPolicy.noticesAlone, urgent };
  return transaction((tx) => noteTelling(tx, telling));
}

/** What each of them hears: at an escalation both sides hear of it, each with what it means to them. */
function textsOf(id: string, approval: PendingApproval, people: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  const { matter, expiresAt, noticeOf } = approval;
  if (noticeOf !== 'escalation') {
    const head = noticeOf === 'reminder' ? 'Reminder: ' : '';
    return [[head + waitsForYou(id, matter.type, expiresAt), people]];
  }
  const before = askedBefore(approval);
  const isBefore = (person: string) => before.includes(person);
  const texts = [
    [escalatedToOthers(id, matter.type, expiresAt), people.filter(isBefore)],
    [escalatedToYou(id, matter.type, expiresAt), people.filter((person) => !isBefore(person))],
  ] as const;
  return texts.filter(([, hearers]) => hearers.length > 0);
}
