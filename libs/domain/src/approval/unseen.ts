import { id, list } from '../events';
import { isPending, waitingFor, type OpenedApproval } from './approval';
import { accept, known, rule } from './conditions';

export const unseenRules = {
  /**
   * Our choice: people from outside whom nobody has ever seen act are an operator's matter from the first reminder on.
   */
  RecordUnseen: rule({
    origin: 'effect',
    takes: { people: list(id) },
    given: known,
    emits: ['ApproversUnseen'],
    decide: ({ command: { people } }) => accept({ type: 'ApproversUnseen', people }),
  }),
};

/** Those of them who still have something to decide: a task each, until they decide or the approval is over. */
export const unseenApprovers = (approval: OpenedApproval): readonly string[] =>
  isPending(approval) && approval.unseen ? waitingFor(approval).filter((person) => approval.unseen!.includes(person)) : [];
