import { type Claim, type Command, type Deadline, type Instant, type Problem, type Proof, type TallyEntry } from '#domain';
import { InMemory, processOfStream, type Consequence, type Stream } from './in-memory';

/** One command of a life: what it found and what came of it. */
export interface Moment {
  at: Instant;
  command: Command;
  before: Stream;
  after: Stream;
  problem: Problem | undefined;
  /** What it caused in other streams, in order. */
  consequences: readonly Consequence[];
  /** All streams, claims and tallies afterwards. */
  streams: readonly Stream[];
  claims: readonly Claim[];
  tallies: readonly TallyEntry[];
}

/** A recorded life: commands to the domain in memory, at a time that only the test moves. */
export class Chronicle {
  readonly moments: Moment[] = [];
  readonly #memory = new InMemory();
  now: Instant = 0;

  send(process: string, id: string, command: Command, proof?: Proof): Problem | undefined {
    const memory = this.#memory;
    const before = memory.stream(process, id);
    const problem = memory.execute(process, id, command, this.now, proof);
    this.moments.push({
      at: this.now,
      command,
      before,
      after: memory.stream(process, id),
      problem,
      consequences: problem ? [] : memory.consequences(),
      streams: memory.streams(),
      claims: memory.claims(),
      tallies: memory.tallies(),
    });
    return problem;
  }

  stream(process: string, id: string): Stream {
    return this.#memory.stream(process, id);
  }

  claimOn(kind: string, key: string): Claim | undefined {
    return this.#memory.claimOn(kind, key);
  }

  streams(): readonly Stream[] {
    return this.#memory.streams();
  }

  /** Fires every due alarm, once. */
  ringAlarms(): void {
    for (const { stream, command, dueAt } of this.#deadlines()) if (dueAt <= this.now) this.send(stream.process, stream.id, command);
  }

  /** Moves to the next deadline, or `off` milliseconds from it; far ahead if there is none. Never back. */
  passToDeadline(off: number, farMs: number): void {
    const next = this.#deadlines().map(({ dueAt }) => dueAt);
    this.now = Math.max(this.now, Math.min(...next.filter((dueAt) => dueAt >= this.now), this.now + farMs) + off);
  }

  #deadlines(): readonly (Deadline & { stream: Stream })[] {
    return this.streams().flatMap((stream) =>
      processOfStream(stream)
        .due(stream.state)
        .map((deadline) => ({ stream, ...deadline })),
    );
  }
}
