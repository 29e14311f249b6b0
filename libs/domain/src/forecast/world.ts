import { decideAll, type Ground, type Ids, type Moved } from '../decision';
import type { Command, Deadline, Event, Instant, Origin } from '../decider';
import { processOf, type AnyProcess } from '../processes';
import { reactions } from '../reactions';
import { partsOf } from '../stream-id';

/** A stream as it stands, to be lived on without its record. */
export interface Copy {
  state: { status: string };
  policyVersion: number;
}

/** What a command would change in one stream. */
export interface Change {
  streamId: string;
  events: readonly Event[];
  /** The word for its phase afterwards. */
  status: string;
}

/** A decision asks for a stream that nobody has given a copy of: it is not known whether there is one. */
export class Lacking extends Error {
  constructor(readonly streamId: string) {
    super(`no copy of ${streamId}`);
  }
}

const ids: Ids<string> = {
  event: (commandId, n) => `${commandId} ${n}`,
  reaction: (causation, reaction, streamId) => `${causation} ${reaction} ${streamId}`,
};

/**
 * Copies of streams on a clock of their own: the rules, reactions and deadlines are those of the record, and nothing is
 * written. Claims, counts of others and one-time codes are none here: what the clock does asks for none.
 */
export class World {
  readonly #copies: Map<string, Copy>;
  readonly #absent: ReadonlySet<string>;
  #steps = 0;

  /**
   * `absent`: streams that are known not to exist; any other that a decision asks for is {@link Lacking}.
   * `processFor`: the process that decides about a type, where that is not the one of the record.
   */
  constructor(
    copies: Iterable<readonly [string, Copy]>,
    absent: Iterable<string> = [],
    private readonly processFor: (type: string) => AnyProcess = processOf,
  ) {
    this.#copies = new Map(copies);
    this.#absent = new Set(absent);
  }

  copyOf(streamId: string): Copy | undefined {
    return this.#copies.get(streamId);
  }

  /** As if the stream stood so. */
  set(streamId: string, copy: Copy): void {
    this.#copies.set(streamId, copy);
  }

  processOf(streamId: string, { policyVersion }: Copy): AnyProcess {
    return this.processFor(partsOf(streamId).type).under(policyVersion);
  }

  /** What falls due of one stream, soonest first. */
  dueOf(streamId: string): readonly Deadline[] {
    const copy = this.#copies.get(streamId);
    return copy
      ? this.processOf(streamId, copy)
          .due(copy.state)
          .toSorted((a, b) => a.dueAt - b.dueAt)
      : [];
  }

  /**
   * Decides, and keeps what comes of it unless `tries` says that the copies stay as they are: none where it is refused.
   * @throws Lacking
   */
  send(streamId: string, command: Command, origin: Origin, at: Instant, { tries = false } = {}): readonly Change[] {
    this.#steps += 1;
    const asked = { streamId, command, origin, commandId: String(this.#steps) };
    const { moves } = decideAll(asked, this.#ground(at), { processOf: this.processFor, reactions }, ids);
    if (!tries) for (const move of moves) this.#keep(move);
    return moves.map(({ streamId: moved, events, process, after }) => ({
      streamId: moved,
      events: events.map(({ event }) => event),
      status: process.status(after),
    }));
  }

  #keep({ streamId, process, after }: Moved<string>): void {
    const policyVersion = process.adoptedVersion?.(after) ?? this.#copies.get(streamId)?.policyVersion ?? process.policyVersion(after);
    this.#copies.set(streamId, { state: after, policyVersion });
  }

  #ground(now: Instant): Ground {
    const stream = (streamId: string) => {
      const copy = this.#copies.get(streamId);
      if (copy === undefined && !this.#absent.has(streamId)) throw new Lacking(streamId);
      return copy;
    };
    return {
      now,
      proof: undefined,
      stream,
      claim: () => undefined,
      claimWithId: () => undefined,
      tally: () => [],
      secure: () => undefined,
      secureTarget: () => undefined,
    };
  }
}
