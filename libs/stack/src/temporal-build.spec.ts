import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildTemporal } from './temporal-build';

/** Four packages; it keeps what it has compiled in a file, and says each line when the test lets it. */
const go = (folder: string) => `#!/bin/sh
cd '${folder}'
touch compiled
case $1 in
  list)
    echo 'go: downloading example.com/module v1.0.0' >&2
    for each in one two three four; do
      if grep -qx "tenure/$each" compiled; then echo "tenure/$each false"; else echo "tenure/$each true"; fi
    done ;;
  build)
    while [ "$1" != -o ]; do shift; done
    for each in one two three four; do
      grep -qx "tenure/$each" compiled && continue
      if [ "$each" = "$(cat broken)" ]; then echo "tenure/$each: no space left" >&2; exit 1; fi
      until [ -e "may-$each" ]; do sleep 0.01; done
      echo "tenure/$each" >&2; echo "tenure/$each" >> compiled
    done
    until [ -e may-link ]; do sleep 0.01; done
    echo built > "$2" ;;
esac
`;

describe('a build of Temporal', () => {
  const path = process.env.PATH;
  let folder: string;
  let lines: string[];
  const allow = (name: string) => writeFileSync(join(folder, `may-${name}`), '');
  const build = () => buildTemporal('cli', join(folder, 'temporal'), (line) => lines.push(line));
  const kept = () => readFileSync(join(folder, 'compiled'), 'utf8').split('\n').filter(Boolean).length;

  beforeEach(() => {
    lines = [];
    folder = mkdtempSync(join(tmpdir(), 'tenure go '));
    writeFileSync(join(folder, 'go'), go(folder), { mode: 0o755 });
    writeFileSync(join(folder, 'broken'), '');
    process.env.PATH = `${folder}${delimiter}${path}`;
    // Ours alone: the program runs by the true clock.
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] });
  });
  afterEach(() => {
    jest.useRealTimers();
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  /** Waits for what Go does, and lets the time of the lines pass until one says this. */
  async function until(part: string): Promise<void> {
    while (!lines.some((line) => line.includes(part))) {
      jest.advanceTimersByTime(1_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('says how many packages are compiled of all, also while Go is silent', async () => {
    const building = build();
    await until('0 of 4 packages compiled');
    allow('one');
    await until('1 of 4 packages compiled, about ');
    for (const each of ['two', 'three', 'four']) allow(each);
    await until('4 of 4 packages compiled');
    allow('link');
    await building;
    expect(lines.every((line) => line.startsWith('building Temporal: '))).toBe(true);
    expect(readFileSync(join(folder, 'temporal'), 'utf8')).toBe('built\n');
  });

  it('goes on where it was broken off, and says why it was', async () => {
    writeFileSync(join(folder, 'broken'), 'three');
    for (const each of ['one', 'two', 'three', 'four']) allow(each);
    await expect(build()).rejects.toThrow(/^go build of tools\/temporal failed \(exit code 1\):\ntenure\/three: no space left$/);
    expect([kept(), existsSync(join(folder, 'temporal')), readdirSync(folder).filter((name) => name.startsWith('build-'))]).toEqual([
      2,
      false,
      [],
    ]);
    writeFileSync(join(folder, 'broken'), '');
    rmSync(join(folder, 'may-three'));
    const again = build();
    await until('2 of 4 packages compiled');
    for (const each of ['three', 'link']) allow(each);
    await again;
    expect(existsSync(join(folder, 'temporal'))).toBe(true);
  });
});
