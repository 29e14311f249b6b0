import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '#stack';

const folder = mkdtempSync(join(tmpdir(), 'tenure-commands-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Nobody listens there. */
const nowhere = 'postgres://nobody@127.0.0.1:1/none';
const configured = {
  OWNER_DATABASE_URL: nowhere,
  DATABASE_URL: nowhere,
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  ANCHOR_DIR: folder,
  SIGNING_KEY_FILE: join(folder, 'signing-key'),
};

const run = (program: string, given: readonly string[], environment: NodeJS.ProcessEnv) =>
  new Promise<{ code: number; said: string }>((done) => {
    const options = { cwd: folder, timeout: 30_000, env: { PATH: process.env.PATH, ...environment } };
    execFile(process.execPath, [join(repositoryRoot, 'dist', program), ...given], options, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` }),
    );
  });

describe('a command of an operator', () => {
  it.each([
    ['scripts/database.js', ['rebuild', '--hlep'], 2],
    ['scripts/database.js', ['clock', '--confrm'], 2],
    ['scripts/database.js', ['verify-chain', '--agianst', folder], 2],
    ['apps/worker/src/reconcile.js', ['--aply'], 1],
    ['apps/worker/src/anchor.js', ['--resum'], 2],
    ['scripts/logs.js', ['--levle', 'warn'], 1],
    ['bench/relay.js', ['--hlep'], 1],
  ])('%s %j refuses an option that is none, before it does anything', async (program, given, code) => {
    const option = given.find((each) => each.startsWith('--'))!;
    expect(await run(program, given, configured)).toEqual({ code, said: expect.stringContaining(`Unknown option '${option}'`) as string });
  });

  it.each([
    ['scripts/database.js', 'rebuild'],
    ['scripts/database.js', 'clock'],
    ['scripts/database.js', 'verify-chain'],
    ['scripts/on-stack.js', 'reconcile'],
    ['scripts/on-stack.js', 'anchor'],
    ['scripts/logs.js'],
    ['bench/relay.js'],
  ])('%s %s --help says how it is used, where there is no stack either', async (program, ...given) => {
    const name = given[0] ?? (program === 'bench/relay.js' ? 'bench:relay' : 'logs');
    const { code, said } = await run(program, [...given, '--help'], {});
    expect({ code, first: said.split('\n')[0] }).toEqual({ code: 0, first: expect.stringContaining(`npm run ${name}`) as string });
  });

  it('on the database takes the stack that TENURE_STACK names', async () => {
    const file = join(folder, 'stack.json');
    writeFileSync(file, JSON.stringify({ ownerDatabaseUrl: nowhere }));
    expect(await run('scripts/database.js', ['clock'], { TENURE_STACK: file })).toMatchObject({
      code: 2,
      said: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});
