import type { Deadline } from '../decider';
import { Lacking, World, type Change, type Copy } from './world';
import { foretoldOf, type Foretold } from './words';
import { partsOf } from '../stream-id';

/** One thing that will happen to a stream, and what comes of it if nothing else does before. */
export interface Coming {
  streamId: string;
  deadline: Deadline;
  /** Counted by a calendar that does not reach so far: a newer version of it may move the instant. */
  provisional: boolean;
  words: Foretold | undefined;
  /** In its own stream and in those that it moves; undefined where a stream that the decision reads was not given. */
  changes?: readonly Change[];
}

/** What is coming, and the streams that it reads and that were not given. */
export interface Foreseen {
  coming: readonly Coming[];
  lacking: readonly string[];
}

const byInstant = (a: Coming, b: Coming) => a.deadline.dueAt - b.deadline.dueAt || (a.streamId < b.streamId ? -1 : 1);

/** An approval may be counted by a calendar beyond its data: its state says so itself. */
const isProvisional = ({ state }: Copy): boolean =>
  (state as { workingDays?: { provisional?: boolean } }).workingDays?.provisional === true;

/**
 * Everything that falls due of these streams, soonest first, whatever their processes: each is tried at its instant on
 * the copies. `asked`: the streams whose deadlines are told; the others are only read.
 */
export function foresee(asked: readonly string[], copies: ReadonlyMap<string, Copy>, absent: readonly string[] = []): Foreseen {
  const world = new World(copies, absent);
  const lacking = new Set<string>();
  const coming = asked.flatMap((streamId) =>
    world.dueOf(streamId).map((deadline): Coming => {
      const { type } = partsOf(streamId);
      const changes = tryAt(world, streamId, deadline, lacking);
      const provisional = isProvisional(copies.get(streamId)!);
      return { streamId, deadline, provisional, words: foretoldOf(type, deadline.command.type), ...(changes && { changes }) };
    }),
  );
  return { coming: coming.toSorted(byInstant), lacking: [...lacking] };
}

function tryAt(world: World, streamId: string, { command, dueAt }: Deadline, lacking: Set<string>): readonly Change[] | undefined {
  try {
    return world.send(streamId, command, 'clock', dueAt, { tries: true });
  } catch (error) {
    if (!(error instanceof Lacking)) throw error;
    lacking.add(error.streamId);
    return undefined;
  }
}
