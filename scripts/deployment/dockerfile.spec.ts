import { readCompose, text } from './compose';
import { effective, instructionsOf, stages, variablesOf } from './dockerfile';

const { services } = readCompose({});
const copiesOf = (program: string) => instructionsOf(program).filter((line) => /^(COPY|ADD) /.test(line));

describe('the Dockerfile', () => {
  it('uses one exact version of Node, on a slim system', () => {
    const bases = stages.map(({ base }) => base).filter((base) => !stages.some(({ name }) => name === base));
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(/^node:24\.\d+\.\d+-\w+-slim$/);
  });

  it('installs the versions of the lock file', () => {
    const runs = stages
      .flatMap(({ instructions }) => instructions)
      .filter((line) => line.includes('npm') && !line.includes('npm run build'));
    expect(runs).toEqual(['RUN npm ci --no-audit --no-fund', 'RUN npm ci --omit=dev --no-audit --no-fund']);
    expect(instructionsOf('packages')).toContain(runs[1]);
  });

  it('copies only what the programs are built from', () => {
    const lines = text('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('*');
    const [allowed, excepted] = [lines.filter((line) => line.startsWith('!')), lines.slice(1).filter((line) => !line.startsWith('!'))];
    expect(allowed.filter((line) => /^!(\.|deploy|apps$|apps\/simulator|scripts$|bench|tools)/.test(line))).toEqual([]);
    expect(excepted).toEqual(['libs/stack', 'libs/testing', 'apps/api/src/testing', '**/*.spec.ts', '**/node_modules']);
    // The last matching line decides: exceptions come after the rule.
    expect(lines.indexOf(excepted[0] as string)).toBeGreaterThan(lines.indexOf(allowed.at(-1) as string));
  });
});

describe.each(['api', 'worker'])('the image of the %s', (program) => {
  it('runs its program as a user without rights, in production, with source maps', () => {
    expect(effective(program, 'USER')).toBe('USER node');
    expect(effective(program, 'CMD')).toBe(`CMD ["node", "--enable-source-maps", "dist/apps/${program}/src/main.js"]`);
    expect(variablesOf(program)).toMatchObject({ NODE_ENV: 'production', TENURE_MODE: 'production' });
  });

  it('holds packages for running and what was built, nothing else, and belongs to another user', () => {
    expect(copiesOf(program)).toEqual([
      'COPY --chmod=644 package.json ./',
      'COPY --from=packages /tenure/node_modules ./node_modules',
      'COPY --from=build /tenure/dist ./dist',
    ]);
  });

  it('lets its user read what comes from a checkout, also from one that was made under umask 077', () => {
    const fromCheckout = copiesOf(program).filter((line) => !line.includes('--from='));
    expect(fromCheckout.filter((line) => !/ --chmod=644 \S+\.\w+ \S+$/.test(line))).toEqual([]);
    // What an image takes from another stage was made there by a RUN, under the image's own umask.
    const made = copiesOf(program).flatMap((line) => / --from=(\w+) \S+\/(\S+) /.exec(line)?.slice(1) ?? []);
    expect(made).toEqual(['packages', 'node_modules', 'build', 'dist']);
    const ignored = text('.dockerignore').split('\n');
    for (const folder of ['node_modules', 'dist']) expect(ignored).not.toContain(`!${folder}`);
  });

  it('asks the program itself whether it is ready, on its configured port', () => {
    const name = `${program.toUpperCase()}_PORT`;
    const port = variablesOf(program)[name] ?? '';
    expect(services[program]?.environment?.[name]).toBe(port);
    expect(services[program]?.ports?.[0]?.split(':').at(-1)).toBe(port);
    expect(effective(program, 'EXPOSE')).toBe(`EXPOSE ${port}`);
    const check = effective(program, 'HEALTHCHECK');
    expect(check).toContain(`CMD ["node", "-e", "fetch('http://127.0.0.1:${port}/readyz')`);
  });
});

describe('the image of the worker', () => {
  it('has a folder of its user where the volume of the anchor goes, and runs as that user afterwards', () => {
    const made = instructionsOf('worker').filter((line) => line.startsWith('RUN '));
    expect(made).toEqual([`RUN install -d -o node -g node ${services.worker?.environment?.ANCHOR_DIR}`]);
    expect(effective('worker', 'USER')).toBe('USER node');
  });
});
