import { open, readFile, rename, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { PublicKey } from '#vault';
import { isSignedBy, readLine, type WrittenLine } from './line';

export const linesFile = 'anchors.jsonl';

/** More than a line has, so that the end of the file holds the whole last one. */
const endBytes = 16_384;

/** The end of the file. */
export interface End {
  /** Undefined: the file is missing, or has no line yet, or its last line is none that a key beside it has signed. */
  last: WrittenLine | undefined;
  isUnreadable: boolean;
  /** Where the last whole line ends: what stands behind it was broken off. */
  endsAt: number;
}

/** Somebody else wrote since the end was read. */
class WrittenMeanwhile extends Error {
  override readonly name = 'WrittenMeanwhile';
}

/** The folder of the anchor: one file of lines, and the public keys. It is never made here: a missing one is a fault. */
export class AnchorFolder {
  constructor(readonly path: string) {}

  /** @throws what the file system throws; ENOENT where the folder is missing. */
  async readEnd(): Promise<End> {
    await stat(this.path);
    const handle = await open(join(this.path, linesFile), 'r').catch(unlessMissing);
    if (!handle) return { last: undefined, isUnreadable: false, endsAt: 0 };
    try {
      const end = await readEndOf(handle);
      return end.last && !(await this.isSigned(end.last)) ? { ...end, last: undefined, isUnreadable: true } : end;
    } finally {
      await handle.close();
    }
  }

  /** Somebody who can write here but has no key must not lead the worker on. */
  private async isSigned(written: WrittenLine): Promise<boolean> {
    const { key } = written.line;
    if (!/^[0-9a-f]{16}$/.test(key)) return false;
    const pem = await readFile(join(this.path, `key-${key}.pem`), 'utf8').catch(unlessMissing);
    return pem !== undefined && isSignedBy(PublicKey.fromPem(pem), written);
  }

  /** All lines in their order that a key beside them has signed. */
  async readAll(): Promise<WrittenLine[]> {
    const text = await readFile(join(this.path, linesFile), 'utf8').catch(unlessMissing);
    const signed: WrittenLine[] = [];
    for (const written of wholeLines(text ?? '').map(readLine)) if (written && (await this.isSigned(written))) signed.push(written);
    return signed;
  }

  /** Writes a line behind the end that was read, and returns when the disk has it. A line that fails leaves nothing. */
  async append({ text }: WrittenLine, endsAt: number): Promise<void> {
    const handle = await open(join(this.path, linesFile), 'a+', 0o644);
    try {
      await cutTorn(handle, endsAt);
      await appendWhole(handle, `${text}\n`, endsAt);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (endsAt === 0) await syncFolder(this.path);
  }

  /** Puts the public key beside the lines, for those who verify them. */
  async publish({ id, pem }: PublicKey): Promise<void> {
    const file = join(this.path, `key-${id}.pem`);
    if ((await readFile(file, 'utf8').catch(unlessMissing)) === pem) return;
    await writeFile(`${file}.new`, pem, { mode: 0o644 });
    await rename(`${file}.new`, file);
  }
}

/** The lines of a file that end. What stands behind the last line end was broken off. */
export const wholeLines = (text: string): string[] => text.split('\n').slice(0, -1);

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

async function readEndOf(handle: FileHandle): Promise<End> {
  const { size } = await handle.stat();
  const start = Math.max(0, size - endBytes);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
  const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
  const text = wholeLines(buffer.toString('utf8', 0, end)).at(-1);
  const last = text === undefined ? undefined : readLine(text);
  const isUnreadable = text === undefined ? start > 0 : !last;
  return { last, isUnreadable, endsAt: start + end };
}

/**
 * Cuts a piece of a line that a crash or a full disk left behind: it was never a line, nobody has it.
 * @throws WrittenMeanwhile where a whole line stands there.
 */
async function cutTorn(handle: FileHandle, endsAt: number): Promise<void> {
  const { size } = await handle.stat();
  if (size < endsAt) throw new WrittenMeanwhile();
  if (size === endsAt) return;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - endsAt), 0, size - endsAt, endsAt);
  if (buffer.subarray(0, bytesRead).includes('\n')) throw new WrittenMeanwhile();
  await handle.truncate(endsAt);
}

async function appendWhole(handle: FileHandle, text: string, endsAt: number): Promise<void> {
  try {
    await handle.appendFile(text);
  } catch (error) {
    await handle.truncate(endsAt).catch(() => undefined);
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
