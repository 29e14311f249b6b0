import { accept, timeless, type Command, type Process } from '#domain';
import { testEngine, type TestEngine } from '#testing';

/** A note, a process of this spec: its events have one place, the number of its page. */
const note: Process<{ status: string }, { type: 'Written'; page: unknown }, { type: 'Write'; page: unknown }> = {
  ...timeless,
  type: 'note',
  workflow: false,
  policyVersion: () => 1,
  initial: { status: 'none' },
  evolve: () => ({ status: 'written' }),
  needs: () => ({}),
  decide: (_, { page }) => accept({ type: 'Written', page }),
  due: () => [],
  owed: () => [],
  origins: { Write: 'caller' },
  status: ({ status }) => status,
  columns: () => ({}),
  view: () => ({}),
  misfits: (event) => (typeof (event as { page?: unknown }).page === 'number' ? [] : ['page']),
};

let test: TestEngine;
beforeAll(async () => {
  test = await testEngine({ processOf: () => note, reactions: [], projections: [] });
});
afterAll(() => test.close());

const id = '00000000-0000-4000-8000-000000000001';
const write = (page: unknown) =>
  test.engine.execute(
    { process: 'note' as 'account', id, command: { type: 'Write', page } as Command as never, caller: test.caller() },
    () => null,
  );

it('an event that does not fit its shape is not appended, and nothing else of its command is kept', async () => {
  await expect(write('+8613800138000')).rejects.toThrow('Written of note does not fit its shape at page');
  const kept = await test.database.query('SELECT stream_id FROM es.streams UNION ALL SELECT client FROM es.commands');
  expect(kept).toEqual([]);
  expect((await write(1)).answer.ok).toBe(true);
});
