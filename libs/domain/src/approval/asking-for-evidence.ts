import { day, internal, refuse } from '../decider';
import { code, count, id, list, optional } from '../events';
import { actingFields, actingFor, factsAboutActing } from './acting-for-others';
import type { PendingApproval } from './approval';
import { accept, inTime, rule, stillPending } from './conditions';
import { isPaused, isRunning, openRequest, pausedFor } from './evidence';
import { unknownKinds } from './evidence-kinds';
import { evidencePolicy } from './evidence.policy';
import { waitingProcess } from './matters';
import { asOnePerson } from './people';
import { onOwnTask, tasksMeant } from './tasks';

const { requests, daysPerRequest, daysInSum, daysAtLeast, kinds: knownKinds } = evidencePolicy;

/** A request that waits for evidence now, by its id. */
const isOwed = (approval: PendingApproval, requestId: string): boolean => openRequest(approval)?.requestId === requestId;

/** The process that waits learns of a pause in the same transaction. */
const waitingFor = ({ matter }: PendingApproval) => ({ matter: waitingProcess(matter) });

export const askingForEvidenceRules = {
  /**
   * V8, X15: somebody who may decide, also in another's place, asks the requester for more; the clock stands still
   * meanwhile.
   */
  RequestEvidence: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: { ...actingFields, requestId: id, kinds: list(code()), expiresInMs: optional(count) },
    given: inTime.when(isRunning, 'evidence-requested-already'),
    needs: (command, approval) => ({ ...waitingFor(approval), ...factsAboutActing(command, approval) }),
    atMost: { times: () => requests, soFar: ({ evidence = [] }) => evidence.length },
    emits: ['EvidenceRequested'],
    refuses: [...onOwnTask, 'evidence-kind-unknown', 'evidence-time-invalid', 'evidence-time-spent'],
    tries: (approval, actor, people) => [{ actor, ...actingFor(approval, actor, people), requestId: 'none', kinds: [knownKinds[0]] }],
    decide: ({ state, command, facts, now }) => {
      const { requestId, actor, kinds, expiresInMs } = command;
      const meant = tasksMeant(asOnePerson(state, command), command, facts, now);
      if (!('tasks' in meant)) return meant;
      const unmet = unknownKinds(kinds);
      if (unmet.length > 0) return refuse('evidence-kind-unknown', { unmet });
      const time = timeFor(state, expiresInMs);
      if (typeof time !== 'number') return time;
      return accept({ type: 'EvidenceRequested', requestId, by: actor, kinds, at: now, until: now + time });
    },
  }),
  /** Anybody who may still decide may go on without the evidence. */
  CancelEvidenceRequest: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: { ...actingFields, requestId: id },
    given: inTime.when(isPaused, 'evidence-not-requested'),
    needs: (command, approval) => ({ ...waitingFor(approval), ...factsAboutActing(command, approval) }),
    emits: ['EvidenceRequestCancelled'],
    refuses: [...onOwnTask, 'evidence-not-requested'],
    tries: (approval, actor, people) => [{ actor, ...actingFor(approval, actor, people), requestId: openRequest(approval)!.requestId }],
    decide: ({ state, command, facts, now }) => {
      const { requestId, actor } = command;
      const meant = tasksMeant(asOnePerson(state, command), command, facts, now);
      if (!('tasks' in meant)) return meant;
      if (!isOwed(state, requestId)) return refuse('evidence-not-requested');
      return accept({ type: 'EvidenceRequestCancelled', requestId, at: now, by: actor });
    },
  }),
  /** X15: the evidence did not come in time, and nobody has gone on without it. */
  ExpireEvidenceRequest: rule({
    origin: 'clock',
    given: stillPending.when(isPaused, internal('evidence-not-requested')).from((approval) => openRequest(approval)!.until),
    needs: (_, approval) => waitingFor(approval),
    emits: ['ApprovalExpired'],
    decide: () => accept({ type: 'ApprovalExpired', decidedBy: { kind: 'timer', id: 'ExpireEvidenceRequest' } }),
  }),
};

/** How long a request may wait: as long as it asks for, or as long as it may. */
function timeFor(approval: PendingApproval, asked: number | undefined) {
  if (asked !== undefined && (asked < daysAtLeast * day || asked > daysPerRequest * day))
    return refuse('evidence-time-invalid', { limit: daysPerRequest });
  const left = daysInSum * day - pausedFor(approval);
  const wanted = asked ?? Math.min(daysPerRequest * day, left);
  return wanted > left || left < daysAtLeast * day ? refuse('evidence-time-spent', { limit: Math.max(0, Math.floor(left / day)) }) : wanted;
}
