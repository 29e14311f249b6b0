import { internal, refuse } from '../decider';
import { code, id, list, optional } from '../events';
import { accept, inTime, rule, stillPending } from './conditions';
import { isPaused, openRequest } from './evidence';
import { whyNotEnough } from './evidence-kinds';
import { waitingProcess } from './matters';
import { asOnePerson } from './people';

const given = { requestId: id, kinds: list(code()) };

export const givingEvidenceRules = {
  /** V8: the requester has given all that was asked for, by reference; the clock goes on. */
  GiveEvidence: rule({
    origin: 'caller',
    right: 'pursueApproval',
    takes: { actor: id, aliases: optional(list(id)), ...given },
    given: inTime.when(isPaused, 'evidence-not-requested'),
    needs: (_, { matter }) => ({ matter: waitingProcess(matter) }),
    emits: ['EvidenceGiven'],
    refuses: ['not-the-requester', 'evidence-not-requested', 'evidence-kind-unknown', 'evidence-incomplete'],
    tries: (approval, actor) => {
      const { requestId, kinds } = openRequest(approval)!;
      return [{ actor, requestId, kinds }];
    },
    decide: ({ state, command, now }) => {
      const { actor, requestId, kinds } = command;
      const request = openRequest(state);
      if (asOnePerson(state, command).requestedBy !== actor) return refuse('not-the-requester');
      if (request?.requestId !== requestId) return refuse('evidence-not-requested');
      const problem = whyNotEnough(request.kinds, kinds);
      return problem ?? accept({ type: 'EvidenceGiven', requestId, at: now, kinds });
    },
  }),
  /** The applicant has given it to the registration that waits, which has checked it. */
  TakeEvidence: rule({
    origin: 'reaction',
    takes: given,
    given: stillPending.when(isPaused, internal('evidence-not-requested')),
    needs: (_, { matter }) => ({ matter: waitingProcess(matter) }),
    emits: ['EvidenceGiven'],
    decide: ({ state, command: { requestId, kinds }, now }) =>
      openRequest(state)?.requestId === requestId
        ? accept({ type: 'EvidenceGiven', requestId, at: now, kinds })
        : refuse(internal('evidence-not-requested')),
  }),
};
