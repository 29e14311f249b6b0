import { processOf, type Command, type Instant, type Proof } from '#domain';
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

/** In memory a name is an id, and a value is its own key. */
const plainNames: Names = { id: (kind, name) => `${kind} of ${name}`, key: (_, value) => value };

/** Runs a journey through the domain in memory, and records each moment of it. */
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
    const { state } = this.life.stream(process, this.names.id(process, name));
    const rules = processOf(process);
    const outcome = rules.outcome(state);
    return { status: rules.status(state), ...(outcome !== undefined && { outcome }), allowed: rules.allowed(state, this.life.now) };
  }

  /** Each round performs what the one before has made possible. */
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
    return this.life.streams().flatMap(({ process, id, state }) =>
      processOf(process)
        .owed(state)
        .flatMap(({ kind, n }) => {
          const result = resultOf(process, kind, n);
          return result ? [{ process, id, result }] : [];
        }),
    );
  }
}
