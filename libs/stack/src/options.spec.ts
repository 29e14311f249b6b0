import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions, ports } from './options';
import { repositoryRoot } from './repository';

describe('the options of npm start', () => {
  it('choose nothing when there are none', () => {
    expect(parseOptions([], {})).toEqual({
      ephemeral: false,
      stateFolder: undefined,
      freePorts: false,
      temporal: 'sqlite',
      people: 'named',
      chosen: {},
    });
  });

  it('take a port from the command line before the environment', () => {
    const { chosen } = parseOptions(['--api-port=4000'], { API_PORT: '5000', TEMPORAL_PORT: '7000' });
    expect(chosen).toEqual({ api: 4000, temporal: 7000 });
  });

  it.each(['0', '70000', 'http', '30.5'])('refuse %s as a port, naming where it came from', (text) => {
    expect(() => parseOptions([], { WORKER_PORT: text })).toThrow(`WORKER_PORT=${text} is no port`);
    expect(() => parseOptions([`--worker-port=${text}`], {})).toThrow(`--worker-port=${text} is no port`);
  });

  it('put Temporal on PostgreSQL when asked', () => {
    expect(parseOptions(['--temporal=postgres'], {}).temporal).toBe('postgres');
  });

  it('ask people to prove who they are', () => {
    expect(parseOptions(['--people=prove'], {}).people).toBe('prove');
    expect(() => parseOptions(['--people=named'], {})).toThrow('it takes only "prove"');
  });

  it('are in the help, with the ports that they choose', () => {
    const help = readFileSync(join(repositoryRoot, 'scripts/help.mjs'), 'utf8').replaceAll(/ +/g, ' ');
    const lines = Object.values(ports).map(
      ({ option, what, variable, usual }) => `--${option}=<port> ${what}, else ${variable}, else ${usual}`,
    );
    expect(lines.filter((line) => !help.includes(line))).toEqual([]);
    expect(
      ['--ephemeral', '--state=', '--ports=free', '--temporal=postgres', '--people=prove'].filter((option) => !help.includes(option)),
    ).toEqual([]);
  });

  it('refuse what they do not know', () => {
    expect(() => parseOptions(['--temporal=mysql'], {})).toThrow('--temporal=mysql is unknown');
    expect(() => parseOptions(['--prots=free'], {})).toThrow('--prots');
    expect(() => parseOptions(['--ports=some'], {})).toThrow('it takes only "free"');
  });
});
