import type { Command, Event } from './decider';

/** What a reaction sends, and to which stream. */
export interface Target {
  process: string;
  id: string;
  command: Command;
}

/**
 * What an event of one stream makes other streams do, in the same transaction. A refusal by a target refuses the whole
 * command.
 */
export interface Reaction {
  /** Recorded commands derive their ids from it, and from the stream that it moves. */
  name: string;
  when: { process: string; event: string };
  /** The state of its target names further needs: it is also read before anything is locked. */
  peek?: true;
  /** Undefined if this event moves nothing there. */
  then(event: Event, state: unknown, id: string): Target | readonly Target[] | undefined;
}

/** Each stream that it moves: mostly one. */
export const targetsOf = ({ then }: Pick<Reaction, 'then'>, event: Event, state: unknown, id: string): readonly Target[] =>
  [then(event, state, id) ?? []].flat();
