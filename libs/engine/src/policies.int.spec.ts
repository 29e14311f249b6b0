import { accept, day, PolicyUnknown, refuse, timeless, type Command, type Event, type Process } from '#domain';
import { testEngine, type TestEngine } from '#testing';
import { Engine, Unavailable, type EngineOptions } from '#engine';

interface Loan {
  status: string;
  books: number;
  openedAt?: number;
}
type LoanCommand = { type: 'Open' } | { type: 'Lend' } | { type: 'Remind' };
type LoanEvent = Event & { at: number };

/**
 * A loan of books, a process of this spec. Each version of its policy has its own number of books, and its own days
 * until the reminder.
 */
const policies = [
  { version: 1, books: 1, reminderDays: 10 },
  { version: 2, books: 2, reminderDays: 20 },
];
const loanUnder = (policy: (typeof policies)[number], known: typeof policies): Process<Loan, LoanEvent, LoanCommand> => ({
  ...timeless,
  type: 'loan',
  workflow: true,
  policyVersion: () => policy.version,
  under: (version) => {
    const own = known.find((each) => each.version === version);
    if (!own) throw new PolicyUnknown('loan', version);
    return loanUnder(own, known);
  },
  initial: { status: 'none', books: 0 },
  evolve: (state, { type, at }) => {
    if (type === 'Opened') return { status: 'open', books: 0, openedAt: at };
    return type === 'Reminded' ? { ...state, status: 'reminded' } : { ...state, books: state.books + 1 };
  },
  needs: () => ({}),
  decide: (state, { type }, _, now) => {
    if (type === 'Open') return accept({ type: 'Opened', at: now });
    if (type === 'Remind') return accept({ type: 'Reminded', at: now });
    return state.books < policy.books ? accept({ type: 'Lent', at: now }) : refuse('lent-enough');
  },
  due: ({ status, openedAt }) =>
    status === 'open' && openedAt !== undefined ? [{ command: { type: 'Remind' }, dueAt: openedAt + policy.reminderDays * day }] : [],
  effectKinds: ['printReceipt'],
  owed: ({ books }) => (books >= policy.books ? [{ kind: 'printReceipt', n: 1 }] : []),
  origins: { Open: 'caller', Lend: 'caller', Remind: 'clock' },
  status: ({ status }) => status,
  columns: () => ({}),
  view: () => ({ left: policy.books }),
});

const ids = {
  old: '00000000-0000-4000-8000-000000000001',
  new: '00000000-0000-4000-8000-000000000002',
  both: '00000000-0000-4000-8000-000000000003',
};
const stream = (which: keyof typeof ids) => `loan:${ids[which]}`;
/** The program of each release: it knows its own policy and the earlier ones. */
const world = (version: number) => {
  const known = policies.slice(0, version);
  return { processOf: () => loanUnder(known[version - 1]!, known) as Process, reactions: [], projections: [] };
};

let test: TestEngine;
let older: Engine;
let newer: Engine;
beforeAll(async () => {
  test = await testEngine(world(1));
  older = test.engine;
  newer = new Engine({ ...(older as unknown as { options: EngineOptions }).options, ...world(2) });
  await send(older, 'old', { type: 'Open' });
  await send(newer, 'new', { type: 'Open' });
});
afterAll(() => test.close());

const send = async (engine: Engine, which: keyof typeof ids, command: LoanCommand) => {
  const asked = { process: 'loan' as 'account', id: ids[which], command: command as Command as never, caller: test.caller() };
  const { answer } = await engine.execute(asked, ({ policyVersion }) => policyVersion);
  return answer.ok ? 'accepted' : answer.problem.code;
};
const owed = async (which: keyof typeof ids) => (await newer.readControl(stream(which)))!.owed.map(({ kind }) => kind);

describe('a stream that was opened under an older policy', () => {
  it('is decided by its own policy, and a younger one by the newer policy', async () => {
    const answers = async (which: keyof typeof ids) => [
      await send(newer, which, { type: 'Lend' }),
      await owed(which),
      await send(newer, which, { type: 'Lend' }),
    ];
    expect(await answers('old')).toEqual(['accepted', ['printReceipt'], 'lent-enough']);
    expect(await answers('new')).toEqual(['accepted', [], 'accepted']);
    expect(await owed('new')).toEqual(['printReceipt']);
  });

  it('waits for its own instants, also after a newer program has decided about it', async () => {
    const waits = async (which: keyof typeof ids) => {
      const { openedAt } = (await newer.read(stream(which)))!;
      return (await newer.readControl(stream(which)))!.deadlines.map(({ dueAt }) => Math.round((dueAt - openedAt) / day));
    };
    expect([await waits('old'), await waits('new')]).toEqual([[10], [20]]);
    const rows = await test.database.query<{ days: number }>(
      `SELECT round(extract(epoch FROM next_due_at - opened_at) / 86400)::int AS days FROM es.streams ORDER BY stream_id`,
    );
    expect(rows).toEqual([{ days: 10 }, { days: 20 }]);
    await test.advance(10 * day);
    await newer.fireDeadline(stream('old'), 'Remind');
    await newer.fireDeadline(stream('new'), 'Remind');
    expect([(await newer.readControl(stream('old')))!.status, (await newer.readControl(stream('new')))!.status]).toEqual([
      'reminded',
      'open',
    ]);
  });
});

describe('a stream that was opened under a newer policy', () => {
  it('is neither decided nor shown by an older program: 503, and nothing changes', async () => {
    const before = await newer.read(stream('new'));
    const { effectId } = (await newer.readControl(stream('new')))!.owed[0]!;
    await test.advance(20 * day);
    const tries = [
      send(older, 'new', { type: 'Lend' }),
      older.read(stream('new')),
      older.readControl(stream('new')),
      older.fireDeadline(stream('new'), 'Remind'),
      older.begin(effectId, 'printReceipt'),
    ];
    for (const result of await Promise.allSettled(tries)) expect((result as PromiseRejectedResult).reason).toBeInstanceOf(Unavailable);
    expect(await newer.read(stream('new'))).toMatchObject({ version: before!.version, state: before!.state });
    expect(await newer.begin(effectId, 'printReceipt')).toMatchObject({ begun: { attempts: 1 } });
  });

  it('goes on when a newer program runs', async () => {
    await newer.fireDeadline(stream('new'), 'Remind');
    expect((await newer.readControl(stream('new')))!.status).toBe('reminded');
  });
});

describe('an effect that only a newer program owes', () => {
  /** The first policy, of a release that also greets the reader of an open loan. */
  const greets = (loan: Process): Process => ({
    ...loan,
    under: (version) => greets(loan.under!(version)),
    effectKinds: [...loan.effectKinds, 'greet'],
    owed: (state) => [...loan.owed(state), ...(state.status === 'open' ? [{ kind: 'greet', n: 1 }] : [])],
  });
  const kinds = async () => (await older.readControl(stream('both')))!.owed.map(({ kind }) => kind);

  it('stays owed when an older one moves the stream, until a newer one ends it', async () => {
    const greeting = new Engine({
      ...(older as unknown as { options: EngineOptions }).options,
      processOf: () => greets(world(1).processOf()),
    });
    await send(greeting, 'both', { type: 'Open' });
    expect(await kinds()).toEqual(['greet']);
    await send(older, 'both', { type: 'Lend' });
    expect((await kinds()).toSorted()).toEqual(['greet', 'printReceipt']);
    await test.advance(10 * day);
    await greeting.fireDeadline(stream('both'), 'Remind');
    expect(await kinds()).toEqual(['printReceipt']);
  });
});
