import { join, resolve } from 'node:path';
import { banner } from './banner';
import { parseOptions } from './options';
import { repositoryRoot } from './repository';
import type { OwnCode } from './stack';
import { StackFolder } from './stack-folder';
import { Supervisor } from './supervisor';

/** Longer than a first start, which may build Temporal. */
const otherSettlesWithinMs = 600_000;

/** `npm start` after installing and building: runs the stack until a signal arrives, or a part dies too often. */
export async function runStack(argv: string[], ownCode: OwnCode): Promise<void> {
  const options = parseOptions(argv, process.env);
  // Only our own user may read what the parts write.
  process.umask(0o077);
  const folder = options.ephemeral
    ? await StackFolder.temporary()
    : StackFolder.at(resolve(options.stateFolder ?? join(repositoryRoot, '.tenure')));
  if (!(await becomeSupervisor(folder))) return;
  await new Supervisor(folder, options, ownCode).run();
}

/** Waits while another supervisor starts or stops. @returns false when one already runs; its banner is then shown. */
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
