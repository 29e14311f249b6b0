import type { Command, Origin } from '#domain';
import type { Caller, CallerCommand } from './execution';

/** One command on its way through the transaction, of whichever origin. */
export interface Order {
  origin: Origin;
  streamId: string;
  commandId: Buffer;
  /** A clock's command is looked up among the deadlines that the locked state has; the others are what they are. */
  command: Command;
  actor: { principalId: string; via?: string; authn: string };
  correlation: string;
  traceId: string;
  caller?: Caller;
  seal?: CallerCommand['seal'];
  proof?: CallerCommand['proof'];
  permit?: CallerCommand['permit'];
  /** With origin `effect`: the begun effect that this is the result of. */
  effectId?: string;
  /** With origin `effect`: the result did not come by the workflow, which therefore must be told. */
  wakesItsWorkflow?: boolean;
}

/** What the kernel itself signs with: it has no person behind it. */
export const clockActor = { principalId: 'tenure:clock', authn: 'recorded-deadline' };
export const effectActor = { principalId: 'tenure:effect', authn: 'begun-effect' };
