import { randomBytes } from 'node:crypto';
import { createEffects } from '#activities';
import { openDatabase, type Database } from '#event-store';
import { logLine, type LogLine } from '#log';
import {
  eventually,
  frontDesk,
  install,
  readMetricsPage,
  simulatedWorld,
  type FrontDesk,
  type Installation,
  type SimulatedWorld,
} from '#testing';

let site: Installation;
let desk: FrontDesk;
let world: SimulatedWorld;
let database: Database;
/** The trace of the newest request to each route that changes something. */
const traces = new Map<string, string>();

/** Every call with a W3C trace of its own. */
const traced = (): Installation => ({
  ...site,
  call: (method, path, options = {}) => {
    const trace = randomBytes(16).toString('hex');
    if (method !== 'GET') traces.set(path, trace);
    return site.call(method, path, { ...options, headers: { ...options.headers, traceparent: `00-${trace}-00f067aa0ba902b7-01` } });
  },
});

beforeAll(async () => {
  site = await install();
  database = await openDatabase({ url: site.database.url, applicationName: 'test', poolSize: 1 });
  world = simulatedWorld(site.simulatorUrl);
  await site.start('simulator', 'api', 'worker');
  desk = await frontDesk(traced());
});
afterAll(async () => {
  await database?.close();
  await site?.close();
});

const written = () => site.logs().split('\n').filter(Boolean);
const lines = () => written().map((line) => JSON.parse(line) as LogLine);
/** What the programs say about a trace, as `service message kind`. */
const saidOn = (trace: string) =>
  lines()
    .filter((line) => line.trace === trace)
    .map(({ service, message, kind, route }) => [service, message, kind ?? route].join(' '));
const says = (trace: string, what: string) =>
  eventually(
    `the trace leads to: ${what}`,
    async () => saidOn(trace),
    (said) => said.includes(what),
  );
const tracesOf = async (streamId: string) => {
  const events = await database.query<{ type: string; trace: string }>(
    `SELECT type, meta->>'traceId' AS trace FROM es.events WHERE stream_id = $1 ORDER BY version`,
    [streamId],
  );
  return new Map(events.map(({ type, trace }) => [type, trace]));
};

describe('the logs of all programs', () => {
  it('lead by one trace from a request to the provider, and on to what its answer has caused', async () => {
    const who = await desk.ready('+8613700000001');
    const [registration, profile] = [`registration:${who.id}`, traces.get(`/v1/registrations/${who.id}/steps/profile`)!];
    await says(profile, 'worker effect performed checkIdentity');
    expect(saidOn(profile)).toEqual(
      expect.arrayContaining(['api request /v1/registrations/:id/steps/profile', 'simulator call identity-checks']),
    );
    expect((await tracesOf(registration)).get('IdentityChecked')).toBe(profile);

    const approvalId = await desk.submit(who);
    const submission = traces.get(`/v1/registrations/${who.id}/submission`)!;
    await says(submission, 'worker effect performed tellApprovers');
    for (const person of [desk.manager, desk.admin]) await desk.decide(approvalId, person);
    const decision = traces.get(`/v1/approvals/${approvalId}/decisions`)!;
    await desk.reaches(who, 'active');
    await says(decision, 'worker effect performed sayYouCanSignIn');
    expect(saidOn(decision)).toEqual(
      expect.arrayContaining([
        'worker effect performed createDirectoryEntry',
        'simulator call directory-entries',
        'simulator call messages',
      ]),
    );
    expect((await tracesOf(registration)).get('RegistrationActivated')).toBe(decision);
    const effect = lines().find(({ trace, kind }) => trace === decision && kind === 'createDirectoryEntry');
    expect(effect).toMatchObject({ process: registration, effect: expect.stringContaining(registration) as string, attempt: 1 });
  });

  it('lead on through a failed try, and through an answer that comes by a callback', async () => {
    const who = await desk.open('+8613700000002', await desk.invite());
    await desk.provePhone(who);
    await world.breaks('identity-checks', { mode: 'unavailable', times: 1 });
    await desk.profile(who);
    const profile = traces.get(`/v1/registrations/${who.id}/steps/profile`)!;
    await says(profile, 'worker effect failed, and is tried again checkIdentity');
    const [failed] = lines().filter(({ trace, message }) => trace === profile && message.includes('failed'));
    expect(failed).toMatchObject({ level: 'warn', reason: 'answered-5xx', attempt: 1 });
    await desk.reaches(who, 'draft');

    const later = await desk.open('+8613700000003', await desk.invite());
    await desk.provePhone(later);
    await world.breaks('identity-checks', { mode: 'pending' });
    await desk.profile(later);
    const asked = traces.get(`/v1/registrations/${later.id}/steps/profile`)!;
    await says(asked, 'worker effect taken for later checkIdentity');
    const [call] = await world.calls('identity-checks', `registration:${later.id}`);
    expect(await world.decides(call!.key, { outcome: 'confirmed' })).toEqual([200]);
    expect((await tracesOf(`registration:${later.id}`)).get('IdentityChecked')).toBe(asked);
    await says(asked, 'api request /v1/provider-callbacks/:provider');
  });

  it('tell of a refused request the code of its problem', async () => {
    expect((await site.call('GET', '/v1/accounts?pageSize=0')).status).toBe(422);
    // A line follows its answer.
    const refused = () => lines().filter(({ service, route, status }) => service === 'api' && route === '/v1/accounts' && status === 422);
    const [line] = await eventually(
      'the refusal is in the log',
      async () => refused(),
      (found) => found.length > 0,
    );
    expect(line).toMatchObject({ code: 'invalid-request' });
  });

  it('come with a page of metrics of the worker that stays small with every kind of effect, and tells nothing twice', async () => {
    const { bytes, doubles, series } = readMetricsPage(await (await fetch(`${site.workerUrl}/metrics`)).text());
    expect(doubles).toEqual([]);
    // What the kinds of activities seen so far take, for all that there are.
    const kindOfEach = series.map((each) => ({ bytes: each.length + 20, kind: /activity_type="(\w+)"/.exec(each)?.[1] }));
    const ofKinds = kindOfEach.filter(({ kind }) => kind !== undefined);
    const seen = new Set(ofKinds.map(({ kind }) => kind));
    const perKind = ofKinds.reduce((sum, each) => sum + each.bytes, 0) / seen.size;
    expect(seen.size).toBeGreaterThan(1);
    expect(bytes + perKind * Object.keys(createEffects({} as never)).length).toBeLessThan(200_000);
  });

  it('have one schema, from the start to the end, also where a program cannot start', async () => {
    Object.assign(site.environment, { OWNER_DATABASE_URL: site.database.ownerUrl });
    const migrated = await site.run('apps/api/src/migrate.js');
    await Promise.all((['simulator', 'api', 'worker'] as const).map((name) => site.stop(name)));
    Object.assign(site.environment, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    for (const name of ['api', 'worker'] as const) await expect(site.start(name)).rejects.toThrow('ended while starting');
    const all = [...written(), migrated];
    const misfits = all.filter((line) => !logLine.safeParse(parse(line)).success);
    expect(misfits).toEqual([]);
    expect(new Set(lines().map(({ service }) => service))).toEqual(new Set(['api', 'worker', 'simulator']));
    expect(lines().filter(({ level }) => level === 'error')).toHaveLength(2);
  });
});

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
