import { lockStreams } from '#event-store';
import { confirmation, entrance, sentBy, testEngine, type Entrance, type TestEngine } from '#testing';

const people = 40;
const [manager, admin] = [1, 2].map((n) => `b9a1f0de-0000-4000-8000-00000000000${n}`) as [string, string];
type Company = Awaited<ReturnType<Entrance['company']>>;

let test: TestEngine;
let steps: Entrance;
beforeAll(async () => {
  test = await testEngine({ poolSize: people + 1 });
  steps = entrance(test);
});
afterAll(() => test.close());

const all = <T>(work: (n: number) => Promise<T>) => Promise.all(Array.from({ length: people }, (_, n) => work(n)));
/** Opens ten at a time: under load, PostgreSQL starts forty sessions at once no sooner than the limit of a connection. */
const openPool = async () => {
  for (const open of [10, 20, 30, people + 1]) await Promise.all(Array.from({ length: open }, () => test.database.query('SELECT 1')));
};
const transactionsOf = async (work: () => Promise<unknown>) =>
  (await sentBy(work)).statements.filter((statement) => statement === 'START TRANSACTION').length;

/** As many transactions as people decide one command of each at once; every further one had to start again. */
describe(`${people} people at once`, () => {
  const opening = async (companyOf: (n: number) => Company, prefix: string) => {
    await openPool();
    const invites = await all(async (n) => ({ company: companyOf(n), inviteId: await steps.invite(companyOf(n), [manager]) }));
    return transactionsOf(async () => {
      const opened = await all((n) => steps.open(`${prefix}${n}`, invites[n]));
      expect(opened.map(({ answer }) => answer.ok)).not.toContain(false);
    });
  };

  it('open their registrations in one company in as few transactions as in one company each', async () => {
    const company = await steps.company([admin]);
    const companies: Company[] = [];
    for (let n = 0; n < people; n++) companies.push(await steps.company([admin]));
    expect(await opening((n) => companies[n]!, '+861390000')).toBe(people);
    expect(await opening(() => company, '+861391000')).toBe(people);
  });

  it('ask the holders of one role without a gap, and others are granted it all the same', async () => {
    const two = confirmation(test);
    const company = await two.company([admin]);
    const { companyId, roleStreams } = company;
    await openPool();
    let over = false;
    const keepAsking = async (n: number) => {
      const requestedBy = `b9a1f0de-0000-4000-8000-0000000002${n + 10}`;
      do expect((await two.ask(company, { requestedBy, managers: [manager] })).answer.ok).toBe(true);
      while (!over);
    };
    const asking = all(keepAsking);
    for (const principalId of [3, 4, 5].map((n) => `b9a1f0de-0000-4000-8000-00000000000${n}`)) {
      const command = { type: 'GrantRole', companyId, role: 'it-admin', principalId } as const;
      const asked = { process: 'role', id: roleStreams['it-admin']!, command, caller: test.caller() } as const;
      expect((await test.engine.execute<'role'>(asked, () => null)).answer.ok).toBe(true);
    }
    over = true;
    await asking;
  });

  it('ask the holders of one role while another transaction reads it', async () => {
    const two = confirmation(test);
    const company = await two.company([admin]);
    const ask = (n: number) => two.ask(company, { requestedBy: `b9a1f0de-0000-4000-8000-0000000001${n + 10}`, managers: [manager] });
    await openPool();
    await test.database.transaction(async (tx) => {
      await lockStreams(tx, new Map([[`role:${company.roleStreams['it-admin']}`, 'read']]));
      expect((await all(ask)).map(({ answer }) => answer.ok)).not.toContain(false);
    });
  });
});
