import { randomUUID } from 'node:crypto';
import { Engine } from '#engine';
import { openDatabase, type Database } from '#event-store';
import { entities, projections } from '#read-models';
import {
  entrance,
  eventually,
  install,
  simulatedWorld,
  type Entrance,
  type Entrant,
  type Installation,
  type SimulatedWorld,
  type TestEngine,
} from '#testing';
import { Challenges, Keys, Vault } from '#vault';

let site: Installation;
let database: Database;
let engine: Engine;
let steps: Entrance;
let world: SimulatedWorld;

beforeAll(async () => {
  site = await install();
  world = simulatedWorld(site.simulatorUrl);
  const keys = Keys.fromFile(site.environment.MASTER_KEY_FILE!);
  database = await openDatabase({ url: site.database.url, applicationName: 'spec', poolSize: 3, entities });
  const parts = { database, keys, vault: new Vault(keys), challenges: new Challenges(), projections, buildId: 'spec' };
  engine = new Engine({ ...parts, clock: 'offset' });
  const caller: TestEngine['caller'] = (key = randomUUID()) => ({
    client: 'spec',
    commandId: keys.commandId('spec', undefined, key),
    requestHash: keys.hmac('request', key),
    actor: { principalId: 'b9a1f0de-0000-4000-8000-000000000001', authn: 'api-key' },
    traceId: '0'.repeat(32),
  });
  steps = entrance({ engine, keys, database, caller } as TestEngine);
  await site.start('simulator', 'api', 'worker');
});
afterAll(async () => {
  await database?.close();
  await site?.close();
});
beforeEach(() => world.heals());

const [manager, admin] = ['b9a1f0de-0000-4000-8000-000000000101', 'b9a1f0de-0000-4000-8000-000000000102'];
const streamOf = ({ id }: Entrant) => `registration:${id}`;
const status = (entrant: Entrant, wanted: string) =>
  eventually(
    `the registration is ${wanted}`,
    async () => (await steps.stateOf(entrant)).status,
    (found) => found === wanted,
  );
const count = async (entrant: Entrant, type: string) =>
  (await database.query('SELECT 1 FROM es.events WHERE stream_id = $1 AND type = $2', [streamOf(entrant), type])).length;
const pendingKey = async (kind: string, entrant: Entrant) => {
  await world.isCalled(kind, streamOf(entrant));
  return (await world.calls(kind, streamOf(entrant)))[0]!.key;
};

/** Up to where the registry is asked. */
async function asked(phone: string): Promise<Entrant> {
  const company = await steps.company([admin], true);
  const { entrant } = await steps.open(phone, { company, inviteId: await steps.invite(company, [manager]) });
  await steps.provePhone(entrant);
  await steps.profile(entrant, JSON.stringify({ kind: 'residence-permit', number: phone }));
  return entrant;
}

describe('a registration whose providers take their time', () => {
  it('goes on as soon as they call back, and everything happens once however often they do', async () => {
    await world.breaks('identity-checks', { mode: 'pending' });
    await world.breaks('directory-entries', { mode: 'pending' });
    const phone = '+8613600000101';
    const entrant = await asked(phone);
    const check = await pendingKey('identity-checks', entrant);
    expect(await world.decides(check, { outcome: 'confirmed', times: 3 })).toEqual([200, 200, 200]);
    await status(entrant, 'draft');
    await steps.submit(entrant);
    const entry = await pendingKey('directory-entries', entrant);
    expect(await world.texts(phone)).toEqual([]);
    expect(await world.decides(entry, { outcome: 'made', times: 2 })).toEqual([200, 200]);
    await status(entrant, 'active');
    await eventually('nothing is owed any more', async () => (await engine.look(streamOf(entrant)))!.finished);
    expect(await world.texts(phone)).toEqual([expect.stringContaining('You can sign in now') as string]);
    expect(await world.entries(entrant.accountId)).toMatchObject([{ positionId: 'trusted', removed: false }]);
    for (const type of ['IdentityChecked', 'DirectoryEntryMade', 'RegistrationActivated']) expect(await count(entrant, type)).toBe(1);
    expect((await engine.read(`account:${entrant.accountId}`))!.state.status).toBe('living');
  });

  it('hears of it all the same where the callback was lost: the same key is asked again', async () => {
    await world.breaks('identity-checks', { mode: 'pending' });
    const entrant = await asked('+8613600000102');
    const check = await pendingKey('identity-checks', entrant);
    await site.stop('api');
    expect(await world.decides(check, { outcome: 'unconfirmed' })).toBeUndefined();
    await status(entrant, 'draft');
    expect(await steps.stateOf(entrant)).toMatchObject({ failures: 1 });
    await site.start('api');
    expect(await world.decides(check, { outcome: 'confirmed' })).toEqual([200]);
    expect(await steps.stateOf(entrant)).toMatchObject({ failures: 1 });
    expect(await count(entrant, 'IdentityChecked')).toBe(1);
  });

  it('that has been withdrawn meanwhile leaves nobody in the directory', async () => {
    await world.breaks('directory-entries', { mode: 'pending' });
    const entrant = await asked('+8613600000103');
    await status(entrant, 'draft');
    await steps.submit(entrant);
    const entry = await pendingKey('directory-entries', entrant);
    await steps.withdraw(entrant);
    expect(await world.decides(entry, { outcome: 'made' })).toEqual([200]);
    await eventually('the entry is taken back', () => count(entrant, 'DirectoryEntryRemoved'));
    expect(await world.entries(entrant.accountId)).toMatchObject([{ removed: true }]);
    expect((await steps.stateOf(entrant)).status).toBe('withdrawn');
    expect((await engine.read(`account:${entrant.accountId}`))!.state.status).toBe('undone');
  });
});
