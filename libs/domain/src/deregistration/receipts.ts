import type { Instant } from '../decider';
import type { Deregistration } from './deregistration';
import { dataClassOf, keptForGood, purgeStepNames, retentionSteps, type Step } from './deregistration.policy';

/** One line about a class of a person's data. `at`: when it went, or with `kept` when it will go. */
export interface ReceiptLine {
  step: string;
  dataClass: string;
  state: 'done' | 'open' | 'blocked' | 'kept';
  at?: Instant;
  detail?: string;
}

const steps: readonly Step[] = [...purgeStepNames, ...(Object.keys(retentionSteps) as Step[])];

/** Every class of data of the purge and its state, in the order of the purge. Empty before the purge starts. */
export function receipts(state: Deregistration): readonly ReceiptLine[] {
  if (state.status !== 'purging' && state.status !== 'retained' && state.status !== 'closed') return [];
  const keptUntil = retentions(state);
  const lines = steps.map((step): ReceiptLine => {
    const head = { step, dataClass: dataClassOf(step) };
    const receipt = state.receipts[step];
    const blocked = state.blocked[step];
    const until = keptUntil[step];
    if (receipt) return { ...head, state: 'done', at: receipt.at, detail: `${receipt.items} removed` };
    if (blocked) return { ...head, state: 'blocked', at: blocked.at, detail: blocked.reason };
    return until === undefined ? { ...head, state: 'open' } : { ...head, state: 'kept', at: until };
  });
  return [...lines, { ...keptForGood, state: 'kept' }];
}

/** What is still kept, and until when; once a retention has ended, it is open until its receipt. */
function retentions(state: Deregistration): Partial<Record<Step, Instant>> {
  if (state.status !== 'retained') return {};
  return {
    ...(!state.directoryEnded && { eraseDirectoryEntry: state.directoryEndsAt }),
    ...(!state.receipts.releasePhone && { releasePhone: state.phoneFreeAt, destroyKeys: state.phoneFreeAt }),
  };
}
