import { accept, processOf as ofProduct, type Event, type Process } from '#domain';
import { lockStreams, openDatabase, type Database } from '#event-store';
import { Engine, type EngineOptions } from '#engine';
import { eventually, sentBy, testEngine, type TestEngine } from '#testing';

type DiaryCommand = { type: 'Open' | 'Close' | 'Remind' } | { type: 'Write'; pages: number };
interface Diary {
  status: string;
  pages: number;
  reminded?: true;
}

/** A process of another world to which callers may add without an end. */
const diary: Process<Diary, Event, DiaryCommand> = {
  type: 'diary',
  workflow: true,
  policyVersion: () => 1,
  initial: { status: 'none', pages: 0 },
  evolve: (state, { type }) => {
    if (type === 'Opened') return { status: 'open', pages: 0 };
    if (type === 'Closed') return { ...state, status: 'closed' };
    return type === 'Reminded' ? { ...state, reminded: true } : { ...state, pages: state.pages + 1 };
  },
  needs: () => ({}),
  decide: (_, command) =>
    command.type === 'Write'
      ? accept(...Array.from({ length: command.pages }, () => ({ type: 'PageWritten' })))
      : accept({ type: { Open: 'Opened', Close: 'Closed', Remind: 'Reminded' }[command.type] }),
  due: ({ status, reminded }) => (status === 'open' && !reminded ? [{ command: { type: 'Remind' }, dueAt: 0 }] : []),
  owed: () => [],
  effectKinds: [],
  troubles: () => [],
  troubleKinds: [],
  allowed: () => [],
  origins: { Open: 'caller', Write: 'caller', Close: 'caller', Remind: 'clock' },
  status: ({ status }) => status,
  outcome: ({ status }) => (status === 'closed' ? status : undefined),
  passing: [],
  minor: [],
  columns: () => ({}),
  view: () => ({}),
};

const lengths = [10, 1_000, 20_000];
const idOf = (length: number) => `00000000-0000-4000-8000-0000000${String(length).padStart(5, '0')}`;

let test: TestEngine;
let few: Database;
beforeAll(async () => {
  const ofAnotherWorld = { processOf: (type: string) => (type === 'diary' ? (diary as Process) : ofProduct(type)), projections: [] };
  test = await testEngine({ ...ofAnotherWorld, eventsPerStream: Infinity });
  few = await openDatabase({ url: test.urls.url, applicationName: 'few', poolSize: 4 });
  for (const length of lengths) {
    await write(length, { type: 'Open' });
    for (let left = length - 1; left > 0; left -= 1_000) await write(length, { type: 'Write', pages: Math.min(left, 1_000) });
  }
});
afterAll(async () => {
  await few?.close();
  await test?.close();
});

const write = async (length: number, command: DiaryCommand, engine = test.engine) => {
  const asked = { process: 'diary' as 'account', id: idOf(length), command: command as never, caller: test.caller() };
  const { answer } = await engine.execute(asked, ({ state }) => (state as unknown as Diary).pages);
  return answer.ok ? answer.body : answer.problem.code;
};
const waiting = () => test.database.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'few' AND wait_event_type = 'Lock'`);
const onePage = (length: number) => write(length, { type: 'Write', pages: 1 });

describe('the cost of a command', () => {
  it('is the same for a stream of 10, 1000 and 20000 events: so many bytes are read, in so many round trips', async () => {
    const costs = [];
    for (const length of lengths) {
      const { answers, roundTrips, statements } = await sentBy(() => onePage(length));
      costs.push({ length, bytes: answers, roundTrips, statements: statements.length });
    }
    const [short, ...longer] = costs as [(typeof costs)[number], ...typeof costs];
    for (const { bytes, ...sent } of longer) {
      expect(sent).toEqual({ ...short, length: sent.length, bytes: undefined });
      expect(bytes).toBeLessThanOrEqual(short.bytes * 1.1);
    }
  });

  it('counts on from the stored state: each page once', async () => {
    expect(await onePage(20_000)).toBe(20_001);
    expect((await test.engine.read(`diary:${idOf(20_000)}`))!.state).toEqual({ status: 'open', pages: 20_001 });
  });

  it('does not ask the state of another domain: its events are folded anew, and then the state is ours', async () => {
    await test.database.query(`UPDATE es.streams SET state = '{"status":"of another shape"}', shape = 'another' WHERE type = 'diary'`);
    expect(await onePage(1_000)).toBe(1_001);
    const rows = await test.database.query('SELECT state, state_version = version AS whole FROM es.streams WHERE stream_id = $1', [
      `diary:${idOf(1_000)}`,
    ]);
    expect(rows).toEqual([{ state: { status: 'open', pages: 1_001 }, whole: true }]);
  });

  it('folds only what an older program has written behind the stored state', async () => {
    const streamId = `diary:${idOf(10)}`;
    await onePage(10);
    await test.database.query(
      `UPDATE es.streams SET state = '{"status":"open","pages":100}', state_version = version - 1 WHERE stream_id = $1`,
      [streamId],
    );
    expect((await test.engine.read(streamId))!.state).toEqual({ status: 'open', pages: 101 });
  });
});

describe('a crowd on one stream', () => {
  it('takes the connections from nobody: a command on another stream is decided meanwhile', async () => {
    const engine = new Engine({ ...(test.engine as unknown as { options: EngineOptions }).options, database: few });
    let crowd: Promise<unknown>[] = [];
    await test.database.transaction(async (tx) => {
      await lockStreams(tx, new Map([[`diary:${idOf(1_000)}`, 'move']]));
      crowd = Array.from({ length: 20 }, () => write(1_000, { type: 'Write', pages: 1 }, engine));
      await eventually('the crowd waits', waiting, (found) => found.length === 2);
      expect(await write(10, { type: 'Write', pages: 1 }, engine)).toEqual(expect.any(Number));
    });
    const pages = (await Promise.all(crowd)) as number[];
    expect(new Set(pages).size).toBe(20);
  });
});

describe('a stream with as many events as it takes', () => {
  const ofLimit = (eventsPerStream: number) =>
    new Engine({ ...(test.engine as unknown as { options: EngineOptions }).options, eventsPerStream });

  it('refuses callers, and has room for the clock and for the command that ends it', async () => {
    const { version } = (await test.engine.read(`diary:${idOf(10)}`))!;
    const full = ofLimit(version);
    expect(await write(10, { type: 'Write', pages: 1 }, full)).toBe('stream-full');
    expect(await write(10, { type: 'Write', pages: 1 }, ofLimit(version + 1))).toEqual(expect.any(Number));
    await full.fireDeadline(`diary:${idOf(10)}`, 'Remind');
    expect((await test.engine.read(`diary:${idOf(10)}`))!.version).toBe(version + 2);
    expect(await write(10, { type: 'Close' }, full)).toEqual(expect.any(Number));
    expect((await test.engine.read(`diary:${idOf(10)}`))!.state.status).toBe('closed');
  });
});
