import { inboxPolicy, minute, stillWaitingFor, waitingFor, type Approval } from '#domain';
import type { BegunEffect } from '#engine';
import { neverSeen, noteTelling } from '#iam';
import { Standings } from '../approval/standings';
import { effect, type Services as AllServices } from '../effect';
import { waitsForYou } from './approval-text';
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
    const text = textOf(begun, state);
    if (text === undefined) return undefined;
    const people = await stillAsked(begun.n, state, services);
    await send(begun, await toTellNow(begun, people, services), text, services);
    const unseen = begun.n === 1 ? [] : await services.transaction((tx) => neverSeen(tx, people));
    return unseen.length > 0 ? unseen.join(' ') : undefined;
  },
  result: (unseen: string) => ({ type: 'RecordUnseen', people: unseen.split(' ') }),
});

/**
 * Whom the state asks, without those who may decide no more and whose tasks are not closed yet. The opening has just
 * asked, under lock.
 */
async function stillAsked(n: number, approval: Approval, { engine, transaction }: Services): Promise<readonly string[]> {
  if (n === 1 || approval.status !== 'pending') return waitingFor(approval);
  const { command, facts } = await new Standings(engine, transaction).of(approval);
  return stillWaitingFor(approval, command, facts);
}

/** Those of them who do not hear of it in a digest: the others have got many notices just now. */
async function toTellNow({ effectId, process }: BegunEffect, people: readonly string[], { transaction }: Services) {
  const { now } = process;
  const { expiresAt } = process.state as { expiresAt?: number };
  const endsAt = now + inboxPolicy.digestMinutes * minute;
  const urgent = expiresAt !== undefined && expiresAt <= endsAt;
  const telling = { effectId, people, now, endsAt, alone: inboxPolicy.noticesAlone, urgent };
  return (await transaction((tx) => noteTelling(tx, telling))).filter(({ waits }) => !waits);
}

/** Undefined if the message would be out of date. */
function textOf({ n, process }: BegunEffect, approval: Approval): string | undefined {
  if (approval.status !== 'pending') return undefined;
  const untold = 1 + (approval.renewals ?? 0) + (approval.evidence?.length ?? 0);
  const head = n === untold ? '' : 'Reminder: ';
  return head + waitsForYou(process.id, approval.matter.type, approval.expiresAt);
}
