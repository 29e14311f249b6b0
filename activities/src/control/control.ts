import { Context } from '@temporalio/activity';
import type { Control, Engine } from '#engine';
import { withoutDetails } from '../without-details';

/**
 * What a workflow asks for its own process, as local activities.
 * They take the process from Temporal's record of the calling workflow, never from an argument. Recorded histories hold
 * their names.
 */
export interface ControlActivities {
  /** Returns the state of the process; undefined if there is none of this id and type. */
  look(): Promise<Control | undefined>;
  /**
   * Fires a timed command and returns the state after it. Does nothing if it is not due by the database's clock.
   * `temporalNow`: the time of the workflow, which may vouch for the database's clock and makes nothing due.
   */
  elapse(command: string, temporalNow?: unknown): Promise<Control | undefined>;
  /** Raises an operator task for a deadline or an effect of this process that makes no progress. */
  raise(ref: string): Promise<void>;
}

export function createControl(engine: Pick<Engine, 'readControl' | 'fireDeadline' | 'raiseOperatorTask'>): ControlActivities {
  return {
    look: () => onOwnStream('look', (streamId) => engine.readControl(streamId)),
    elapse: (command, temporalNow) =>
      onOwnStream('elapse', async (streamId) => {
        await engine.fireDeadline(streamId, String(command), typeof temporalNow === 'number' ? temporalNow : undefined);
        return engine.readControl(streamId);
      }),
    async raise(ref) {
      await onOwnStream('raise', async (streamId) => {
        if (names(await engine.readControl(streamId), ref)) await engine.raiseOperatorTask(streamId, 'stuck', ref);
      });
    },
  };
}

/** The reference of a task is one of our own words, not any text that arrives through Temporal. */
const names = (control: Control | undefined, ref: unknown): ref is string =>
  control !== undefined &&
  (control.deadlines.some(({ command }) => command === ref) || control.owed.some(({ effectId }) => effectId === ref));

/** A workflow of another type has no process here: it cannot follow a process that is not its own. */
async function onOwnStream<T>(what: string, work: (streamId: string) => Promise<T>): Promise<T | undefined> {
  const { workflowExecution, workflowType } = Context.current().info;
  const streamId = workflowExecution?.workflowId;
  if (streamId === undefined || workflowType === undefined || !streamId.startsWith(`${workflowType}:`)) return undefined;
  return work(streamId).catch((error: unknown) => {
    throw withoutDetails(what, error);
  });
}
