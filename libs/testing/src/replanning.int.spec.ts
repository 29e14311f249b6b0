import { randomUUID } from 'node:crypto';
import { platformCalendar, policyStreamOf, type CommandOf, type ProcessType } from '#domain';
import { replanningFromStart, replanProvisional, type ReplanningPlace } from '../../../apps/worker/src/provisional';
import { testEngine, type TestEngine } from './engine';

let test: TestEngine;
beforeAll(async () => (test = await testEngine()));
afterAll(() => test?.close());

const running = new AbortController().signal;
let place: ReplanningPlace = replanningFromStart();
/** Rounds of the worker until nothing is left to do. */
async function settle(): Promise<{ looked: number; replanned: number }> {
  const done = { looked: 0, replanned: 0 };
  for (let more = true; more;) {
    const round = await replanProvisional(test, place, running);
    done.looked += round.looked;
    done.replanned += round.replanned;
    ({ more } = round);
  }
  return done;
}
beforeEach(async () => {
  place = replanningFromStart();
  await settle();
});

async function send<P extends ProcessType>(process: P, id: string, command: CommandOf<P>) {
  const { answer } = await test.engine.execute<P>({ process, id, command, caller: test.caller() }, ({ state }) => state);
  return answer.ok ? 'accepted' : answer.problem.code;
}
const week = { zone: 'UTC', restDays: [0, 6], makeUpDays: [] } as const;
const first = { ...week, holidays: ['2027-10-01'], knownUntil: '2027-12-31' };
const second = { ...week, holidays: ['2028-01-03', '2028-01-04'], knownUntil: '2028-12-31' };

async function newCompany(content = first): Promise<{ companyId: string; storedId: string }> {
  const [companyId, storedId] = [randomUUID(), randomUUID()];
  await send('company', companyId, { type: 'TakeInCompany', companyId, companyKind: 'enterprise' });
  await send('calendar', storedId, { type: 'AddCalendar', companyId, calendarId: 'office', ...content });
  await send('company', companyId, { type: 'ChooseCalendar', calendar: { storedId } });
  return { companyId, storedId };
}
/** Reminded after two working days, and an operator is called after four. */
const content = {
  autoRules: [],
  stages: [
    {
      ...{ slots: [{ selector: { kind: 'manager' }, need: 'any' }], rule: 'all', distinct: true, selfApproval: 'forbid' },
      ...{ ifNone: 'reject', onReject: 'reject' },
      chain: [
        { afterWorkingDays: 2, act: 'remind' },
        { afterWorkingDays: 4, act: 'call-operator' },
      ],
    },
  ],
} as const;
async function open(companyId: string): Promise<string> {
  const [id, policyId] = [randomUUID(), policyStreamOf(companyId, 'document-export')];
  const stored = {
    type: 'StorePolicy',
    policyId,
    companyId,
    matterType: 'document-export',
    content,
    roleStreams: {},
    unknownUsers: [],
  } as const;
  await send('approval-policy', policyId, stored as CommandOf<'approval-policy'>);
  await send('approval', id, {
    ...{ type: 'OpenApproval', matter: { type: 'document-export', id: randomUUID() }, companyId, subjectId: randomUUID() },
    ...{ requestedBy: randomUUID(), managers: [randomUUID()], roleStreams: {} },
  });
  return id;
}
interface Opened {
  plan: readonly { at: number }[];
  workingDays: { version: string; provisional: boolean };
  status: string;
}
const stateOf = async (id: string) => (await test.engine.read(`approval:${id}`))!.state as unknown as Opened;
const shown = async (id: string) => {
  const { plan, workingDays } = await stateOf(id);
  return [...plan.map(({ at }) => new Date(at).toISOString().slice(0, 10)), workingDays.version, workingDays.provisional];
};
const edit = (storedId: string, content: typeof first) => send('calendar', storedId, { type: 'AddCalendarVersion', ...content });

/** A Wednesday. */
const wednesday = Date.parse('2027-12-29T09:00:00Z');
beforeEach(() => test.setClock(wednesday));

