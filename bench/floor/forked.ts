import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type PartName = 'http' | 'statements' | 'signals' | 'worker';

/** What a part is told when it shall begin. */
export interface Go {
  /** What is added to the instants of the recording. */
  laterMs: number;
}

type Said = { ready?: true; result?: unknown; error?: string };

/** One program of the floor in a process of its own. */
export class Forked {
  private constructor(private readonly child: ChildProcess) {}

  /** Settles when it is ready. */
  static async part(name: PartName, given: unknown): Promise<Forked> {
    const part = new Forked(
      fork(join(__dirname, 'part.js'), [name, JSON.stringify(given)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
    );
    await part.said();
    return part;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Lets it do its work. @returns what came of it */
  async run(go: Go): Promise<unknown> {
    this.child.send(go);
    return (await this.said()).result;
  }

  end(): void {
    // Without its channel it ends by itself, and so it does when this process is killed.
    if (this.child.connected) this.child.disconnect();
  }

  private async said(): Promise<Said> {
    const ended = once(this.child, 'exit').then(() => ({ error: 'a part of the floor has ended' }));
    const [said] = (await Promise.race([once(this.child, 'message'), ended.then((error) => [error])])) as [Said];
    if (said.error !== undefined) throw new Error(said.error);
    return said;
  }
}
