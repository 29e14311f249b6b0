import { id, list, optional } from '../events';
import { isPending, waitingFor, type OpenedApproval } from './approval';
import { accept, known, rule } from './conditions';

export const unseenRules = {
  /**
   * Our choice: people from outside whom nobody has ever seen act are an operator's matter from the first reminder on.
   * So is an approval none of whose people the provider of messages reaches (`unreached`), until a notice reaches one.
   */
  RecordUnseen: rule({
    origin: 'effect',
    takes: { people: list(id), unreached: optional(list(id)) },
    given: known,
    emits: ['ApproversUnseen', 'ApproversUnreached'],
    decide: ({ command: { people, unreached } }) =>
      accept(
        ...(people.length > 0 || unreached === undefined ? [{ type: 'ApproversUnseen', people } as const] : []),
        ...(unreached === undefined ? [] : [{ type: 'ApproversUnreached', people: unreached } as const]),
      ),
  }),
};

/** Those of them who still have something to decide: a task each, until they decide or the approval is over. */
export const unseenApprovers = (approval: OpenedApproval): readonly string[] =>
  isPending(approval) && approval.unseen ? waitingFor(approval).filter((person) => approval.unseen!.includes(person)) : [];

/**
 * Everybody whom it waits for was asked by a notice that reached nobody: it waits until one of them looks by chance.
 */
export const isUnreached = (approval: OpenedApproval): boolean => {
  const people = isPending(approval) && approval.unreached ? waitingFor(approval) : [];
  return people.length > 0 && people.every((person) => approval.unreached!.includes(person));
};
