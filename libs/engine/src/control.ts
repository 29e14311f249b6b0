import type { Control } from './execution';
import { foldToProcessState } from './fold';
import { isRecorded, type Found } from './rederive';
import { hasEnd, isOpen, waits } from './rest';

/** Returns what a workflow needs to know of its process. */
export function controlOf(found: Found): Control {
  const { stream, process, now } = found;
  const { state } = foldToProcessState(stream, now, process, 'move');
  const outcome = process.outcome(state);
  const finished = stream.head.finishedAt !== null;
  const deadlines = process.due(state).map(({ command, dueAt }) => ({ command: command.type, dueAt, waitMs: Math.max(0, dueAt - now) }));
  const awaits = process.awaits?.(state) ?? [];
  return {
    version: stream.head.version,
    status: process.status(state),
    ended: stream.head.endedAt !== null,
    ...(outcome !== undefined && { outcome }),
    finished,
    deadlines,
    owed: stream.effects.filter(isOpen).map(({ effectId, kind, attempts }) => ({ effectId, kind, attempts })),
    // By state and record: a newer release may have recorded a deadline that this one does not know.
    ...(awaits.length > 0 && { awaits }),
    rests: !finished && deadlines.length === 0 && !waits(stream) && !hasEnd(awaits) && isRecorded(found),
  };
}
