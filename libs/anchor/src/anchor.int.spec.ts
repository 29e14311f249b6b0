import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '#event-store';
import { life, testEngine, type Life, type TestEngine } from '#testing';
import { Signer } from '#vault';
import { AnchorFolder, checkAnchors, explainCheck, readAnchors, readLagSeconds, resumeAnchor, writeNextLine } from '#anchor';

let folder: string;
let test: TestEngine;
let steps: Life;
let owner: Database;
let signer: Signer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenure-anchor-'));
  signer = new Signer(Buffer.alloc(32, 7));
  test = await testEngine();
  owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'owner', poolSize: 2 });
  steps = life(test);
});
afterEach(async () => {
  await owner.close();
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'anchors.jsonl');
const lines = () => (existsSync(file()) ? readFileSync(file(), 'utf8').split('\n').slice(0, -1) : []);
const parsed = () => lines().map((line) => JSON.parse(line) as Record<string, unknown>);
const rewrite = (change: (all: string[]) => string[]) =>
  writeFileSync(
    file(),
    change(lines())
      .map((line) => `${line}\n`)
      .join(''),
  );

const parts = (eventsPerLine?: number) => ({
  database: test.database,
  folder: new AnchorFolder(folder),
  signer: () => signer,
  ...(eventsPerLine !== undefined && { eventsPerLine }),
});
const write = (eventsPerLine?: number) => writeNextLine(parts(eventsPerLine));
const becomeDue = () => test.database.query(`UPDATE es.anchor SET at = at - interval '1 hour'`);
/** The next hour's line. */
async function nextLine() {
  await becomeDue();
  return write();
}

let people = 0;
const takeIn = async () => (await steps.takeIn(`+86138${String((people += 1)).padStart(8, '0')}`)).accountId;
/** Lines of three hours; the account of the first has events in the second one too. */
async function threeHours() {
  const accountId = await takeIn();
  await write();
  await steps.deregister(accountId);
  await nextLine();
  await takeIn();
  await nextLine();
  return accountId;
}

const check = async (after?: number) => {
  const read = readAnchors(folder, []);
  return checkAnchors(owner, read.lines, { keys: read.keys, ...(after !== undefined && { after }) });
};
const faults = async () => (await check()).faults.map(({ fault }) => fault);

/** Changes events as only the superuser can. */
async function tamper(...sql: string[]): Promise<void> {
  for (const statement of ['ALTER TABLE es.events DISABLE TRIGGER USER', ...sql, 'ALTER TABLE es.events ENABLE TRIGGER USER'])
    await owner.query(statement);
}

describe('the anchor', () => {
  it('covers every event, a line an hour, each naming the one before it', async () => {
    await threeHours();
    const [first, second, third] = parsed();
    expect(first).toMatchObject({ type: 'tenure-anchor/1', n: 1, former: '0'.repeat(64), from: 0, events: 1, streams: 1 });
    expect(second).toMatchObject({ n: 2, from: first!.to, events: 2, streams: 2 });
    expect(third).toMatchObject({ n: 3, from: second!.to, key: signer.publicKey.id });
    expect(await check()).toMatchObject({ faults: [], lines: 3, compared: 3, events: 4, keys: [{ id: signer.publicKey.id, from: 1 }] });
  });

  it('is written once an hour, and not at all where nothing happened', async () => {
    expect(await write()).toBe('idle');
    expect(existsSync(file())).toBe(false);
    await takeIn();
    expect(await write()).toBe('written');
    await takeIn();
    expect(await write()).toBe('idle');
    expect(await nextLine()).toBe('written');
    expect(await nextLine()).toBe('idle');
    expect(lines()).toHaveLength(2);
  });

  it('is written all the same where a clock that was ahead wrote the last line', async () => {
    await takeIn();
    await write();
    await test.database.query(`UPDATE es.anchor SET at = at + interval '2 hours'`);
    await takeIn();
    expect(await write()).toBe('written');
  });

  it('of an old database is made in lines of a bounded size, one behind the other', async () => {
    for (let i = 0; i < 5; i += 1) await takeIn();
    expect([await write(2), await write(2), await write(2)]).toEqual(['more', 'more', 'written']);
    expect(parsed().map(({ events }) => events)).toEqual([2, 2, 1]);
    expect(await faults()).toEqual([]);
  });

  it('stops below a position that an open transaction may still fill', async () => {
    await takeIn();
    let end!: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    let announced!: () => void;
    const isOpen = new Promise<void>((resolve) => (announced = resolve));
    const open = test.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock_shared((${0x7e4e}::bigint << 48) | pg_sequence_last_value('es.global_pos'::regclass))`);
      announced();
      await ended;
    });
    await isOpen;
    await takeIn();
    await write();
    expect(parsed()).toMatchObject([{ events: 1 }]);
    end();
    await open;
    await nextLine();
    expect(parsed()).toMatchObject([{ events: 1 }, { events: 1 }]);
  });

  it('is written by one of several workers', async () => {
    await takeIn();
    const written = await Promise.all(Array.from({ length: 5 }, () => write()));
    expect(written.filter((each) => each === 'written')).toHaveLength(1);
    expect(lines()).toHaveLength(1);
  });

  it('lets everybody read its lines and public keys, and goes on with a new key', async () => {
    await takeIn();
    await write();
    signer = new Signer(Buffer.alloc(32, 8));
    await takeIn();
    await nextLine();
    expect(await check()).toMatchObject({ faults: [], keys: [{ from: 1 }, { id: signer.publicKey.id, from: 2 }] });
    for (const name of ['anchors.jsonl', `key-${signer.publicKey.id}.pem`]) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o644);
  });

  it('has the roots that the document tells how to compute', async () => {
    await threeHours();
    const document = readFileSync(join(__dirname, '../../../docs/decisions/0018-the-record-is-anchored-outside-the-database.md'), 'utf8');
    const [, sql = ''] = /```sql\n([^`]+);\n```/.exec(document) ?? [];
    const told = sql.replace(':from', '$1').replace(':to', '$2');
    for (const { from, to, root } of parsed()) expect(await owner.query(told, [from, to])).toEqual([{ root }]);
    const texts = lines();
    parsed().forEach(({ former }, i) => {
      if (i > 0)
        expect(former).toBe(
          createHash('sha256')
            .update(texts[i - 1]!)
            .digest('hex'),
        );
    });
  });

  it('is the same after an erasure, which changes no event', async () => {
    await threeHours();
    await owner.query('DELETE FROM vault.subject_keys');
    expect(await faults()).toEqual([]);
  });
});

describe('a line that was broken off', () => {
  it('is cut, and the next one is whole', async () => {
    await takeIn();
    await write();
    appendFileSync(file(), '{"type":"tenure-anchor/1","n":2,"form');
    expect(await faults()).toEqual([]);
    await takeIn();
    await nextLine();
    expect(parsed()).toMatchObject([{ n: 1 }, { n: 2 }]);
    expect(await faults()).toEqual([]);
  });

  it('is cut where it was the first one', async () => {
    writeFileSync(file(), '{"type"');
    await takeIn();
    await write();
    expect(await check()).toMatchObject({ faults: [], lines: 1 });
  });

  it('is no loss where the line was whole and the database does not know it yet', async () => {
    await takeIn();
    await write();
    await test.database.query(`UPDATE es.anchor SET n = 0, hash = '', position = 0, caught_up = false`);
    await takeIn();
    await write();
    expect(parsed()).toMatchObject([{ n: 1 }, { n: 2, events: 1 }]);
    expect(await faults()).toEqual([]);
  });

  it('is known to the database with the next look, also where nothing has happened since', async () => {
    await takeIn();
    await write();
    await owner.query('DELETE FROM es.anchor');
    expect(await readLagSeconds(test.database)).toBeGreaterThan(0);
    expect(await write()).toBe('idle');
    expect(await readLagSeconds(test.database)).toBe(0);
    rewrite(() => []);
    await becomeDue();
    await expect(write()).rejects.toMatchObject({ code: 'lines-lost' });
  });
});

describe('a folder that cannot be written', () => {
  it.each([
    ['is missing', () => renameSync(folder, `${folder}-away`), () => renameSync(`${folder}-away`, folder), 'ENOENT'],
    [
      'has a folder where the lines should be',
      () => renameSync(`${folder}/other`, file()),
      () => rmSync(file(), { recursive: true }),
      'EISDIR',
    ],
  ])('%s: no line, and it goes on afterwards', async (_, damage, repair, code) => {
    mkdirSync(join(folder, 'other'));
    await takeIn();
    damage();
    await expect(write()).rejects.toMatchObject({ code });
    repair();
    expect(await write()).toBe('written');
  });

  (process.getuid?.() === 0 ? it.skip : it)('is read-only: no line, and it goes on afterwards', async () => {
    await takeIn();
    chmodSync(folder, 0o555);
    await expect(write()).rejects.toMatchObject({ code: 'EACCES' });
    chmodSync(folder, 0o755);
    expect(await write()).toBe('written');
  });
});

describe('what was planted is found, each by its own check', () => {
  it('a stream whose events were deleted', async () => {
    const accountId = await takeIn();
    await write();
    await tamper(`DELETE FROM es.events WHERE stream_id = 'account:${accountId}'`);
    await takeIn();
    expect((await check()).faults).toMatchObject([{ fault: 'content-differs', line: { n: 1 }, found: { events: 0, streams: 0 } }]);
  });

  it('an event that was changed, with a chain that was made anew', async () => {
    const accountId = await threeHours();
    await tamper(`UPDATE es.events SET hash = sha256(hash) WHERE stream_id = 'account:${accountId}'`);
    const found = (await check()).faults;
    expect(found).toMatchObject([
      { fault: 'content-differs', line: { n: 1 }, suspects: { count: 1, streams: [`account:${accountId}`] }, otherEvent: false },
      { fault: 'content-differs', line: { n: 2 } },
    ]);
    expect(explainCheck(await check()).join('\n')).toContain(`content differs: positions 1 to`);
  });

  it.each([
    [
      'an event that was deleted before a later one of its stream',
      (id: string) => `DELETE FROM es.events WHERE stream_id = '${id}' AND version = 1`,
    ],
    [
      'another id of the last event',
      (_: string, to: number) => `UPDATE es.events SET event_id = gen_random_uuid() WHERE global_pos = ${to}`,
    ],
    [
      'another position of the last event',
      (_: string, to: number) => `UPDATE es.events SET global_pos = ${to - 1} WHERE global_pos = ${to}`,
    ],
  ])('%s, although every stream ends as it did', async (_, crime) => {
    const accountId = await takeIn();
    await steps.deregister(accountId);
    await owner.query(`SELECT nextval('es.global_pos')`);
    await takeIn();
    await write();
    await takeIn();
    const [{ to, root }] = parsed() as [{ to: number; root: string }];
    await tamper(crime(`account:${accountId}`, to));
    expect((await check()).faults).toMatchObject([{ fault: 'content-differs', line: { n: 1 }, found: { root } }]);
  });

  it('names no stream that a later line proves', async () => {
    const [first, second] = [await takeIn(), await takeIn()];
    await write();
    await steps.deregister(second);
    await nextLine();
    await tamper(`UPDATE es.events SET hash = sha256(hash) WHERE stream_id = 'account:${first}'`);
    expect((await check()).faults).toMatchObject([{ fault: 'content-differs', suspects: { count: 1, streams: [`account:${first}`] } }]);
  });

  it('a lost tail', async () => {
    await threeHours();
    const [first] = parsed();
    await tamper(`DELETE FROM es.events WHERE global_pos > ${String(first!.to)}`);
    expect((await check()).faults).toMatchObject([{ fault: 'database-older', newest: first!.to, upTo: parsed()[2]!.to, line: { n: 2 } }]);
  });

  it('a lost tail whose positions were used again', async () => {
    await threeHours();
    const [first] = parsed();
    await tamper(`DELETE FROM es.events WHERE global_pos > ${String(first!.to)}`, `SELECT setval('es.global_pos', ${String(first!.to)})`);
    await tamper(`DELETE FROM es.streams s WHERE NOT EXISTS (SELECT FROM es.events e WHERE e.stream_id = s.stream_id)`);
    for (let i = 0; i < 3; i += 1) await takeIn();
    expect((await check()).faults).toMatchObject([
      { fault: 'content-differs', line: { n: 2 }, otherEvent: true },
      { fault: 'content-differs', line: { n: 3 }, otherEvent: true },
    ]);
  });

  it('a line that was removed', async () => {
    await threeHours();
    rewrite(([first, , third]) => [first!, third!]);
    expect((await check()).faults).toEqual([{ fault: 'line-missing', before: 1, after: 3 }]);
  });

  it('a first line that was removed', async () => {
    await threeHours();
    rewrite(([, ...rest]) => rest);
    expect((await check()).faults).toEqual([{ fault: 'line-missing', before: 0, after: 2 }]);
  });

  it('lines that were taken out before one of an operator, who went on behind them', async () => {
    await threeHours();
    appendFileSync(file(), 'nothing\n');
    await resumeAnchor(parts());
    await takeIn();
    await write();
    expect(await faults()).toEqual(['line-unreadable']);
    const { to } = JSON.parse(lines()[4]!) as { to: number };
    rewrite((all) => all.slice(4));
    expect((await check()).faults).toEqual([{ fault: 'start-missing', n: 4, behind: to }]);
  });

  it('an end that was cut off behind the line from which on it is to be compared', async () => {
    await threeHours();
    rewrite(([first]) => [first!]);
    expect(await check(1)).toMatchObject({ faults: [], compared: 0 });
    expect((await check(3)).faults).toEqual([{ fault: 'end-missing', last: 1, after: 3 }]);
  });

  it('a file without a line', async () => {
    await threeHours();
    for (const text of ['', lines()[0]!]) {
      writeFileSync(file(), text);
      expect(() => readAnchors(folder, [])).toThrow('has no line that ends');
    }
  });

  it.each([
    ['the root', /"root":".{16}/, `"root":"${'0'.repeat(16)}`],
    ['the instant', /"at":"20../, '"at":"1999'],
    ['the count', /"events":\d+/, '"events":99'],
  ])('a line of which %s was edited', async (_, pattern, instead) => {
    await threeHours();
    rewrite((all) => all.map((line, i) => (i === 1 ? line.replace(pattern, instead) : line)));
    expect((await check()).faults).toEqual([{ fault: 'signature-wrong', n: 2 }]);
  });

  it('a line that another key has signed', async () => {
    await threeHours();
    const { keys } = readAnchors(folder, []);
    signer = new Signer(Buffer.alloc(32, 9));
    await takeIn();
    await nextLine();
    const read = await checkAnchors(owner, readAnchors(folder, []).lines, { keys });
    expect(read.faults).toEqual([{ fault: 'key-unknown', n: 4, key: signer.publicKey.id }]);
  });

  it('a line of another chain in the place of one', async () => {
    await threeHours();
    const original = lines();
    rmSync(file());
    await owner.query('DELETE FROM es.anchor');
    await write();
    rewrite(([other]) => [other!, ...original.slice(1)]);
    expect(await faults()).toEqual(['line-replaced']);
  });

  it('what is no line', async () => {
    await threeHours();
    rewrite(([first, , third]) => [first!, 'nothing', third!]);
    expect(await faults()).toEqual(['line-unreadable']);
  });

  it('also where only newer lines are compared', async () => {
    const accountId = await threeHours();
    await tamper(`UPDATE es.events SET hash = sha256(hash) WHERE stream_id = 'account:${accountId}'`);
    expect(await check(2)).toMatchObject({ faults: [], compared: 1 });
    rewrite((all) => all.map((line, i) => (i === 0 ? line.replace('"n":1', '"n":1 ') : line)));
    expect((await check(2)).faults).toEqual([{ fault: 'signature-wrong', n: 1 }]);
  });
});

describe('a worker that would sign something else than before', () => {
  async function losesTail(): Promise<void> {
    await threeHours();
    const [first] = parsed();
    await tamper(`DELETE FROM es.events WHERE global_pos > ${String(first!.to)}`, `SELECT setval('es.global_pos', ${String(first!.to)})`);
    await tamper(`DELETE FROM es.streams s WHERE NOT EXISTS (SELECT FROM es.events e WHERE e.stream_id = s.stream_id)`);
    for (let i = 0; i < 3; i += 1) await takeIn();
  }

  it('stops after a restored backup, and an operator goes on with one line', async () => {
    await losesTail();
    const before = lines();
    await expect(nextLine()).rejects.toMatchObject({ code: 'record-differs' });
    expect(lines()).toEqual(before);

    expect(await resumeAnchor(parts())).toMatchObject({ n: 4, to: parsed()[0]!.to });
    expect(await write()).toBe('written');
    expect(parsed()[4]).toMatchObject({ n: 5, from: parsed()[0]!.to, events: 3 });
    expect(await check()).toMatchObject({ faults: [], restarts: [{ n: 4 }], compared: 2 });
    expect(await resumeAnchor(parts())).toBeUndefined();
  });

  it('goes on behind what is still true after two restores', async () => {
    await losesTail();
    await resumeAnchor(parts());
    await tamper('DELETE FROM es.events', `SELECT setval('es.global_pos', 1)`, 'DELETE FROM es.streams');
    await takeIn();
    await expect(write()).rejects.toMatchObject({ code: 'record-differs' });
    expect(await resumeAnchor(parts())).toMatchObject({ n: 5, to: 0, event: '' });
    await write();
    expect(await check()).toMatchObject({ faults: [], compared: 1 });
  });

  it('passes over the lines that an earlier restart made invalid, although their events are there again', async () => {
    await threeHours();
    const to = String(parsed()[0]!.to);
    await owner.query(`CREATE TABLE lost AS SELECT * FROM es.events WHERE global_pos > ${to}`);
    await tamper(`DELETE FROM es.events WHERE global_pos > ${to}`);
    await takeIn();
    await resumeAnchor(parts());
    await write();
    await tamper(`DELETE FROM es.events WHERE global_pos > ${to}`, 'INSERT INTO es.events SELECT * FROM lost');
    expect(await resumeAnchor(parts())).toMatchObject({ n: 6, to: Number(to) });
  });

  it('stops while the tail is missing', async () => {
    await threeHours();
    await tamper(`DELETE FROM es.events WHERE global_pos > ${String(parsed()[0]!.to)}`);
    await expect(nextLine()).rejects.toMatchObject({ code: 'record-differs' });
  });

  it.each([
    ['the file is gone', () => rmSync(file()), 0, []],
    ['the last line is gone', () => rewrite((all) => all.slice(0, -1)), 2, []],
    [
      'the last line is another one',
      () => rewrite((all) => [...all.slice(0, -1), all[2]!.replace('"at":"20', '"at":"19')]),
      3,
      ['signature-wrong'],
    ],
  ])('stops where %s, and an operator goes on: of lost lines nothing more is asked', async (_, damage, left, known) => {
    await threeHours();
    damage();
    await expect(nextLine()).rejects.toMatchObject({ code: 'lines-lost' });
    expect(lines()).toHaveLength(left);
    await takeIn();
    expect(await resumeAnchor(parts())).toMatchObject({ n: 4 });
    expect(await write()).toBe('written');
    expect(parsed().at(-1)).toMatchObject({ n: 5 });
    expect(await faults()).toEqual(known);
  });

  it('stops where the end of the file is no line, also with a database that knows none', async () => {
    await threeHours();
    appendFileSync(file(), 'nothing\n');
    await owner.query('DELETE FROM es.anchor');
    await expect(write()).rejects.toMatchObject({ code: 'lines-lost' });
  });

  it('stops where the end of the file is a line that no key beside it has signed', async () => {
    await takeIn();
    await write();
    const former = createHash('sha256').update(lines()[0]!).digest('hex');
    const forged = { type: 'tenure-anchor-restart/1', n: 2, former, to: 0, event: '', at: '2026-01-01T00:00:00.000Z' };
    for (const key of [signer.publicKey.id, '0'.repeat(16), '../other']) {
      rewrite(([first]) => [first!, JSON.stringify({ ...forged, key, signature: 'AAAA' })]);
      await takeIn();
      await expect(nextLine()).rejects.toMatchObject({ code: 'lines-lost' });
    }
    expect(await resumeAnchor(parts())).toMatchObject({ n: 2, to: parsed()[0]!.to });
  });

  it('goes on where only the lines were put back, without the keys', async () => {
    await takeIn();
    await write();
    rmSync(join(folder, `key-${signer.publicKey.id}.pem`));
    await takeIn();
    expect(await nextLine()).toBe('written');
    expect(await faults()).toEqual([]);
  });

  it('stops where the end of the file is no line, and an operator goes on behind it', async () => {
    await threeHours();
    appendFileSync(file(), 'nothing\n');
    await takeIn();
    await expect(nextLine()).rejects.toMatchObject({ code: 'lines-lost' });
    expect(await resumeAnchor(parts())).toMatchObject({ n: 4 });
    expect(await write()).toBe('written');
    expect((await check()).faults).toEqual([{ fault: 'line-unreadable', place: 4 }]);
  });
});
