import type { Move } from './decision';
import { endOf } from './fold';
import type { Order } from './order';
import { hasEnd, waits } from './rest';
import { awaitedBy, type Stood } from './standing';
import type { Outlook, Wake } from './wakes';

/**
 * True when the workflow must read its state again: a new next deadline, an owed effect, another phase, something else
 * that it awaits, nothing to wait for any more, or the end.
 * The workflow itself sends the commands of clock and effect and gets their answer, unless a provider sent the result.
 */
export function mustWake({ wakesItsWorkflow = false }: Order, move: Move, stood: Stood): boolean {
  const { origin, process, loaded, before } = move;
  if (!process.workflow || origin === 'clock' || (origin === 'effect' && !wakesItsWorkflow)) return false;
  const waited = loaded !== undefined && (waits(loaded) || hasEnd(awaitedBy(process, before)));
  const ends = stood.head.endedAt !== null && process.outcome(before) === undefined;
  // It rested and rests: nobody needs to look. Only a workflow that runs all the same must hear of the end.
  if (!waited && !stood.waits) return ends;
  if (origin === 'effect') return true;
  return isOtherDeadline(move, stood) || isOtherPhase(move) || stood.owes || waited !== stood.waits || ends;
}

/**
 * Another next deadline. Where services have only observed something, only a nearer one: an alarm that rings too early
 * looks again, so that an account that is used each day wakes nothing (V2).
 */
function isOtherDeadline({ origin, loaded }: Move, { head }: Stood): boolean {
  const before = loaded?.head.nextDueAt ?? null;
  if (origin !== 'observation') return head.nextDueAt !== before;
  return head.nextDueAt !== null && (before === null || head.nextDueAt < before);
}

/** Another status, or something else that it awaits. */
function isOtherPhase({ process, loaded, before, after }: Move): boolean {
  if (loaded === undefined) return false;
  const isSame = JSON.stringify(awaitedBy(process, before)) === JSON.stringify(awaitedBy(process, after));
  return process.status(after) !== process.status(before) || !isSame;
}

/** Returns the wake of a move, with what its commit knows. */
export function wakeOf(move: Move, stood: Stood, now: number): Wake {
  const { version, finishedAt } = stood.head;
  const reason = move.events[0]!.event.type;
  return { streamId: move.streamId, version, reason, finished: finishedAt !== null, outlook: outlookOf(move, stood, now) };
}

function outlookOf({ process, after }: Move, { head, open, waits: waitsNow }: Stood, now: number): Outlook {
  const { companyId, nextDueAt } = head;
  const idleForMs = open || (waitsNow && nextDueAt === null) ? 0 : Math.max(0, (nextDueAt ?? Infinity) - now);
  const endsAt = endOf(process.due(after), awaitedBy(process, after));
  return { status: process.status(after), outcome: process.outcome(after), companyId, endsAt, nextDueAt, idleForMs };
}
