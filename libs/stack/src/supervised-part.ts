import type { Child } from './child';

export interface Part {
  name: string;
  /** Starts it and waits until it is ready. */
  start(): Promise<Child>;
}

export interface Events {
  say(line: string): void;
  /** The part was started, perhaps again: its pid is new. */
  changed(): void;
  gaveUp(error: Error): void;
}

const deathsAllowed = 5;
const windowMs = 60_000;
const firstDelayMs = 250;

/** A part that is started again when it dies, with growing delays, until it has died too often. */
export class SupervisedPart {
  private child: Child | undefined;
  private deaths: number[] = [];
  private stopping = false;

  constructor(
    private readonly part: Part,
    private readonly events: Events,
  ) {}

  get name(): string {
    return this.part.name;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** @throws when the first start fails. */
  async start(): Promise<void> {
    const child = await this.part.start();
    this.child = child;
    this.events.changed();
    void this.revive(child);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.child?.stop();
  }

  private async revive(child: Child): Promise<void> {
    const reason = await child.exited;
    this.child = undefined;
    await this.recover(`died (${reason})`, child.logTail());
  }

  private async recover(what: string, logTail: string): Promise<void> {
    if (this.stopping) return;
    const now = Date.now();
    this.deaths = [...this.deaths.filter((at) => at > now - windowMs), now];
    if (this.deaths.length >= deathsAllowed) {
      const tail = logTail && '\n' + logTail.replaceAll(/^/gm, '  | ');
      return this.events.gaveUp(new Error(`${this.name} died ${deathsAllowed} times within a minute; the last time it ${what}${tail}`));
    }
    const delayMs = firstDelayMs * 2 ** (this.deaths.length - 1);
    this.events.say(`${this.name} ${what}; starting it again in ${delayMs / 1000} s`);
    await new Promise((done) => setTimeout(done, delayMs));
    if (this.stopping) return;
    try {
      await this.start();
      this.events.say(`${this.name} is back`);
    } catch (error) {
      await this.recover(`did not come back: ${(error as Error).message}`, '');
    }
  }
}
