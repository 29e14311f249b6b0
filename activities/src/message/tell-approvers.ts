import { matters, waitingFor, type Approval } from '#domain';
import type { BegunEffect } from '#engine';
import { externalIdsOf } from '#iam';
import { ProviderRefused, type Messaging } from '#providers';
import type { Performance } from '../perform';
import type { Transaction } from '../transaction';
import { spokenInstant } from './spoken-instant';

interface Services {
  transaction: Transaction;
  messaging: Messaging;
}

/** P1: each person who is still waited for gets one message: when it opens, and as a reminder. A repeat of the effect tells nobody twice. */
export const tellApprovers = ({ transaction, messaging }: Services): Performance => ({
  async act(effect) {
    const approval = effect.process.state as Approval;
    const text = textOf(effect, approval);
    if (text === undefined) return undefined;
    const people = await transaction((tx) => externalIdsOf(tx, waitingFor(approval)));
    const told = await Promise.allSettled(
      people.map(({ principalId, externalId }) =>
        messaging.send({ channel: 'notice', to: externalId, text, idempotencyKey: `${effect.effectId}:${principalId}` }),
      ),
    );
    const failures = told.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (failures.length > 0) throw graver(failures);
    return undefined;
  },
});

/**
 * One who cannot be reached keeps no message from the others: as long as one of them may still be told it is tried again, and only then does it fail,
 * with the code of the first who was refused for good.
 */
const graver = (failures: readonly unknown[]): unknown => failures.find((failure) => !(failure instanceof ProviderRefused)) ?? failures[0];

/** Names the matter by its type alone: the approver looks up the rest. Undefined where it has moved on and the message would be wrong. */
function textOf({ n, process }: BegunEffect, approval: Approval): string | undefined {
  if (approval.status !== 'pending') return undefined;
  const head = n === 1 ? '' : 'Reminder: ';
  const { noun } = matters[approval.matter.type];
  return `${head}${noun} waits for your decision until ${spokenInstant(approval.expiresAt)}. Approval ${process.id}.`;
}
