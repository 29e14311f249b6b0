import { partsOf } from '#engine';
import type { OperatorTask } from '#read-models';
import { rfc3339 } from '../http/time';
import { goesOnOf } from './going-on';

/** A task as operators read it. */
export function taskView(task: OperatorTask) {
  const { taskId, streamId, kind, ref, raisedAt, resolvedAt } = task;
  const { type, id } = partsOf(streamId);
  const goesOn = resolvedAt === null ? goesOnOf(task) : undefined;
  return {
    taskId,
    kind,
    ref,
    process: { type, id },
    state: resolvedAt === null ? ('open' as const) : ('resolved' as const),
    raisedAt: rfc3339(raisedAt),
    ...triesOf(task),
    ...(goesOn !== undefined && { goesOn }),
    ...(resolvedAt !== null && resolutionOf(task, resolvedAt)),
  };
}

function triesOf({ effectId, reason, attempts, lastTryAt, nextTryAt }: OperatorTask) {
  if (effectId === null || attempts === null) return {};
  return {
    effectId,
    attempts,
    ...(reason !== null && { reason }),
    ...(lastTryAt !== null && { lastTryAt: rfc3339(lastTryAt) }),
    ...(nextTryAt !== null && { nextTryAt: rfc3339(nextTryAt) }),
  };
}

const resolutionOf = ({ decidedBy, decision }: OperatorTask, resolvedAt: number) => ({
  resolvedAt: rfc3339(resolvedAt),
  resolvedBy: decidedBy ?? 'system',
  ...(decision !== null && { resolution: decision }),
});
