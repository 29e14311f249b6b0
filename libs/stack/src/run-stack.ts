import { join, resolve } from 'node:path';
import { banner } from './banner';
import { parseOptions, usage } from './options';
import { repositoryRoot } from './repository';
import { Stack } from './stack';
import { StackFolder } from './stack-folder';

const secondSignalMeansItMs = 1_000;
/** The first start of all may build Temporal. */
const otherSettlesWithinMs = 600_000;

/** `npm start` after installing and building: runs the stack until a signal or a hopeless part ends it. */
export async function runStack(argv: string[]): Promise<void> {
  if (argv.includes('--help')) return console.log(usage);
  const options = parseOptions(argv, process.env);
  // Whatever a part writes, it writes for its own user alone.
  process.umask(0o077);
  const folder = options.ephemeral
    ? await StackFolder.temporary()
    : StackFolder.at(resolve(options.stateFolder ?? join(repositoryRoot, '.tenure')));
  if (!(await becomeSupervisor(folder))) return;

  const say = (line: string) => console.log(`  ${line}`);
  let ending: Promise<void> | undefined;
  let began = 0;
  const end = (code: number) => {
    if (!ending) began = Date.now();
    ending ??= stack
      .stop()
      .then(
        () => code,
        (error: Error) => (console.error(error.message), 1),
      )
      .then((exitCode) => {
        folder.unlock();
        if (options.ephemeral) folder.remove();
        process.exit(exitCode);
      });
    return ending;
  };
  const fail = (error: Error) => {
    if (ending) return;
    console.error(`\n${error.message}\n`);
    void end(1);
  };
  const stack = new Stack(folder, options, process.env, { say, gaveUp: fail });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A terminal and npm may both pass on one Ctrl-C; a second one, later, is a person who does not want to wait.
      if (ending && Date.now() - began > secondSignalMeansItMs) process.exit(130);
      void end(0);
    });
  }

  try {
    const file = await stack.start();
    if (ending) return;
    console.log(banner(file, folder));
    if (process.stdin.isTTY) say('Ctrl-C stops everything.');
  } catch (error) {
    fail(error as Error);
  }
}

/** Waits for another supervisor that starts or stops. @returns false after showing one that runs. */
async function becomeSupervisor(folder: StackFolder): Promise<boolean> {
  const deadline = Date.now() + otherSettlesWithinMs;
  let told = false;
  for (;;) {
    const other = folder.lock();
    if (other === undefined) return true;
    const file = folder.stackFile();
    if (file) {
      console.log(`  Tenure already runs (process ${other}).`);
      console.log(banner(file, folder));
      return false;
    }
    if (Date.now() > deadline)
      throw new Error(`process ${other} has been starting or stopping for long; see ${folder.file('logs')}, or end it.`);
    if (!told) console.log(`  waiting for process ${other}, which is starting or stopping`);
    told = true;
    await new Promise((done) => setTimeout(done, 250));
  }
}
