import { randomUUID } from 'node:crypto';
import {
  accept,
  refuse,
  type ClaimChange,
  type Command,
  type Decision,
  type Event,
  type Process,
  type Reaction,
  type TallyChange,
} from '#domain';
import { lockClaims, lockStreams, lockTallies, type Database, type Transaction } from '#event-store';
import { eventually, sentBy, testEngine, type TestEngine } from '#testing';
import { Engine } from '#engine';

/**
 * Two processes of this spec: a pointer points at a target, and touching the pointer moves the target that it points at
 * by then.
 */
type PointerCommand =
  | { type: 'Point'; at: string }
  | { type: 'Touch' }
  /** Like touching, in a process that declares only a read of what it moves. */
  | { type: 'Brush' }
  /** Touches the target of another pointer: the state of that pointer names what is needed. */
  | { type: 'Follow'; pointer: string }
  | { type: 'Spin' }
  | { type: 'Claim'; changes: readonly ClaimChange[]; tallies?: readonly TallyChange[] };
type PointerEvent = { type: 'Pointed' | 'Followed'; at: string } | { type: 'Touched' } | { type: 'Spun' } | { type: 'Claimed' };
interface Pointer {
  status: string;
  at?: string;
}
interface Target {
  status: string;
  touches: number;
}

const ids = {
  first: '00000000-0000-4000-8000-000000000001',
  second: '00000000-0000-4000-8000-000000000002',
  pointer: '00000000-0000-4000-8000-00000000000f',
};

const nothing = {
  workflow: true,
  policyVersion: () => 1,
  due: () => [],
  owed: () => [],
  effectKinds: [],
  troubles: () => [],
  troubleKinds: [],
  allowed: () => [],
  view: () => ({}),
  outcome: () => undefined,
  passing: [],
  minor: [],
  columns: () => ({}),
};
const seen: unknown[] = [];

const pointer: Process<Pointer, PointerEvent, PointerCommand, { target?: Target; other?: Pointer }> = {
  ...nothing,
  type: 'pointer',
  initial: { status: 'none' },
  status: ({ status }) => status,
  evolve: (state, event) => (event.type === 'Pointed' ? { status: 'pointing', at: event.at } : state),
  needs: (command, state, { other }) => ({
    ...(command.type === 'Follow' && { other: { need: 'stream', process: 'pointer', id: command.pointer, mode: 'read', peek: true } }),
    ...(other?.at !== undefined && { target: { need: 'stream', process: 'target', id: other.at } }),
    ...(command.type === 'Touch' && state.at !== undefined && { target: { need: 'stream', process: 'target', id: state.at } }),
    ...(command.type === 'Brush' &&
      state.at !== undefined && { target: { need: 'stream', process: 'target', id: state.at, mode: 'read' } }),
  }),
  decide: (_, command, facts): Decision<PointerEvent> => {
    if (command.type === 'Point') return accept({ type: 'Pointed', at: command.at });
    if (command.type === 'Spin') return accept({ type: 'Spun' });
    if (command.type === 'Follow') return accept({ type: 'Followed', at: facts.other?.at ?? '' });
    if (command.type === 'Claim') return { events: [{ type: 'Claimed' }], claims: command.changes, tallies: command.tallies ?? [] };
    seen.push(facts.target);
    return accept({ type: 'Touched' });
  },
  origins: { Point: 'caller', Touch: 'caller', Brush: 'caller', Follow: 'caller', Spin: 'caller', Claim: 'caller' },
};

const target: Process<Target, Event, Command, unknown> = {
  ...nothing,
  type: 'target',
  initial: { status: 'none', touches: 0 },
  status: ({ status }) => status,
  evolve: ({ touches }) => ({ status: 'touched', touches: touches + 1 }),
  needs: () => ({}),
  decide: ({ touches }) => (touches >= 2 ? refuse('touched-enough') : accept({ type: 'TargetTouched' })),
  origins: { BeTouched: 'reaction' },
};

