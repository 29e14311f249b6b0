import type { BegunEffect } from '#engine';
import { externalIdsOf, noteUnreachable, type Told } from '#iam';
import { ProviderRefused } from '#providers';
import type { Services } from '../effect';

type Needed = Pick<Services, 'messaging' | 'transaction'>;

/**
 * Sends one notice to each of these people, by their principals. A repeat sends nothing twice.
 * @throws as {@link send}
 */
export async function notify(
  begun: Pick<BegunEffect, 'effectId'>,
  principals: readonly string[],
  text: string,
  services: Needed,
): Promise<void> {
  await send(begun, await services.transaction((tx) => externalIdsOf(tx, principals)), text, services);
}

/**
 * The same for people who are known by their public ids. Somebody who cannot be reached holds up no message to the
 * others; whom the provider refuses for good is recorded as not reachable, which is no failure.
 * @returns the principals of those
 * @throws the failure that may pass, where there is one, so that it is tried again
 */
export async function send(
  { effectId }: Pick<BegunEffect, 'effectId'>,
  people: readonly Told[],
  text: string,
  { messaging, transaction }: Needed,
): Promise<readonly string[]> {
  const sent = await Promise.allSettled(
    people.map(({ principalId, externalId }) =>
      messaging.send({ channel: 'notice', to: externalId, text, idempotencyKey: `${effectId}:${principalId}` }),
    ),
  );
  const failures = sent.map((result) => (result.status === 'rejected' ? (result.reason as unknown) : undefined));
  const refused = people.flatMap(({ principalId }, i) => {
    const failure = failures[i];
    return failure instanceof ProviderRefused ? [{ principalId, reason: failure.reason }] : [];
  });
  if (refused.length > 0) await transaction((tx) => noteUnreachable(tx, refused));
  const passing = failures.filter((failure) => failure !== undefined && !(failure instanceof ProviderRefused));
  if (passing.length > 0) throw passing[0];
  return refused.map(({ principalId }) => principalId);
}
