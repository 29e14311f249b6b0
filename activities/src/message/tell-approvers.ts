import { matters, waitingFor, type Approval } from '#domain';
import type { BegunEffect } from '#engine';
import { externalIdsOf } from '#iam';
import { ProviderRefused } from '#providers';
import { effect } from '../effect';
import { spokenInstant } from './spoken-instant';

/**
 * Each pending approver gets one message when the approval opens, and one with each reminder. A repeat sends
 * nothing twice.
 */
export const tellApprovers = effect('approval', {
  kind: 'tellApprovers',
  provider: 'messaging',
  async act(begun, { messaging, transaction }) {
    const text = textOf(begun, begun.process.state);
    if (text === undefined) return undefined;
    const people = await transaction((tx) => externalIdsOf(tx, waitingFor(begun.process.state)));
    const sent = await Promise.allSettled(
      people.map(({ principalId, externalId }) =>
        messaging.send({ channel: 'notice', to: externalId, text, idempotencyKey: `${begun.effectId}:${principalId}` }),
      ),
    );
    const failures = sent.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (failures.length > 0) throw worstFailure(failures);
    return undefined;
  },
});

/**
 * An approver who cannot be reached holds up no message to the others.
 * While one of them may still be reached the effect is tried again; after that it fails with the code of the first
 * refusal.
 */
const worstFailure = (failures: readonly unknown[]): unknown =>
  failures.find((failure) => !(failure instanceof ProviderRefused)) ?? failures[0];

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
