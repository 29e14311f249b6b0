import { type Command, type Instant, type Proof } from '#domain';
import {
  orderOf,
  readsOf,
  resultOf,
  type CommandStep,
  type Done,
  type Driver,
  type Names,
  type ProcessName,
  type Standing,
} from '#journey';
import { Chronicle } from './chronicle';
import { processOfStream } from './in-memory';

/** In memory a name is an id, and a value is its own key. */
const plainNames: Names = { id: (kind, name) => `${kind} of ${name}`, key: (_, value) => value };

/** Takes a journey through the domain joined in memory; every moment of it is written down. */
export class MemoryDriver implements Driver {
  constructor(
    readonly life = new Chronicle(),
    private readonly names = plainNames,
  ) {}

  async perform(step: CommandStep): Promise<Done> {
    const read = readsOf(step);
    const { process, id, command, proof } = orderOf(step, this.names, read && this.life.stream(read[0], this.names.id(...read)).state);
    const problem = this.life.send(process, id, command, proof && ({ verdict: 'proven', ...proof } satisfies Proof));
    return problem ? { code: problem.code } : {};
  }

  async standing(process: ProcessName, name: string): Promise<Standing> {
    const stream = this.life.stream(process, this.names.id(process, name));
    const rules = processOfStream(stream);
    const outcome = rules.outcome(stream.state);
    const allowed = rules.allowed(stream.state, this.life.now);
    return { status: rules.status(stream.state), ...(outcome !== undefined && { outcome }), allowed };
  }

  /** Each round does what the one before has made possible. */
  async settle(): Promise<void> {
    while (
      this.#owed()
        .map(({ process, id, result }) => this.life.send(process, id, result))
        .some((problem) => problem === undefined)
    );
  }

  async pass(time: Instant): Promise<void> {
    const until = this.life.now + time;
    for (;;) {
      await this.settle();
      this.life.ringAlarms();
      await this.settle();
      if (this.life.now === until) return;
      this.life.passToDeadline(0, until - this.life.now);
    }
  }

  #owed(): readonly { process: string; id: string; result: Command }[] {
    return this.life.streams().flatMap((stream) =>
      processOfStream(stream)
        .owed(stream.state)
        .flatMap(({ kind, n }) => {
          const result = resultOf(stream.process, kind, n);
          return result ? [{ process: stream.process, id: stream.id, result }] : [];
        }),
    );
  }
}
