import type { Trouble } from '#domain';
import type { RecordedEffect } from '#event-store';
import type { Control, OwedEffect, TroubleToMend } from './execution';
import { foldToProcessState, endOf } from './fold';
import { isRecorded, type Found } from './rederive';
import { hasEnd, isOpen, waits } from './rest';

/** Returns what a workflow needs to know of its process. */
export function controlOf(found: Found): Control {
  const { stream, process, now } = found;
  const { state } = foldToProcessState(stream, now, process, 'move');
  const outcome = process.outcome(state);
  const finished = stream.head.finishedAt !== null;
  const due = process.due(state);
  const awaits = process.awaits?.(state) ?? [];
  const troubles = process.troubles(state).map((trouble) => withReason(trouble, stream.effects));
  const endsAt = endOf(due, awaits);
  const { companyId } = stream.head;
  const deadlines = due.map(({ command, dueAt }) => ({ command: command.type, dueAt, waitMs: Math.max(0, dueAt - now) }));
  return {
    version: stream.head.version,
    status: process.status(state),
    ended: stream.head.endedAt !== null,
    ...(outcome !== undefined && { outcome }),
    ...(companyId !== null && { companyId }),
    ...(endsAt !== null && { endsAt }),
    finished,
    deadlines,
    owed: stream.effects.filter(isOpen).map(owedEffect),
    // By state and record: a newer release may have recorded a deadline that this one does not know.
    ...(awaits.length > 0 && { awaits }),
    ...(troubles.length > 0 && { troubles }),
    rests: !finished && deadlines.length === 0 && !waits(stream) && !hasEnd(awaits) && isRecorded(found),
  };
}

const owedEffect = ({ effectId, kind, attempts, reason, lastTryAt, nextTryAt }: RecordedEffect): OwedEffect => ({
  effectId,
  kind,
  attempts,
  ...(reason !== null && { reason }),
  ...(lastTryAt !== null && { lastTryAt }),
  ...(nextTryAt !== null && { nextTryAt }),
});

function withReason(trouble: Trouble, effects: readonly RecordedEffect[]): TroubleToMend {
  const reason = effects.filter(({ kind }) => kind === trouble.ref).toSorted((a, b) => b.n - a.n)[0]?.reason ?? null;
  return { ...trouble, ...(reason !== null && { reason }) };
}
