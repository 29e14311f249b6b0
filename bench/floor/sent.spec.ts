import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programOf, readSent, type Sent } from './sent';

const folder = mkdtempSync(join(tmpdir(), 'tenure-sent-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sent = (connection: number, sentAt: number): Sent => ({
  ...{ connection, sentAt, answeredAt: sentAt + 1, trip: sentAt, owner: false, options: '', text: 'SELECT 1', values: [], rows: 1 },
});

it('only the programs of a stack that send statements for callers are recorded', () => {
  expect(
    ['apps/worker/src/main.js', 'apps/api/src/create-operator-key.js', 'apps/simulator/src/main.js'].map((each) =>
      programOf(`/t/dist/${each}`),
    ),
  ).toEqual(['worker', 'api', undefined]);
});

it('what a program sent is read in order, without a line that was cut off, and with connections of all its processes', () => {
  writeFileSync(join(folder, 'api.1.ndjson'), [sent(0, 5), sent(1, 3)].map((each) => JSON.stringify(each)).join('\n') + '\n');
  writeFileSync(join(folder, 'api.2.ndjson'), JSON.stringify(sent(0, 4)) + '\n{"connection":');
  const all = readSent(folder, 'api');
  expect(all.map(({ sentAt }) => sentAt)).toEqual([3, 4, 5]);
  expect(new Set(all.map(({ connection }) => connection)).size).toBe(3);
});
