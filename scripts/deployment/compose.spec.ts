import { parse } from 'yaml';
import { mountsOf, ownFilesOf, readCompose, type Service, text } from './compose';
import { effective } from './dockerfile';

const { services, secrets, networks } = readCompose({});
const names = Object.keys(services);
const service = (name: string) => services[name] as Service;
const steps = ['temporal-schema', 'temporal-namespace', 'migrate'];

describe('docker-compose.yml', () => {
  it('reads every secret from a file that the script makes and git ignores', () => {
    expect(text('.gitignore')).toMatch(/^deploy\/secrets\/$/m);
    const made = /for name in (.+); do/.exec(text('deploy/make-secrets.sh'))?.[1]?.split(' ');
    expect(made).toEqual(Object.keys(secrets));
    for (const [name, { file }] of Object.entries(secrets)) expect(file).toBe(`./deploy/secrets/${name}`);
  });

  it.each(names)('gives %s the secrets that it reads, and no other', (name) => {
    const sources = [...Object.values(service(name).environment ?? {}), ...ownFilesOf(service(name)).map(text)];
    const read = sources.flatMap((source) => [...source.matchAll(/\/run\/secrets\/([\w-]+)/g)].map(([, secret]) => secret));
    expect([...new Set(read)].sort()).toEqual([...(service(name).secrets ?? [])].sort());
  });

  it.each(names)('tells no secret in the environment of %s', (name) => {
    const variables = Object.entries(service(name).environment ?? {});
    const secretive = variables.filter(([variable]) => /PASSWORD|PWD|SECRET|KEY|TOKEN/.test(variable));
    expect(secretive.filter(([variable, value]) => !variable.endsWith('_FILE') || !value.startsWith('/run/secrets/'))).toEqual([]);
    expect(variables.filter(([, value]) => /:\/\/[^/@]*:[^/@]*@/.test(value))).toEqual([]);
  });

  it.each(names)('lets %s only read what is there on the host, and makes nothing there', (name) => {
    for (const volume of service(name).volumes ?? [])
      if (typeof volume === 'string') expect(volume).toMatch(/^\w+:\//);
      else expect(volume).toMatchObject({ type: 'bind', read_only: true, bind: { create_host_path: false } });
  });

  it.each([
    ['api', ['calls/messaging', 'callbacks']],
    ['worker', ['calls']],
  ])('shows %s only what it needs of the providers', (name, parts) => {
    const { PROVIDERS_DIR: folder } = service(name).environment ?? {};
    const mounts = mountsOf(service(name)).flatMap(({ source, target }) => (target === '/run/issuers' ? [] : [[source, target]]));
    expect(mounts).toEqual(parts.map((part) => [`./deploy/secrets/providers/${part}`, `${folder}/${part}`]));
  });

  it('shows the API alone who speaks for people, and lets it believe nobody without proof', () => {
    const { ISSUERS_DIR } = service('api').environment ?? {};
    expect(mountsOf(service('api')).filter(({ target }) => target === ISSUERS_DIR)).toMatchObject([{ source: './deploy/issuers' }]);
    expect(names.filter((name) => mountsOf(service(name)).some(({ source }) => source === './deploy/issuers'))).toEqual(['api']);
    expect(names.filter((name) => service(name).environment?.EMBEDDED_PEOPLE !== undefined)).toEqual([]);
  });

  it('shows nobody else the providers', () => {
    const others = names.filter((name) => !['api', 'worker'].includes(name)).map(service);
    expect(others.flatMap(mountsOf).filter(({ source }) => source.startsWith('./deploy/secrets'))).toEqual([]);
    expect(others.filter(({ environment }) => environment?.PROVIDERS_DIR !== undefined)).toEqual([]);
  });

  it('shows the key that signs to the worker alone, which alone writes the lines of the anchor', () => {
    const { SIGNING_KEY_FILE, ANCHOR_DIR } = service('worker').environment ?? {};
    expect([SIGNING_KEY_FILE, ANCHOR_DIR]).toEqual(['/run/secrets/signing-key', '/anchors']);
    expect(names.filter((name) => service(name).secrets?.includes('signing-key'))).toEqual(['worker']);
    const writing = names.filter((name) =>
      service(name).volumes?.some((volume) => typeof volume === 'string' && volume.startsWith('anchors:')),
    );
    expect(writing).toEqual(['worker']);
    expect(service('worker').volumes).toContain(`anchors:${ANCHOR_DIR}`);
  });

  it('names one exact version of every image', () => {
    const foreign = names.filter((name) => !service(name).build);
    for (const name of foreign) expect(service(name).image).toMatch(/:\d+\.\d+(\.\d+)?(-\w+)?$/);
    for (const name of names) expect(service(name).image).not.toMatch(/:latest$/);
    expect(service('postgres').image).toMatch(/^postgres:18\./);
    expect(service('postgres').command).toContain('log_error_verbosity=terse');
    expect(service('temporal').image).toMatch(/^temporalio\/server:1\.32\./);
    const versions = ['temporal', 'temporal-schema', 'temporal-namespace'].map((name) => service(name).image.split(':')[1]);
    expect(new Set(versions).size).toBe(1);
  });

  it('publishes ports on the loopback interface alone, and none of PostgreSQL and Temporal', () => {
    const published = names.filter((name) => service(name).ports !== undefined);
    expect(published).toEqual(['temporal-ui', 'api', 'worker']);
    for (const port of published.flatMap((name) => service(name).ports ?? [])) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('lets only the necessary services reach Temporal and the databases', () => {
    const members = (network: string) => names.filter((name) => service(name).networks.includes(network));
    expect(members('temporal')).toEqual(['temporal', 'temporal-namespace', 'temporal-ui', 'api', 'worker']);
    expect(members('tenure-database')).toEqual(['postgres', 'migrate', 'api', 'worker']);
    expect(members('temporal-database')).toEqual(['postgres', 'temporal-schema', 'temporal']);
    expect(members('outside')).toEqual(['temporal-ui', 'api', 'worker']);
    const closed = Object.entries(networks).flatMap(([network, options]) => (options?.internal ? [network] : []));
    expect(closed).toEqual(['tenure-database', 'temporal-database', 'temporal']);
  });

  it('has a read-only web UI of Temporal, and a Temporal without time skipping', () => {
    expect(service('temporal-ui').environment).toMatchObject({ TEMPORAL_DISABLE_WRITE_ACTIONS: 'true' });
    expect(parse(text('deploy/temporal/dynamic-config.yaml'))).toEqual({ 'frontend.WorkflowTimeSkippingEnabled': [{ value: false }] });
  });

  it.each(names)('starts %s again when it dies and watches its health, or runs it once', (name) => {
    const { restart, healthcheck, build } = service(name);
    expect(restart).toBe(steps.includes(name) ? 'no' : 'unless-stopped');
    const watched = healthcheck?.test ?? (healthcheck?.disable || !build ? undefined : effective(build.target, 'HEALTHCHECK'));
    expect(watched !== undefined).toBe(!steps.includes(name));
  });

  it.each(names)('starts %s after steps that are done and servers that are healthy', (name) => {
    for (const [other, { condition }] of Object.entries(service(name).depends_on ?? {}))
      expect([other, condition]).toEqual([other, steps.includes(other) ? 'service_completed_successfully' : 'service_healthy']);
  });

  it('migrates before API and worker start, and lets the API start without Temporal', () => {
    expect(Object.keys(service('api').depends_on ?? {})).toEqual(['migrate']);
    expect(Object.keys(service('worker').depends_on ?? {})).toEqual(['migrate', 'temporal-namespace']);
  });

  it('has no simulator of providers', () => {
    expect(text('docker-compose.yml')).not.toMatch(/simulator/i);
  });
});
