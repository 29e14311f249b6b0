import { refuse } from '../decider';
import { id } from '../events';
import { actingFields, actingFor, factsAboutActing, tasksForOthers } from './acting-for-others';
import { partiesOf } from './approval';
import { accept, inTime, rule } from './conditions';
import { commentPolicy } from './evidence.policy';
import { asOnePerson } from './people';

export const commentRules = {
  /** Its text is sealed; the dossier shows it. */
  AddComment: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: { ...actingFields, commentId: id },
    given: inTime,
    needs: factsAboutActing,
    atMost: { times: () => commentPolicy.perApproval, soFar: ({ comments = 0 }) => comments },
    emits: ['CommentAdded'],
    refuses: ['not-a-party'],
    tries: (approval, actor, people) => [{ actor, ...actingFor(approval, actor, people), commentId: 'none' }],
    decide: ({ state, command, facts, now }) => {
      const { actor: by, commentId } = command;
      const approval = asOnePerson(state, command);
      const isParty = partiesOf(approval).includes(by) || tasksForOthers(approval, command, facts, now).length > 0;
      return isParty ? accept({ type: 'CommentAdded', commentId, by }) : refuse('not-a-party');
    },
  }),
};
