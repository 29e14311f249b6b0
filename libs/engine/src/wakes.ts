/** A process that its workflow must look at again. `reason` names the signal; a finished one is signalled without starting it. */
export interface Wake {
  streamId: string;
  version: number;
  reason: string;
  finished: boolean;
}