const reactions: readonly Reaction[] = [
  {
    name: 'when-touched-touch-target',
    when: { process: 'pointer', event: 'Touched' },
    then: (_, state) => ({ process: 'target', id: (state as Pointer).at!, command: { type: 'BeTouched' } }),
  },
  {
    name: 'when-followed-touch-target',
    when: { process: 'pointer', event: 'Followed' },
    then: (event) => ({ process: 'target', id: (event as unknown as { at: string }).at, command: { type: 'BeTouched' } }),
  },
  {
    name: 'when-spun-spin',
    when: { process: 'pointer', event: 'Spun' },
    then: (_, __, id) => ({ process: 'pointer', id, command: { type: 'Spin' } }),
  },
];

const table: Record<string, Process> = { pointer: pointer, target: target };
const world = { processOf: (type: string) => table[type]!, reactions, projections: [] };

let test: TestEngine;
beforeAll(async () => {
  test = await testEngine(world);
});
afterAll(() => test.close());

const send = (engine: Engine, command: PointerCommand, id = ids.pointer) =>
  engine.execute({ process: 'pointer' as 'account', id, command: command as never, caller: test.caller() }, ({ revision }) => revision);

/**
 * Runs something once, just before the first lock: the moment between peek and lock. Statements sent after the lock
 * stay after it.
 */
const interferingOnce = (database: Database, interfere: () => Promise<unknown>) => {
  let held: Promise<unknown> | undefined;
  let transactions = 0;
  const watched = (tx: Transaction): Transaction => ({
    withCommit: tx.withCommit.bind(tx),
    query: async <T>(sql: string | { name: string; text: string }, parameters?: readonly unknown[]) => {
      if ((typeof sql === 'string' ? sql : sql.text).includes('FOR NO KEY UPDATE')) held ??= interfere();
      await held;
      return tx.query<T>(sql, parameters);
    },
  });
  const interfering = {
    query: database.query.bind(database),
    transaction: (work: (tx: Transaction) => Promise<unknown>) => {
      transactions += 1;
      return database.transaction((tx) => work(watched(tx)));
    },
  } as unknown as Database;
  return { database: interfering, transactions: () => transactions };
};

const on = (database: Database) =>
  new Engine({ ...(test.engine as unknown as { options: ConstructorParameters<typeof Engine>[0] }).options, database });

describe('locks', () => {
  it('follow the target when it changes between peek and lock: the command touches the target named under lock', async () => {
    await send(test.engine, { type: 'Point', at: ids.first });
    const { database, transactions } = interferingOnce(test.database, () => send(test.engine, { type: 'Point', at: ids.second }));
    expect((await send(on(database), { type: 'Touch' })).answer.ok).toBe(true);
    // Read under the lock, and widened without starting again.
    expect(transactions()).toBe(1);
    expect(await test.engine.read(`target:${ids.first}`)).toBeUndefined();
    expect((await test.engine.read(`target:${ids.second}`))!.state).toEqual({ status: 'touched', touches: 1 });
  });

  it('come before decide: a fact of another stream arrives as it stands under lock', async () => {
    await send(test.engine, { type: 'Touch' });
    expect(seen[seen.length - 1]).toEqual({ status: 'touched', touches: 1 });
  });
});

describe('a stream that was locked to be read and must be moved', () => {
  const third = '00000000-0000-4000-8000-000000000003';
  const brushed = async () => (await test.engine.read(`target:${third}`))?.version;

  beforeAll(async () => {
    await send(test.engine, { type: 'Point', at: third });
    await send(test.engine, { type: 'Touch' });
  });

  it('is locked to be moved before the append: at once, if no other transaction reads it', async () => {
    const { database, transactions } = interferingOnce(test.database, () => Promise.resolve());
    expect((await send(on(database), { type: 'Brush' })).answer.ok).toBe(true);
    expect([await brushed(), transactions()]).toEqual([2, 1]);
  });

  it('makes the transaction start again and wait, if another transaction reads it', async () => {
    const { database, transactions } = interferingOnce(test.database, () => Promise.resolve());
    let refused: Promise<unknown> | undefined;
    await test.database.transaction(async (tx) => {
      await lockStreams(tx, new Map([[`target:${third}`, 'read']]));
      refused = send(on(database), { type: 'Brush' });
      await eventually('it starts again', transactions, (n) => n === 2);
    });
    expect(await refused).toMatchObject({ answer: { ok: false, problem: { code: 'touched-enough' } } });
    expect(transactions()).toBe(2);
  });
});

