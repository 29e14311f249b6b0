import type { ClaimChange } from '../decider';
import type { OpenCase } from './verification';

/** With its end another case of the same method may begin, and it is about no document any more. */
export const release = <const E>(state: OpenCase, ...events: readonly E[]): { events: readonly E[]; claims: readonly ClaimChange[] } => ({
  events,
  claims: [{ change: 'free', identifierId: state.placeId }, ...freeDocument(state)],
});

/** What stands for the document in this case goes; a claim of the account stays. */
export const freeDocument = ({ document }: OpenCase): readonly ClaimChange[] =>
  document === undefined ? [] : [{ change: 'free', identifierId: document.namedId }];