describe('a calendar that gets further days (R16)', () => {
  it('moves nothing by itself; the worker counts again what was provisional, once, in each approval of it', async () => {
    const { companyId, storedId } = await newCompany();
    const [one, two] = [await open(companyId), await open(companyId)];
    const before = ['2027-12-31', '2028-01-04', '1', true];
    expect(await shown(one)).toEqual(before);
    await edit(storedId, second);
    expect(await shown(one)).toEqual(before);
    expect(await settle()).toEqual({ looked: 2, replanned: 2 });
    for (const id of [one, two]) expect(await shown(id)).toEqual(['2027-12-31', '2028-01-06', '2', false]);
    expect(await settle()).toEqual({ looked: 0, replanned: 0 });
  });

  it('wakes the workflow of each that waits for another instant now, and the record says that Tenure did it', async () => {
    const { companyId, storedId } = await newCompany();
    const id = await open(companyId);
    expect(await send('approval', id, { type: 'ReplanDeadlines' })).toBe('calendar-unchanged');
    await edit(storedId, second);
    await test.setClock(Date.parse('2027-12-31T10:00:00Z'));
    await test.engine.fireDeadline(`approval:${id}`, 'RemindApprovers');
    test.wakes.length = 0;
    await settle();
    expect(test.wakes.map(({ streamId }) => streamId)).toEqual([`approval:${id}`]);
    const [event] = await test.database.query(
      `SELECT meta ->> 'origin' AS origin, data #>> '{plan,1,counted,version}' AS version FROM es.events
       WHERE stream_id = $1 AND type = 'DeadlinesReplanned'`,
      [`approval:${id}`],
    );
    expect(event).toEqual({ origin: 'effect', version: '2' });
  });

  it('touches no approval of another company, nor one that is over, nor one that is certain', async () => {
    const [own, other] = [await newCompany(), await newCompany()];
    const [mine, theirs, over] = [await open(own.companyId), await open(other.companyId), await open(own.companyId)];
    await send('approval', over, {
      type: 'WithdrawApproval',
      actor: ((await stateOf(over)) as unknown as { requestedBy: string }).requestedBy,
    });
    await edit(own.storedId, second);
    const certain = await open(own.companyId);
    expect(await settle()).toEqual({ looked: 1, replanned: 1 });
    expect((await shown(mine)).at(-2)).toBe('2');
    expect([(await shown(theirs)).at(-2), (await shown(over)).at(-2), (await shown(certain)).at(-1)]).toEqual(['1', '1', false]);
  });

  it('moves no date that has passed, and none to before: people have a day', async () => {
    const { companyId, storedId } = await newCompany();
    const id = await open(companyId);
    const monday = Date.parse('2028-01-03T09:00:00Z');
    await test.setClock(monday);
    await edit(storedId, { ...second, restDays: [], holidays: [] } as never);
    await settle();
    const [reminder, call] = (await stateOf(id)).plan;
    // By the new version all days are worked, and it would have been due on Sunday.
    expect(new Date(reminder!.at).toISOString()).toMatch(/^2027-12-31T09:00/);
    expect(new Date(call!.at).toISOString()).toMatch(/^2028-01-04T09:00/);
  });

  it('is counted by two workers at once as by one', async () => {
    const { companyId, storedId } = await newCompany();
    const ids = await Promise.all(Array.from({ length: 5 }, () => open(companyId)));
    await edit(storedId, second);
    await Promise.all([1, 2].map(() => replanProvisional(test, replanningFromStart(), running)));
    const [events] = await test.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM es.events WHERE type = 'DeadlinesReplanned' AND stream_id = ANY ($1)`,
      [ids.map((id) => `approval:${id}`)],
    );
    expect(events).toEqual({ n: ids.length });
  });

  it('of two versions at once the last one is counted by, whichever the worker has seen', async () => {
    const { companyId, storedId } = await newCompany();
    const id = await open(companyId);
    await Promise.all([settle(), edit(storedId, { ...second, holidays: ['2028-01-03'], knownUntil: '2028-01-03' })]);
    await edit(storedId, second);
    await settle();
    expect(await shown(id)).toEqual(['2027-12-31', '2028-01-06', '3', false]);
  });
});

describe('what the mainland counts for the platform (R16)', () => {
  it('is counted again by the calendar of the platform, once operators have stored it', async () => {
    const companyId = randomUUID();
    await send('company', companyId, { type: 'TakeInCompany', companyId, companyKind: 'enterprise' });
    const id = await open(companyId);
    expect((await stateOf(id)).workingDays).toMatchObject({ calendarId: 'cn', provisional: true });
    await send('calendar', platformCalendar.storedId, { type: 'AddCalendar', calendarId: 'platform', ...second });
    expect(await settle()).toMatchObject({ replanned: 1 });
    expect((await stateOf(id)).workingDays).toMatchObject({ calendarId: 'platform', version: '1', storedId: platformCalendar.storedId });
    expect(await settle()).toMatchObject({ looked: 0 });
  });
});
