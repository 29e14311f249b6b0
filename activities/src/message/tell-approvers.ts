import { matters, stillWaitingFor, waitingFor, type Approval } from '#domain';
import type { BegunEffect } from '#engine';
import { neverSeen } from '#iam';
import { Standings } from '../approval/standings';
import { effect, type Services as AllServices } from '../effect';
import { notify } from './notify';
import { spokenInstant } from './spoken-instant';

type Services = Pick<AllServices, 'engine' | 'transaction'>;

/**
 * Each pending approver gets one message when the approval opens, and one with each reminder; who of them is from
 * outside and was never seen to act by then is recorded.
 */
export const tellApprovers = effect('approval', {
  kind: 'tellApprovers',
  provider: 'messaging',
  async act(begun, services) {
    const { state } = begun.process;
    const text = textOf(begun, state);
    if (text === undefined) return undefined;
    const people = await stillAsked(begun.n, state, services);
    await notify(begun, people, text, services);
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

/**
 * Names the matter by its type alone, because the approver looks up the rest; undefined if the message would be out of
 * date.
 */
function textOf({ n, process }: BegunEffect, approval: Approval): string | undefined {
  if (approval.status !== 'pending') return undefined;
  const untold = 1 + (approval.renewals ?? 0) + (approval.evidence?.length ?? 0);
  const head = n === untold ? '' : 'Reminder: ';
  const { noun } = matters[approval.matter.type];
  const until = approval.expiresAt === undefined ? '' : ` until ${spokenInstant(approval.expiresAt)}`;
  return `${head}${noun} waits for your decision${until}. Approval ${process.id}.`;
}
