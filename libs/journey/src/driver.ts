import type { Instant } from '#domain';
import type { CommandStep, Journey, Name, Step } from './step';

/** Where a process stands; one that was never opened is `none`. */
export interface Standing {
  status: string;
  outcome?: string;
  /** The commands that a caller may send now. */
  allowed: readonly string[];
}

/** A code where the step was refused. A driver may tell more. */
export interface Done {
  code?: string;
}

export type ProcessName = 'registration' | 'account' | 'deregistration';

/** Takes a journey through one form of the product: the domain in memory, the engine, or HTTP. */
export interface Driver<D extends Done = Done> {
  /** Sends the command of this step, and nothing else. */
  perform(step: CommandStep): Promise<D>;
  standing(process: ProcessName, name: Name): Promise<Standing>;
  /** Has everything done that the processes owe by now. */
  settle(): Promise<void>;
  /** Lets time pass, from deadline to deadline. */
  pass(time: Instant): Promise<void>;
}

/** Walks through a journey; after each step all that is owed is done, and `look` may look around. A refused step stops nobody: its code tells. */
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
