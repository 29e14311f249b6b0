import { mkdtempSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporalServerBinaries } from './temporal-binary';

/** A machine without Go builds nothing. */
jest.mock('./temporal-build', () => ({ goProgram: () => Promise.resolve(false) }));

describe('the full Temporal server in the cache', () => {
  let cache: string;
  const put = (name: string, text: string) => writeFileSync(join(cache, name), text, { mode: 0o755 });
  const answering = '#!/bin/sh\necho "temporal version 1.32.1"\n';

  beforeEach(async () => {
    const home = mkdtempSync(join(tmpdir(), 'tenure cache '));
    process.env.XDG_CACHE_HOME = home;
    // The first question makes the folder, whose name follows from what is pinned.
    await expect(temporalServerBinaries(() => undefined)).rejects.toThrow('install Go');
    cache = join(home, 'tenure', readdirSync(join(home, 'tenure'))[0]!);
  });
  afterEach(() => {
    rmSync(process.env.XDG_CACHE_HOME!, { recursive: true });
    delete process.env.XDG_CACHE_HOME;
  });

  it('is used', async () => {
    for (const name of ['temporal-server', 'temporal-sql-tool']) put(name, answering);
    const found = { server: join(cache, 'temporal-server'), schemaTool: join(cache, 'temporal-sql-tool') };
    expect(await temporalServerBinaries(() => undefined)).toEqual(found);
  });

  it('is built again where its file was written half', async () => {
    put('temporal-server', answering);
    put('temporal-sql-tool', answering.slice(0, 4));
    await expect(temporalServerBinaries(() => undefined)).rejects.toThrow('install Go');
  });

  it('loses what builds and downloads of another day have left', async () => {
    for (const name of ['build-dead', 'download-dead']) mkdirSync(join(cache, name));
    jest.useFakeTimers({ now: Date.now() + 25 * 60 * 60_000, doNotFake: ['setTimeout', 'setImmediate', 'nextTick'] });
    await expect(temporalServerBinaries(() => undefined)).rejects.toThrow('install Go');
    jest.useRealTimers();
    expect(readdirSync(cache)).toEqual([]);
  });
});
