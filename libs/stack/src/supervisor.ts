import { banner } from './banner';
import type { StackOptions } from './options';
import { type OwnCode, Stack } from './stack';
import type { StackFolder } from './stack-folder';

const secondSignalMeansItMs = 1_000;

/** Runs one stack in this process, and ends the process with it. */
export class Supervisor {
  private readonly stack: Stack;
  private readonly log: ReturnType<OwnCode['logTo']>;
  private endingSince: number | undefined;

  constructor(
    private readonly folder: StackFolder,
    private readonly options: StackOptions,
    ownCode: OwnCode,
  ) {
    this.log = ownCode.logTo(folder.log('stack'));
    this.stack = new Stack(folder, options, ownCode, process.env, { say: (line) => this.say(line), gaveUp: (error) => this.fail(error) });
  }

  /** Settles when the stack is ready, or when it has begun to end. */
  async run(): Promise<void> {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.interrupt());
    try {
      const file = await this.stack.start();
      if (this.endingSince !== undefined) return;
      console.log(banner(file, this.folder));
      this.log.info('ready');
      if (process.stdin.isTTY) console.log('  Ctrl-C stops everything.');
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private interrupt(): void {
    // A terminal and npm may both pass on one Ctrl-C; a later second one comes from a person who will not wait.
    if (this.endingSince !== undefined && Date.now() - this.endingSince > secondSignalMeansItMs) process.exit(130);
    void this.end(0);
  }

  /** To the person at the terminal, and to the log. */
  private say(line: string): void {
    console.log(`  ${line}`);
    this.log.info(line);
  }

  private fail(error: Error): void {
    if (this.endingSince !== undefined) return;
    console.error(`\n${error.message}\n`);
    this.log.error(error.message);
    void this.end(1);
  }

  private async end(code: number): Promise<void> {
    if (this.endingSince !== undefined) return;
    this.endingSince = Date.now();
    const exitCode = await this.stack.stop().then(
      () => code,
      (error: Error) => (console.error(error.message), 1),
    );
    this.folder.unlock();
    if (this.options.ephemeral) this.folder.remove();
    process.exit(exitCode);
  }
}
