import { openDatabase, type Database, type Tx } from '#event-store';
import { Engine, type EngineOptions } from '#engine';
import { confirmation, eventually, life, testEngine, type TestEngine } from '#testing';

const person = (n: number) => `b9a1f0de-0000-4000-8000-0000000005${n + 10}`;
type Company = Awaited<ReturnType<ReturnType<typeof confirmation>['company']>>;

let test: TestEngine;
/** The same engine on a pool of four connections. */
let few: TestEngine;
let pool: Database;
let company: Company;
let role: string;
beforeAll(async () => {
  test = await testEngine();
  pool = await openDatabase({ url: test.urls.url, applicationName: 'few', poolSize: 4 });
  const { options } = test.engine as unknown as { options: EngineOptions };
  few = { ...test, database: pool, engine: new Engine({ ...options, database: pool }) };
});
beforeEach(async () => {
  company = await confirmation(test).company([person(0)]);
  role = company.roleStreams['it-admin']!;
});
afterAll(async () => {
  await pool?.close();
  await test?.close();
});

const waiting = () => test.database.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'few' AND wait_event_type = 'Lock'`);
const someWait = (count: number) => eventually(`${count} connections wait`, waiting, ({ length }) => length === count);

/** A reader that stands still, for longer than PostgreSQL would let it: it holds its share while `work` runs. */
const whileRead = (streamId: string, work: () => Promise<void>) =>
  test.database.transaction(async (tx: Tx) => {
    await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await tx.query('SELECT FROM es.streams WHERE stream_id = $1 FOR SHARE', [streamId]);
    await work();
  });

const grant = (n: number) => {
  const { companyId } = company;
  const command = { type: 'GrantRole', companyId, role: 'it-admin', principalId: person(n) } as const;
  return few.engine.execute<'role'>({ process: 'role', id: role, command, caller: test.caller() }, () => null);
};
const ask = (n: number) => confirmation(few).ask(company, { requestedBy: person(20 + n), managers: [person(1)] });
const ten = <T>(work: (n: number) => Promise<T>) => Array.from({ length: 10 }, (_, n) => work(n));

/** Ten behind a mover behind a reader: how many connections wait, while a command elsewhere is decided. */
async function convoy(streamId: string, mover: () => Promise<unknown>, reader: (n: number) => Promise<unknown>, phone: string) {
  let all: Promise<unknown>[] = [];
  await whileRead(streamId, async () => {
    all = [mover()];
    await someWait(1);
    all.push(...ten(reader));
    await someWait(2);
    expect((await life(few).takeIn(phone)).answer.ok).toBe(true);
    expect((await waiting()).length).toBeLessThanOrEqual(2);
  });
  return Promise.all(all);
}

describe('a reader that stands still, a mover behind it and ten readers behind that', () => {
  it('take two connections of the pool; the others are for other streams, and all are decided afterwards', async () => {
    const outcomes = (await convoy(`role:${role}`, () => grant(2), ask, '+8613900000001')) as { answer: { ok: boolean } }[];
    expect(outcomes.map(({ answer }) => answer.ok)).toEqual(Array(11).fill(true));
  });

  it('take two also where the readers ask for the version of a process alone', async () => {
    const about = (n: number) =>
      few.engine.executeWithoutStream(
        { ...test.caller(), ifMatch: n },
        () => Promise.resolve({ ok: true, body: null } as const),
        `role:${role}`,
      );
    await convoy(`role:${role}`, () => grant(2), about, '+8613900000002');
  });

  it('keep no reader of the company waiting, of which they read only the role', async () => {
    let behind: Promise<unknown>[] = [];
    await whileRead(`role:${role}`, async () => {
      behind = [grant(2)];
      await someWait(1);
      behind.push(...ten(ask));
      await someWait(2);
      const { companyId } = company;
      const id = test.engine.idFor(test.caller(), 'position');
      const command = { type: 'AddPosition', companyId, positionId: 'desk', template: 'desk', autoApprove: false } as const;
      expect(
        (await few.engine.execute<'position'>({ process: 'position', id, command, caller: test.caller() }, () => null)).answer.ok,
      ).toBe(true);
    });
    await Promise.all(behind);
  });
});

describe('effects of one stream', () => {
  it('that begin while another transaction moves it take two connections', async () => {
    const steps = life(test);
    const { accountId } = await steps.takeIn('+8613900000003');
    const streamId = `deregistration:${(await steps.deregister(accountId)).deregistrationId}`;
    const [effect] = (await test.engine.readControl(streamId))!.owed;
    let begun: Promise<unknown>[] = [];
    await test.database.transaction(async (tx) => {
      await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      await tx.query('SELECT FROM es.streams WHERE stream_id = $1 FOR UPDATE', [streamId]);
      begun = ten(() => few.engine.begin(effect!.effectId, effect!.kind));
      await someWait(2);
      expect((await life(few).takeIn('+8613900000004')).answer.ok).toBe(true);
    });
    expect((await Promise.all(begun)).filter((begin) => (begin as object)['begun' as never])).toHaveLength(1);
  });
});
