import type { BegunEffect } from '#engine';
import { externalIdsOf } from '#iam';
import { ProviderRefused } from '#providers';
import type { Services } from '../effect';

/**
 * Sends one notice to each of these people, by their principals. A repeat sends nothing twice.
 * Somebody who cannot be reached holds up no message to the others.
 * @throws the failure that may pass, where there is one, so that it is tried again; else the first refusal
 */
export async function notify(
  { effectId }: Pick<BegunEffect, 'effectId'>,
  principals: readonly string[],
  text: string,
  { messaging, transaction }: Pick<Services, 'messaging' | 'transaction'>,
): Promise<void> {
  const people = await transaction((tx) => externalIdsOf(tx, principals));
  const sent = await Promise.allSettled(
    people.map(({ principalId, externalId }) =>
      messaging.send({ channel: 'notice', to: externalId, text, idempotencyKey: `${effectId}:${principalId}` }),
    ),
  );
  const failures = sent.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((failure) => !(failure instanceof ProviderRefused)) ?? failures[0];
}
