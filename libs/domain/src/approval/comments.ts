import { refuse } from '../decider';
import { id, list, optional } from '../events';
import { partiesOf } from './approval';
import { accept, inTime, rule } from './conditions';
import { commentPolicy } from './evidence.policy';
import { asOnePerson } from './people';

export const commentRules = {
  /** Its text is sealed; the dossier shows it. */
  AddComment: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: { actor: id, aliases: optional(list(id)), commentId: id },
    given: inTime,
    atMost: { times: () => commentPolicy.perApproval, soFar: ({ comments = 0 }) => comments },
    emits: ['CommentAdded'],
    refuses: ['not-a-party'],
    tries: (_, actor) => [{ actor, commentId: 'none' }],
    decide: ({ state, command }) => {
      const { actor: by, commentId } = command;
      return partiesOf(asOnePerson(state, command)).includes(by) ? accept({ type: 'CommentAdded', commentId, by }) : refuse('not-a-party');
    },
  }),
};
