import { elapsedOf, processOf, streamIdOf, type Elapsed, type Registration } from '#domain';
import { readEvents, type Tx } from '#event-store';

/**
 * R11: for how long a registration has waited for whom, until this instant. Its stream is short, because the policy
 * bounds how often anything is repeated.
 */
export async function readElapsed(db: Pick<Tx, 'query'>, { id, now }: { id: string; now: number }): Promise<Elapsed> {
  const { initial, evolve } = processOf('registration');
  let state = initial;
  const moments = (await readEvents(db, [streamIdOf('registration', id)])).map(({ type, data, recordedAt }) => {
    state = evolve(state, { ...data, type });
    return { state: state as Registration, at: recordedAt };
  });
  return elapsedOf(moments, now);
}
