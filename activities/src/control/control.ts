import { Context } from '@temporalio/activity';
import type { Control, Engine } from '#engine';
import { withoutDetails } from '../without-details';

/**
 * What a workflow asks about its own process. Local activities; they learn which process from Temporal's record of who asks, never from an argument.
 * Their names stand in recorded histories.
 */
export interface ControlActivities {
  /** Where the process stands; undefined where there is none of this id and type. */
  look(): Promise<Control | undefined>;
  /** Asks for a timed command, and tells where the process stands then. Not due by the database's clock = nothing happens. */
  elapse(command: string): Promise<Control | undefined>;
  /** Tells an operator about a deadline or an effect of this process that does not get done. */
  raise(ref: string): Promise<void>;
}

export function createControl(engine: Pick<Engine, 'readControl' | 'fireDeadline' | 'raiseOperatorTask'>): ControlActivities {
  return {
    look: () => onOwnStream('look', (streamId) => engine.readControl(streamId)),
    elapse: (command) =>
      onOwnStream('elapse', async (streamId) => {
        await engine.fireDeadline(streamId, String(command));
        return engine.readControl(streamId);
      }),
    async raise(ref) {
      await onOwnStream('raise', async (streamId) => {
        if (names(await engine.readControl(streamId), ref)) await engine.raiseOperatorTask(streamId, 'stuck', ref);
      });
    },
  };
}

/** A task's reference is one of our own words, not whatever somebody sends through Temporal. */
const names = (control: Control | undefined, ref: unknown): ref is string =>
  control !== undefined &&
  (control.deadlines.some(({ command }) => command === ref) || control.owed.some(({ effectId }) => effectId === ref));

/** A workflow of another type, or none at all, has no process here: it cannot follow somebody else's. */
async function onOwnStream<T>(what: string, work: (streamId: string) => Promise<T>): Promise<T | undefined> {
  const { workflowExecution, workflowType } = Context.current().info;
  const streamId = workflowExecution?.workflowId;
  if (streamId === undefined || workflowType === undefined || !streamId.startsWith(`${workflowType}:`)) return undefined;
  return work(streamId).catch((error: unknown) => {
    throw withoutDetails(what, error);
  });
}
