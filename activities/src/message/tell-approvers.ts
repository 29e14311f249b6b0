import { matters, waitingFor, type Approval } from '#domain';
import type { BegunEffect } from '#engine';
import { neverSeen } from '#iam';
import { effect } from '../effect';
import { notify } from './notify';
import { spokenInstant } from './spoken-instant';

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
    const people = waitingFor(state);
    await notify(begun, people, text, services);
    const unseen = begun.n === 1 ? [] : await services.transaction((tx) => neverSeen(tx, people));
    return unseen.length > 0 ? unseen.join(' ') : undefined;
  },
  result: (unseen: string) => ({ type: 'RecordUnseen', people: unseen.split(' ') }),
});

/**
 * Names the matter by its type alone, because the approver looks up the rest; undefined if the message would be out of
 * date.
 */
function textOf({ n, process }: BegunEffect, approval: Approval): string | undefined {
  if (approval.status !== 'pending') return undefined;
  const head = n === 1 ? '' : 'Reminder: ';
  const { noun } = matters[approval.matter.type];
  const until = approval.expiresAt === undefined ? '' : ` until ${spokenInstant(approval.expiresAt)}`;
  return `${head}${noun} waits for your decision${until}. Approval ${process.id}.`;
}
