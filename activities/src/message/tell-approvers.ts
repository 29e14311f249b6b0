import { matters, waitingFor, type Approval } from '#domain';
import type { BegunEffect } from '#engine';
import { effect } from '../effect';
import { notify } from './notify';
import { spokenInstant } from './spoken-instant';

/** Each pending approver gets one message when the approval opens, and one with each reminder. */
export const tellApprovers = effect('approval', {
  kind: 'tellApprovers',
  provider: 'messaging',
  async act(begun, services) {
    const { state } = begun.process;
    const text = textOf(begun, state);
    if (text !== undefined) await notify(begun, waitingFor(state), text, services);
    return undefined;
  },
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
