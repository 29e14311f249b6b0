import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverEnvironment } from '#stack';
import { environment as apiEnvironment, ownerEnvironment, readConfig as readApiConfig, readOwnerConfig } from '../../apps/api/src/config';
import { environment as workerEnvironment, readConfig as readWorkerConfig } from '../../apps/worker/src/config';
import { readCompose, type Service, text } from './compose';
import { stages, variablesOf } from './dockerfile';

const { services } = readCompose({});
const service = (name: string) => services[name] as Service;
const variablesGivenTo = (name: string) => service(name).environment ?? {};

const programs = [
  { name: 'api', schema: apiEnvironment, read: readApiConfig },
  { name: 'worker', schema: workerEnvironment, read: readWorkerConfig },
  { name: 'migrate', schema: ownerEnvironment, read: readOwnerConfig },
];

describe.each(programs)('$name in docker-compose.yml', ({ name, schema, read }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-deployment-'));
  const image = service(name).build?.target ?? '';
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The environment of the container, with secrets of this test. */
  function variables(): Record<string, string> {
    for (const secret of service(name).secrets ?? []) writeFileSync(join(folder, secret), `the ${secret}\n`);
    const set = { ...variablesOf(image), ...variablesGivenTo(name) };
    return Object.fromEntries(Object.entries(set).map(([key, value]) => [key, value.replace('/run/secrets', folder)]));
  }

  it('gets only variables that its configuration knows', () => {
    const set = Object.keys(variablesGivenTo(name));
    expect(set.filter((variable) => !(variable in schema.shape))).toEqual([]);
  });

  it('runs in an image whose variables some program in it knows', () => {
    const inIt = programs.filter((program) => service(program.name).build?.target === image);
    const known = inIt.flatMap((program) => Object.keys(program.schema.shape));
    expect(Object.keys(variablesOf(image)).filter((variable) => !known.includes(variable))).toEqual(['NODE_ENV']);
  });

  it('gets every variable without a default', () => {
    const required = Object.entries(schema.shape).flatMap(([variable, type]) => (type.safeParse(undefined).success ? [] : [variable]));
    expect(required.length).toBeGreaterThan(0);
    expect(required.filter((variable) => !(variable in variablesGivenTo(name)))).toEqual([]);
  });

  it('can read its configuration, which is for production, with its password', () => {
    const [user, secret] =
      name === 'migrate' ? ['tenure_owner', 'owner-database-password'] : ['tenure_app', 'application-database-password'];
    const config = read(variables());
    expect(config.TENURE_MODE).toBe('production');
    const url = new URL('DATABASE_URL' in config ? config.DATABASE_URL : config.OWNER_DATABASE_URL);
    expect([url.username, decodeURIComponent(url.password)]).toEqual([user, `the ${secret}`]);
  });

  it('fails with a message if its password is missing', () => {
    const set = variables();
    rmSync(join(folder, name === 'migrate' ? 'owner-database-password' : 'application-database-password'));
    expect(() => read(set)).toThrow('cannot be read (ENOENT)');
  });

  it('is built from a stage of the Dockerfile, and can neither write nor gain rights', () => {
    expect(stages.map((stage) => stage.name)).toContain(image);
    expect(service(name)).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service(name)).not.toHaveProperty('user');
  });
});

describe('Temporal in docker-compose.yml', () => {
  it('is configured by the names that `npm start -- --temporal=postgres` runs the same server with', () => {
    const known = Object.keys(serverEnvironment(new URL('postgres://user:word@host/postgres'), ''));
    const set = Object.keys(variablesGivenTo('temporal'));
    expect(set.filter((variable) => !known.includes(variable))).toEqual(['TEMPORAL_ALLOW_NO_AUTH']);
    expect(known.filter((variable) => !set.includes(variable))).toEqual(['POSTGRES_PWD']);
    expect(text('deploy/temporal/start-server.sh')).toContain('POSTGRES_PWD=$(cat /run/secrets/temporal-database-password)');
  });
});
