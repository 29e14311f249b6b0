import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess, identify, readPidFile, writePidFile } from './process-identity';
import type { StackFile } from './stack-file';
import { stopOrder } from './stop-order';
import { writeWhole } from './write-whole';

/** The folder with everything a stack keeps: data, keys, logs, and the ids of its processes. */
export class StackFolder {
  private constructor(readonly path: string) {
    for (const folder of [path, join(path, 'logs'), join(path, 'pids')]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    // As root we run PostgreSQL as another user, who may pass through this folder but not list it.
    if (process.getuid?.() === 0) chmodSync(path, 0o711);
  }

  static at(path: string): StackFolder {
    return new StackFolder(path);
  }

  /** Creates a folder for one run, and removes the folders of earlier runs that were killed. */
  static async temporary(): Promise<StackFolder> {
    for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(temporaryPrefix)))
      await clearAbandoned(join(tmpdir(), name));
    return new StackFolder(mkdtempSync(join(tmpdir(), temporaryPrefix)));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  log(name: string): string {
    return join(this.path, 'logs', `${name}.log`);
  }

  pid(name: string): string {
    return join(this.path, 'pids', `${name}.json`);
  }

  /** The secret in this file; the first call creates it. */
  secret(name: string, make: () => string = () => randomBytes(32).toString('base64')): string {
    if (!this.holds(name)) this.write(name, make() + '\n');
    return readFileSync(this.file(name), 'utf8').trim();
  }

  /** Whether this file has a content: a power cut or a full disk may have left an empty one. */
  holds(name: string): boolean {
    const file = this.file(name);
    return existsSync(file) && readFileSync(file, 'utf8').trim() !== '';
  }

  write(name: string, text: string): void {
    writeWhole(this.file(name), text);
  }

  stackFile(): StackFile | undefined {
    try {
      return JSON.parse(readFileSync(this.file('stack.json'), 'utf8')) as StackFile;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Makes this process the only supervisor of the folder. @returns the pid of another that already is. */
  lock(): number | undefined {
    const file = this.file('supervisor.json');
    const mine = this.file(`supervisor.json.${process.pid}`);
    writePidFile(mine, process.pid);
    try {
      for (;;) {
        const other = readPidFile(file);
        if (other) return other.pid;
        try {
          // Unlike a write, a link fails when the name exists: of two simultaneous starts one wins.
          linkSync(mine, file);
          this.withdrawStackFile();
          return undefined;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
      }
    } finally {
      rmSync(mine, { force: true });
    }
  }

  withdrawStackFile(): void {
    rmSync(this.file('stack.json'), { force: true });
  }

  unlock(): void {
    if (readPidFile(this.file('supervisor.json'))?.birth === identify(process.pid)?.birth)
      rmSync(this.file('supervisor.json'), { force: true });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Ends the parts that have outlived their supervisor. @returns their names. */
  async endOrphans(): Promise<string[]> {
    const ended: string[] = [];
    const known = readdirSync(join(this.path, 'pids'));
    for (const { name, signal } of stopOrder) {
      if (!known.includes(`${name}.json`)) continue;
      const orphan = readPidFile(this.pid(name));
      if (!orphan) continue;
      await endProcess(orphan, signal, orphanGraceMs);
      rmSync(this.pid(name), { force: true });
      ended.push(name);
    }
    return ended;
  }
}

const orphanGraceMs = 10_000;
const temporaryPrefix = 'tenure-stack-';
const abandonedAfterMs = 60_000;

/** Removes the folder of a killed run; a very young one may belong to a run that has not locked it yet. */
async function clearAbandoned(path: string): Promise<void> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || stat.uid !== process.getuid?.() || stat.mtimeMs > Date.now() - abandonedAfterMs) return;
  if (readPidFile(join(path, 'supervisor.json'))) return;
  const abandoned = StackFolder.at(path);
  await abandoned.endOrphans();
  abandoned.remove();
}
