import { refuse } from '../decider';
import { defined, flag, id, optional } from '../events';
import { actingFields, actingFor, factsAboutActing, tasksForOthers } from './acting-for-others';
import { partiesOf } from './approval';
import { accept, inTime, rule } from './conditions';
import { commentPolicy } from './evidence.policy';
import { matters } from './matters';
import { asOnePerson } from './people';

export const commentRules = {
  /**
   * Its text is sealed; the dossier shows it. V8: one for the requester is theirs to read too, except where nobody may
   * tell them that people look (R17).
   */
  AddComment: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: { ...actingFields, commentId: id, forRequester: optional(flag) },
    given: inTime,
    needs: factsAboutActing,
    atMost: { times: () => commentPolicy.perApproval, soFar: ({ comments = 0 }) => comments },
    emits: ['CommentAdded'],
    refuses: ['not-a-party', 'requester-not-told'],
    tries: (approval, actor, people) => [{ actor, ...actingFor(approval, actor, people), commentId: 'none' }],
    decide: ({ state, command, facts, now }) => {
      const { actor: by, commentId, forRequester } = command;
      const approval = asOnePerson(state, command);
      const isParty = partiesOf(approval).includes(by) || tasksForOthers(approval, command, facts, now).length > 0;
      if (!isParty) return refuse('not-a-party');
      if (forRequester && matters[approval.matter.type].reviewsIdentity) return refuse('requester-not-told');
      return accept({ type: 'CommentAdded', commentId, by, ...defined({ forRequester }) });
    },
  }),
};
