import type { Command, Instant, KnownRegistration, Proof } from '#domain';
import {
  orderOf,
  readsOf,
  resultOf,
  type CommandStep,
  type Done,
  type Driver,
  type Names,
  type Order,
  type ProcessName,
  type Standing,
  type World,
} from '#journey';
import { Chronicle } from './chronicle';
import { processOfStream, type Stream } from './in-memory';

/** In memory a name is an id, and a value is its own key. */
export const plainNames: Names = { id: (kind, name) => `${kind} of ${name}`, key: (_, value) => value };

/** Runs a journey through the domain in memory, and records each moment of it. */
export class MemoryDriver implements Driver {
  readonly life = new Chronicle();

  perform(step: CommandStep): Promise<Done> {
    return Promise.resolve(this.take(step));
  }

  /** The same at once. `change`: makes another command of it, as only a test can send it. */
  take(step: CommandStep, change: (order: Order) => Order = (order) => order): Done {
    const read = readsOf(step);
    const { process, id, command, proof } = change(orderOf(step, plainNames, read && this.stream(...read).state));
    const problem = this.life.send(process, id, command, proof && ({ verdict: 'proven', ...proof } satisfies Proof));
    return problem ? { code: problem.code } : {};
  }

  stream(process: ProcessName, name: string): Stream {
    return this.life.stream(process, plainNames.id(process, name));
  }

  standing(process: ProcessName, name: string): Promise<Standing> {
    const stream = this.stream(process, name);
    const rules = processOfStream(stream);
    const outcome = rules.outcome(stream.state);
    const allowed = rules.allowed(stream.state, this.life.now);
    return Promise.resolve({ status: rules.status(stream.state), ...(outcome !== undefined && { outcome }), allowed });
  }

  /** Each round does what the one before has made possible. */
  settle(): Promise<void> {
    while (this.performAll());
    return Promise.resolve();
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

  /** Performs once what all streams owe. @returns whether a result was taken */
  performAll(world?: World): boolean {
    return this.life
      .streams()
      .map((stream) => this.performOwed(stream, world))
      .includes(true);
  }

  /** The same for one stream. */
  performOwed(stream: Stream, world?: World): boolean {
    const owed = processOfStream(stream).owed(stream.state);
    const taken = owed.map(({ kind, n }) => {
      if (kind === 'endRegistrations') this.#endRegistrations(stream);
      const result = resultOf(stream.process, kind, n, world);
      const brought = kind === 'checkIdentity' ? this.#documentOf(stream) : {};
      return result !== undefined && this.#isTaken(stream, { ...result, ...brought });
    });
    return taken.includes(true);
  }

  /** What the activity of a check finds in the vault, and among the claims: the document that was given last. */
  #documentOf({ id }: Stream): { document?: object } {
    const given = this.life.moments.findLast(
      ({ command, after, problem }) => !problem && after.id === id && command.type === 'GiveProfile',
    );
    const { key } = (given?.command as { identity?: { key: string } } | undefined)?.identity ?? {};
    if (key === undefined) return {};
    const holder = this.life.claimOn('identity', key)?.holder;
    const { accountId = holder } = this.life.stream('registration', holder ?? '').state as Partial<KnownRegistration>;
    return { document: { key, ...(holder && { owner: { holder, principalId: plainNames.id('principal', accountId!) } }) } };
  }

  /** What the purge of an account ends elsewhere, each erased by its own process before there is a receipt. */
  #endRegistrations({ id: deregistrationId, state }: Stream): void {
    const { accountId } = state as unknown as { accountId: string };
    for (const stream of this.life.streams()) {
      if (stream.process !== 'registration' || (stream.state as Partial<KnownRegistration>).joins !== accountId) continue;
      this.#isTaken(stream, { type: 'EndWithAccount', deregistrationId } as Command);
      this.#isTaken(stream, { type: 'RecordErasure', items: 1 } as Command);
    }
  }

  #isTaken({ process, id }: Stream, command: Command): boolean {
    return this.life.send(process, id, command) === undefined;
  }
}
