import { internal } from '../decider';
import { count } from '../events';
import { accept, known, rule } from './conditions';
import { isEnded, isKept, type KnownRegistration } from './registration';

/**
 * What was kept after an end without an account is erased, and so is the copy of an applicant who has joined with an
 * account.
 */
const mayBeErased = (state: KnownRegistration) =>
  !state.erased && (isEnded(state) ? state.retentionOver : state.status === 'active' && state.joins !== undefined);

export const retentionRules = {
  EndRetention: rule({
    origin: 'clock',
    given: known.in(isKept, internal('nothing-retained')).from(({ erasesAt }) => erasesAt),
    emits: ['RetentionEnded'],
    decide: () => accept({ type: 'RetentionEnded' }),
  }),
  RecordErasure: rule({
    origin: 'effect',
    takes: { items: count },
    given: known.when(mayBeErased, internal('nothing-to-erase')),
    emits: ['ApplicantErased'],
    decide: ({ command: { items }, now }) => accept({ type: 'ApplicantErased', at: now, items }),
  }),
};
