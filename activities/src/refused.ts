import { ApplicationFailure } from '@temporalio/activity';
import type { Effect, Refusal } from './effect';

/** A refusal that is recorded: nobody tries again by themselves. Names the call by which an operator lets it go on. */
export function refusedForGood(
  { kind, goesOn, refused }: Effect,
  { effectId, process }: { effectId: string; process: { id: string } },
  { refused: reason }: Refusal,
) {
  const [type, id] = effectId.split(':');
  const task = `GET /v1/operator-tasks?process=${type}:${id} has its task`;
  const otherwise = refused ? 'recorded: its process goes on by its rules' : task;
  const next = goesOn ? `settle it there, then ${goesOn(process.id)}` : otherwise;
  return ApplicationFailure.create({ message: `${kind}: refused (${reason}); ${next}`, type: 'Refused', nonRetryable: true });
}