describe('a stream whose state names further needs', () => {
  const [other, fourth, fifth] = [4, 5, 6].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [string, string, string];
  const follow = { type: 'Follow', pointer: other } as const;
  const touches = async (id: string) => (await test.engine.read(`target:${id}`))?.state;

  it('is read before anything is locked, so that everything is locked at once', async () => {
    await send(test.engine, { type: 'Point', at: fourth }, other);
    const { statements } = await sentBy(async () => expect((await send(test.engine, follow)).answer.ok).toBe(true));
    expect(statements.filter((statement) => statement.includes('FOR SHARE'))).toHaveLength(1);
    expect(await touches(fourth)).toMatchObject({ touches: 1 });
  });

  it('counts as it is under lock: what it named before is locked, and not moved', async () => {
    const { database } = interferingOnce(test.database, () => send(test.engine, { type: 'Point', at: fifth }, other));
    expect((await send(on(database), follow)).answer.ok).toBe(true);
    expect([await touches(fourth), await touches(fifth)]).toMatchObject([{ touches: 1 }, { touches: 1 }]);
  });
});

describe('a stream that is made between the lock and the read', () => {
  const [other, sixth] = [7, 8].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [string, string];
  const waiting = () =>
    test.database.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);

  it('is locked before anything is decided on it', async () => {
    for (const id of [ids.pointer, other]) await send(test.engine, { type: 'Point', at: sixth }, id);
    const { database, transactions } = interferingOnce(test.database, () => Promise.resolve());
    let touched: Promise<unknown> | undefined;
    await test.database.transaction(async (tx) => {
      await lockStreams(tx, new Map([[`pointer:${ids.pointer}`, 'move']]));
      touched = send(on(database), { type: 'Touch' });
      await eventually('it waits for the first of its locks', waiting, (found) => found.length === 1);
      expect((await send(test.engine, { type: 'Touch' }, other)).answer.ok).toBe(true);
    });
    expect(await touched).toMatchObject({ answer: { ok: true } });
    expect(transactions()).toBe(2);
    expect((await test.engine.read(`target:${sixth}`))!.version).toBe(2);
    await send(test.engine, { type: 'Point', at: ids.second });
  });
});

describe('a reaction', () => {
  it('that is refused refuses the whole command with its code, and nothing of it stays', async () => {
    const before = await test.engine.read(`pointer:${ids.pointer}`);
    const { answer } = await send(test.engine, { type: 'Touch' });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'touched-enough' } });
    expect(await test.engine.read(`pointer:${ids.pointer}`)).toMatchObject({ version: before!.version, state: before!.state });
  });

  it('whose command belongs to another origin is a bug, and nothing is recorded', async () => {
    await expect(send(test.engine, { type: 'Spin' })).rejects.toThrow('Spin is not a command of origin reaction');
  });
});

describe('a claim', () => {
  const [holder, other] = [ids.first, ids.second];
  const taking = { kind: 'phone', key: 'k', holder } as const;
  const reserve = (identifierId: string, replaces?: string): ClaimChange => ({
    change: 'reserve',
    ...taking,
    identifierId,
    ...(replaces !== undefined && { replaces }),
  });
  const claim = async (...changes: ClaimChange[]) => {
    expect((await send(test.engine, { type: 'Claim', changes })).answer.ok).toBe(true);
    return test.database.query('SELECT identifier_id AS id, holder, state FROM es.claims');
  };

  it('that one command takes and releases never existed, nor does the one that it replaced', async () => {
    expect(await claim(reserve(ids.first), { change: 'free', identifierId: ids.first })).toEqual([]);
    expect(await claim(reserve(ids.first))).toHaveLength(1);
    expect(await claim(reserve(ids.second, ids.first), { change: 'free', identifierId: ids.second })).toEqual([]);
  });

  it('that one command takes or finds, hands over and releases is gone', async () => {
    const handOver = { change: 'hand-over', identifierId: ids.first, from: holder, to: other } as const;
    const free = { change: 'free', identifierId: ids.first } as const;
    expect(await claim(reserve(ids.first), handOver, free)).toEqual([]);
    await claim(reserve(ids.first));
    expect(await claim(handOver, free)).toEqual([]);
    expect(await claim(reserve(ids.first), handOver)).toEqual([{ id: ids.first, holder: other, state: 'held' }]);
  });
});

