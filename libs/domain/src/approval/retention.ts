import { internal, refuse } from '../decider';
import { count } from '../events';
import { isEnded, type EndedApproval } from './approval';
import { accept, known, rule } from './conditions';
import { textsGoAt } from './kept-texts';

const ended = known.in(isEnded, internal('approval-pending'));
const isKept = ({ retentionOver }: EndedApproval) => !retentionOver;
const mayBeErased = ({ retentionOver, erased }: EndedApproval) => retentionOver === true && erased === undefined;

/** The texts of an approval that no process waits for go on a day of their own. */
export const retentionRules = {
  EndRetention: rule({
    origin: 'clock',
    given: ended.when(isKept, internal('nothing-retained')),
    emits: ['RetentionEnded'],
    decide: ({ state, now, policy: policies }) => {
      const erasesAt = textsGoAt(state, policies);
      if (erasesAt === undefined) return refuse(internal('nothing-retained'));
      return now >= erasesAt ? accept({ type: 'RetentionEnded' }) : refuse(internal('not-due'), { availableAt: erasesAt });
    },
  }),
  RecordErasure: rule({
    origin: 'effect',
    takes: { items: count },
    given: ended.when(mayBeErased, internal('nothing-to-erase')),
    emits: ['ApprovalErased'],
    decide: ({ command: { items }, now }) => accept({ type: 'ApprovalErased', at: now, items }),
  }),
};
