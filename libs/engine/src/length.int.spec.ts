import { accept, processOf as ofProduct, type Event, type Process } from '#domain';
import { sentBy, testEngine, type TestEngine } from '#testing';

type DiaryCommand = { type: 'Open' } | { type: 'Write'; pages: number };
interface Diary {
  status: string;
  pages: number;
}

/** A process of another world to which callers may add without an end. */
const diary: Process<Diary, Event, DiaryCommand> = {
  type: 'diary',
  workflow: true,
  policyVersion: () => 1,
  initial: { status: 'none', pages: 0 },
  evolve: (state, { type }) => (type === 'Opened' ? { status: 'open', pages: 0 } : { ...state, pages: state.pages + 1 }),
  needs: () => ({}),
  decide: (_, command) =>
    command.type === 'Open'
      ? accept({ type: 'Opened' })
      : accept(...Array.from({ length: command.pages }, () => ({ type: 'PageWritten' }))),
  due: () => [],
  owed: () => [],
  effectKinds: [],
  troubles: () => [],
  troubleKinds: [],
  allowed: () => [],
  origins: { Open: 'caller', Write: 'caller' },
  status: ({ status }) => status,
  outcome: () => undefined,
  passing: [],
  minor: [],
  columns: () => ({}),
  view: () => ({}),
};

const lengths = [10, 1_000, 20_000];
const idOf = (length: number) => `00000000-0000-4000-8000-0000000${String(length).padStart(5, '0')}`;

let test: TestEngine;
beforeAll(async () => {
  test = await testEngine({ processOf: (type) => (type === 'diary' ? diary : ofProduct(type)), projections: [] });
  for (const length of lengths) {
    await write(length, { type: 'Open' });
    for (let left = length - 1; left > 0; left -= 1_000) await write(length, { type: 'Write', pages: Math.min(left, 1_000) });
  }
});
afterAll(() => test.close());

const write = async (length: number, command: DiaryCommand) => {
  const asked = { process: 'diary' as 'account', id: idOf(length), command: command as never, caller: test.caller() };
  const { answer } = await test.engine.execute(asked, ({ state }) => (state as unknown as Diary).pages);
  return answer.ok ? answer.body : answer.problem.code;
};
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
