import type { ClaimChange } from '../decider';
import type { OpenCase } from './verification';

/** With its end another case of the same method may begin. */
export const release = <const E>(
  { placeId }: OpenCase,
  ...events: readonly E[]
): { events: readonly E[]; claims: readonly ClaimChange[] } => ({
  events,
  claims: [{ change: 'free', identifierId: placeId }],
});
