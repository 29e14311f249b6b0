import type { Instant } from '#domain';
import type { CommandStep, Journey, Name, Step } from './step';

/** The status of a process; `none` if it was never opened. */
export interface Standing {
  status: string;
  outcome?: string;
  /** The commands that a caller may send now. */
  allowed: readonly string[];
}

/** A code if the step was refused. A driver may add more. */
export interface Done {
  code?: string;
}

export type ProcessName = 'registration' | 'account' | 'deregistration';

/** Runs a journey through one form of the product: the domain in memory, the engine, or HTTP. */
export interface Driver<D extends Done = Done> {
  /** Sends the command of this step, and nothing else. */
  perform(step: CommandStep): Promise<D>;
  standing(process: ProcessName, name: Name): Promise<Standing>;
  /** Performs everything that the processes owe by now. */
  settle(): Promise<void>;
  /** Lets time pass, from deadline to deadline. */
  pass(time: Instant): Promise<void>;
}

/**
 * Runs a journey; after each step everything owed is performed, and `look` may inspect it. A refused step does not stop
 * it: its code shows.
 */
export async function walk<D extends Done>(
  driver: Driver<D>,
  journey: Journey,
  look: (step: Step, done?: D) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (const step of journey) {
    const done = step.step === 'letPass' ? await driver.pass(step.time) : await driver.perform(step);
    await driver.settle();
    await look(step, done ?? undefined);
  }
}