describe('claims that change by their ids, and were not named', () => {
  const claimOf = (kind: 'phone' | 'identity', identifierId: string) => ({ kind, key: 'order', identifierId, holder: ids.first });

  it('are locked in the order of all claims: no deadlock with a command that names them', async () => {
    const [phone, identity] = [claimOf('phone', ids.pointer), claimOf('identity', '00000000-0000-4000-8000-000000000009')];
    await send(test.engine, { type: 'Claim', changes: [phone, identity].map((claim) => ({ change: 'reserve', ...claim })) });
    const freeing = [phone, identity].map(({ identifierId }) => ({ change: 'free', identifierId }) as const);
    const { database, transactions } = interferingOnce(test.database, () => Promise.resolve());
    let freed: Promise<unknown> | undefined;
    const { failures } = await sentBy(async () => {
      await test.database.transaction(async (tx) => {
        await lockClaims(tx, [identity]);
        freed = send(on(database), { type: 'Claim', changes: freeing });
        await eventually('it begins anew', transactions, (n) => n === 2);
        await lockClaims(tx, [phone]);
      });
      await freed;
    });
    expect(await freed).toMatchObject({ answer: { ok: true } });
    // The first try meets the lock once, and what was sent behind it fails with it; the second one waits for it.
    expect([failures, transactions()]).toEqual([['55P03', '25P02'], 2]);
    expect(await test.database.query(`SELECT 1 FROM es.claims WHERE key = 'order'`)).toEqual([]);
  });
});

describe('an entry in a tally', () => {
  const enter = { change: 'enter', kind: 'device-account', key: 'k', entryId: ids.first, holder: ids.second } as const;
  const leave = { change: 'leave', entryId: ids.first } as const;
  const count = async (...tallies: TallyChange[]) => {
    expect((await send(test.engine, { type: 'Claim', changes: [], tallies })).answer.ok).toBe(true);
    return (await test.database.query('SELECT 1 FROM es.tallies')).length;
  };

  it('counts until it leaves; an entry that one command adds and removes never existed', async () => {
    expect(await count(enter, leave)).toBe(0);
    expect(await count(enter)).toBe(1);
    expect(await count(leave)).toBe(0);
  });

  it('is read with the newest of its key alone, oldest first, however many there are', async () => {
    const key = randomUUID();
    await test.database.query(
      `INSERT INTO es.tallies (entry_id, kind, key, holder, at)
       SELECT gen_random_uuid(), 'registration-device', $1, gen_random_uuid(), to_timestamp(n) FROM generate_series(1, 500) n`,
      [key],
    );
    const read = (...keys: string[]) =>
      test.database.transaction((tx) =>
        lockTallies(
          tx,
          keys.map((each) => ({ kind: 'registration-device', key: each, newest: 3 })),
        ),
      );
    expect((await read(key, 'nobody')).map(({ at }) => at)).toEqual([498_000, 499_000, 500_000]);
  });
});

describe('a clock', () => {
  it('far behind the recorded events decides by the last of them: no command waits until the clock has come there', async () => {
    await test.advance(60_000);
    await send(test.engine, { type: 'Point', at: ids.first });
    await test.advance(-50_000);
    expect((await send(test.engine, { type: 'Point', at: ids.second })).answer.ok).toBe(true);
    await test.advance(50_000);
  });

  it('behind never records an event before the one it follows', async () => {
    await test.advance(-3_000);
    await send(test.engine, { type: 'Point', at: ids.second });
    const rows = await test.database.query<{ at: Date }>('SELECT recorded_at AS at FROM es.events WHERE stream_id = $1 ORDER BY version', [
      `pointer:${ids.pointer}`,
    ]);
    const times = rows.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
