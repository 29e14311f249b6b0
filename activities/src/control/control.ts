import { Context } from '@temporalio/activity';
import type { Control, Engine } from '#engine';
import { attributesOf, type AttributeValues, type SearchAttributeName } from '#search-attributes';
import { withCall, type Try } from '../effects';
import type { Tries } from '../tries';
import { withoutDetails } from '../without-details';
import { levels } from './levels';

/**
 * What a workflow reads of its process. What its looks do not say it does not do, so that histories of releases whose
 * looks said less are replayed as they were.
 */
export interface Look extends Control {
  /** `atOnce`: the first try may be made within this workflow task. */
  owed: readonly (Control['owed'][number] & { atOnce?: true })[];
  /** `goesOn`: the call that an operator goes on with. */
  troubles?: readonly (NonNullable<Control['troubles']>[number] & { goesOn: string })[];
  /** A timer stays while its instant stays. */
  keepsAlarm?: true;
  /** What lists find the workflow by; only what the namespace takes. */
  attributes?: AttributeValues;
  /** What every worker can replay; a run that was moved by looks of a higher level begins anew. Missing: not known. */
  level?: number;
}

/**
 * What a workflow asks for its own process, as local activities.
 * They take the process from Temporal's record of the calling workflow, never from an argument. Recorded histories hold
 * their names.
 */
export interface ControlActivities {
  /** Returns the state of the process; undefined if there is none of this id and type. */
  look(): Promise<Look | undefined>;
  /**
   * Fires a timed command and returns the state after it. Does nothing if it is not due by the database's clock.
   * `temporalNow`: the time of the workflow, which may vouch for the database's clock and makes nothing due.
   */
  elapse(command: string, temporalNow?: unknown): Promise<Look | undefined>;
  /**
   * Makes one try of an owed effect of this process, and returns the state after it unless `looks` is false; one that
   * takes long is under way then. Errors: those of the try, without personal data.
   */
  attempt(effectId: string, kind: string, temporalNow?: unknown, looks?: unknown): Promise<Look | undefined>;
  /** Raises an operator task for a deadline or an effect of this process that makes no progress. */
  raise(ref: string): Promise<void>;
}

export type ControlEngine = Pick<Engine, 'readControl' | 'fireDeadline' | 'raiseOperatorTask'>;

export interface ControlParts {
  engine: ControlEngine;
  attempt: Try;
  tries: Pick<Tries, 'isPrompt' | 'soon' | 'join'>;
  /** The search attributes that the namespace takes now. */
  knownAttributes(): ReadonlySet<SearchAttributeName>;
  /** The level that every worker of the workflows can replay now; undefined if that is not known. */
  level(): number | undefined;
}

export function createControl({ engine, attempt, tries, knownAttributes, level: levelNow }: ControlParts): ControlActivities {
  const look = async (streamId: string): Promise<Look | undefined> => {
    const control = await readSettled(engine, tries, streamId);
    if (!control) return undefined;
    const level = levelNow();
    const { troubles, ...standing } = control;
    if (level === undefined) return standing;
    if (level < levels.fewerTurns) return { ...standing, level };
    const owed = control.owed.map((effect) => offered(effect, tries));
    return {
      ...standing,
      ...(troubles && { troubles: troubles.map((trouble) => withCall(trouble, streamId)) }),
      owed,
      keepsAlarm: true,
      attributes: attributesOf(control, knownAttributes()),
      level,
    };
  };
  return {
    look: () => onOwnStream('look', look),
    elapse: (command, temporalNow) =>
      onOwnStream('elapse', async (streamId) => {
        await engine.fireDeadline(streamId, String(command), instantOf(temporalNow));
        return look(streamId);
      }),
    attempt: (effectId, kind, temporalNow, looks) =>
      onOwnStream('attempt', async (streamId) => {
        const isOurs = String(effectId).startsWith(`${streamId}:`);
        if (isOurs) await tries.soon(() => attempt(effectId, String(kind), instantOf(temporalNow)));
        return looks === false ? undefined : look(streamId);
      }),
    async raise(ref) {
      await onOwnStream('raise', async (streamId) => {
        if (names(await engine.readControl(streamId), ref)) await engine.raiseOperatorTask(streamId, 'stuck', ref);
      });
    },
  };
}

/** A first try that is under way here is about to end: what it leaves is what the workflow should know. */
async function readSettled(engine: ControlEngine, tries: ControlParts['tries'], streamId: string): Promise<Control | undefined> {
  const control = await engine.readControl(streamId);
  const isTried = await tries.join(control?.owed.map(({ effectId }) => effectId) ?? []);
  return isTried ? engine.readControl(streamId) : control;
}

const offered = (effect: Control['owed'][number], tries: ControlParts['tries']): Look['owed'][number] =>
  effect.attempts === 0 && tries.isPrompt(effect.kind) ? { ...effect, atOnce: true } : effect;

const instantOf = (given: unknown) => (typeof given === 'number' ? given : undefined);

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
