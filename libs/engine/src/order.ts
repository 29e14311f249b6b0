import type { Command, Origin } from '#domain';
import type { ObservedRow } from './observations';
import type { Caller, CallerCommand } from './execution';

/** A command of any origin on its way through the transaction. */
export interface Order {
  origin: Origin;
  streamId: string;
  commandId: Buffer;
  /** Of a caller: the id of the first event that the command records. */
  firstEventId?: string;
  /** A command of the clock is looked up among the deadlines of the locked state; the others carry their command. */
  command: Command;
  actor: { principalId: string; via?: string; authn: string };
  correlation: string;
  traceId: string;
  caller?: Caller;
  seen?: CallerCommand['seen'];
  seal?: CallerCommand['seal'];
  proof?: CallerCommand['proof'];
  permit?: CallerCommand['permit'];
  reads?: CallerCommand['reads'];
  names?: CallerCommand['names'];
  alongside?: CallerCommand['alongside'];
  newNames?: CallerCommand['newNames'];
  /** With origin `observation`: the rows that are written in its transaction. */
  observed?: readonly ObservedRow[];
  /** With origin `effect`: the started effect that this is the result of. */
  effectId?: string;
  /** With origin `effect`: a provider sent the result, so the workflow must be woken. */
  wakesItsWorkflow?: boolean;
}

/** The actors of commands that the engine itself sends. */
export const clockActor = { principalId: 'tenure:clock', authn: 'recorded-deadline' };
export const effectActor = { principalId: 'tenure:effect', authn: 'begun-effect' };
