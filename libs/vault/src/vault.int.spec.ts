import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '#event-store';
import { freshDatabase, type FreshDatabase } from '#testing';
import { Keys } from './keys';
import { Vault, type Queryable, type VaultValue } from './vault';

const name = 'Li Lei 李雷';
const identity = '11010519491231002X';

let fresh: FreshDatabase;
let database: Database;
const vault = new Vault(new Keys(Buffer.alloc(32, 1)));

beforeAll(async () => {
  fresh = await freshDatabase();
  database = await openDatabase({ url: fresh.url, applicationName: 'vault-spec', poolSize: 5 });
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const value = (subjectId: string, field: string, text: string, dataClass = 'profile'): VaultValue => ({
  rowId: randomUUID(),
  subjectId,
  dataClass,
  field,
  value: text,
});
const profileOf = (subjectId: string) => [value(subjectId, 'name', name), value(subjectId, 'identity', identity)];
const insert = (...values: VaultValue[]) => database.transaction((tx) => vault.insert(tx, values));
const open = (subjectId: string, fields: readonly string[] = ['name', 'identity'], dataClass = 'profile') =>
  database.transaction((tx) => vault.open(tx, { subjectId, dataClass, fields, actor: 'principal-1', purpose: 'account-view' }));
const erase = (subjectId: string, effectId = 'effect-1', dataClass = 'profile') =>
  database.transaction((tx) => vault.erase(tx, { subjectId, dataClass, effectId }));

/** As the owner, who may read and change everything. */
async function asOwner<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
  const owner = await openDatabase({ url: fresh.ownerUrl, applicationName: 'vault-spec-owner', poolSize: 1 });
  try {
    return await owner.query<T>(sql, parameters);
  } finally {
    await owner.close();
  }
}

const rowsOf = (table: string, subjectId: string) =>
  asOwner<Record<string, unknown>>(`SELECT * FROM vault.${table} WHERE subject_id = $1`, [subjectId]);

/** Waits until this many connections of this database wait for a lock. */
async function untilWaiting(count = 1): Promise<void> {
  const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  while ((await database.query(waiting)).length < count) await new Promise(setImmediate);
}

function counted(tx: Queryable): Queryable & { count: number } {
  const counting = {
    count: 0,
    query: <T>(sql: string, parameters?: readonly unknown[]) => {
      counting.count += 1;
      return tx.query<T>(sql, parameters);
    },
  };
  return counting;
}

describe('the vault', () => {
  it('returns the inserted values, and only the requested fields', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    expect(await open(subject)).toEqual({ name, identity });
    expect(await open(subject, ['name'])).toEqual({ name });
    expect(await open(subject.toUpperCase(), ['name', 'nickname'])).toEqual({ name });
  });

  it('inserts for unknown subjects in one statement, into several data classes at once', async () => {
    const subject = randomUUID();
    const used = await database.transaction(async (tx) => {
      const counting = counted(tx);
      await vault.insert(counting, [
        ...profileOf(subject),
        value(subject, 'phone', '+8613800138000', 'contact'),
        value(randomUUID(), 'name', name),
      ]);
      return counting.count;
    });
    expect(used).toBe(1);
    expect(await open(subject, ['phone'], 'contact')).toEqual({ phone: '+8613800138000' });
    expect((await rowsOf('subject_keys', subject)).map((row) => row.data_class).sort()).toEqual(['contact', 'profile']);
  });

  it('inserts for a known subject under its existing key, beside a new subject', async () => {
    const subject = randomUUID();
    await insert(value(subject, 'name', name));
    await insert(value(subject, 'identity', identity), value(subject, 'phone', '1', 'contact'));
    expect(await open(subject)).toEqual({ name, identity });
    expect(await rowsOf('subject_keys', subject)).toHaveLength(2);
  });

  it('does nothing for no values', async () => {
    const used = await database.transaction(async (tx) => {
      const counting = counted(tx);
      await vault.insert(counting, []);
      return counting.count;
    });
    expect(used).toBe(0);
  });

  it('lets two writers agree on the key of a subject that is new to both', async () => {
    const subject = randomUUID();
    let second: Promise<void> | undefined;
    await database.transaction(async (tx) => {
      await vault.insert(tx, [value(subject, 'name', name)]);
      second = insert(value(subject, 'identity', identity));
      await untilWaiting();
    });
    await second;
    expect(await open(subject)).toEqual({ name, identity });
    expect(await rowsOf('subject_keys', subject)).toHaveLength(1);
  });

  it('lets the second writer make the key when the first rolls back', async () => {
    const subject = randomUUID();
    let second: Promise<void> | undefined;
    const first = database.transaction(async (tx) => {
      await vault.insert(tx, [value(subject, 'name', name)]);
      second = insert(value(subject, 'identity', identity));
      await untilWaiting();
      throw new Error('rolled back');
    });
    await expect(first).rejects.toThrow('rolled back');
    await second;
    expect(await open(subject)).toEqual({ identity });
  });

  it('lets two writers insert the same new subjects in opposite order without a deadlock', async () => {
    const subjects = [randomUUID(), randomUUID(), randomUUID()].sort();
    const fields = (field: string, order: readonly string[]) => order.map((subject) => value(subject, field, field));
    let writers: Promise<void>[] = [];
    const first = database.transaction(async (tx) => {
      await vault.insert(tx, [value(subjects[1]!, 'name', name)]);
      writers = [insert(...fields('a', subjects)), insert(...fields('b', subjects.toReversed()))];
      await untilWaiting(2);
      throw new Error('rolled back');
    });
    await expect(first).rejects.toThrow('rolled back');
    await Promise.all(writers);
    for (const subject of subjects) expect(await open(subject, ['name', 'a', 'b'])).toEqual({ a: 'a', b: 'b' });
  });

  it('refuses a second value of one field, and does not show it', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    const failure: unknown = await insert(value(subject, 'name', 'Han Meimei')).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: '23505' });
    expect(JSON.stringify(failure)).not.toContain('Han Meimei');
    expect(await open(subject)).toEqual({ name, identity });
  });

  it('replaces a value if told to, and leaves no trace of the first', async () => {
    const subjectId = randomUUID();
    await insert(...profileOf(subjectId));
    await insert({ ...value(subjectId, 'name', 'Han Meimei'), replace: true });
    expect(await open(subjectId)).toEqual({ name: 'Han Meimei', identity });
    expect(await rowsOf('subject_data', subjectId)).toHaveLength(2);
  });

  it('keeps no readable value in any of its tables', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    await open(subject);
    for (const table of ['subject_keys', 'subject_data', 'openings']) {
      const rows = await asOwner<{ text: string }>(`SELECT row_to_json(t)::text AS text FROM vault.${table} t`);
      expect(rows.length).toBeGreaterThan(0);
      for (const { text } of rows)
        for (const plain of [name, identity]) expect(text).not.toMatch(new RegExp(`${plain}|${Buffer.from(plain).toString('hex')}`));
    }
  });
});

describe('a program that starts', () => {
  it('accepts the master key that the vault was sealed under, and refuses another', async () => {
    await insert(...profileOf(randomUUID()));
    await expect(vault.refuseForeignKey(database)).resolves.toBeUndefined();
    const other = new Vault(new Keys(Buffer.alloc(32, 2)));
    await expect(other.refuseForeignKey(database)).rejects.toThrow(/sealed under another master key/);
  });
});

describe('an opening', () => {
  it('is recorded with actor, fields and purpose', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    await open(subject, ['name', 'nickname']);
    expect(await rowsOf('openings', subject)).toEqual([
      expect.objectContaining({ fields: ['profile.name'], actor: 'principal-1', purpose: 'account-view' }),
    ]);
  });

  it('takes one statement', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    const counting = counted(database);
    await vault.open(counting, { subjectId: subject, dataClass: 'profile', fields: ['name'], actor: 'principal-1', purpose: 'x' });
    expect(counting.count).toBe(1);
  });

  it('that finds no value returns nothing and records nothing', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    expect(await open(randomUUID())).toBeUndefined();
    expect(await open(subject, ['nickname'])).toBeUndefined();
    expect(await open(subject, [])).toBeUndefined();
    expect(await open(subject, ['name'], 'contact')).toBeUndefined();
    expect(await rowsOf('openings', subject)).toEqual([]);
  });

  it.each([
    [
      'changed',
      'UPDATE vault.subject_data SET sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1) WHERE subject_id = $1',
    ],
    ['put into another row', 'UPDATE vault.subject_data SET row_id = gen_random_uuid() WHERE subject_id = $1'],
    ['called by another field', "UPDATE vault.subject_data SET field = 'identity' WHERE subject_id = $1"],
  ])('fails when the sealed value was %s', async (_, spoil) => {
    const subject = randomUUID();
    await insert(value(subject, 'name', name));
    await asOwner(spoil, [subject]);
    await expect(open(subject)).rejects.toThrow('does not belong here');
  });

  it.each(['subject', 'data class'])("fails when another %s's key was put in place of its own", async (what) => {
    const [subject, other] = [randomUUID(), randomUUID()];
    await insert(...profileOf(subject), value(subject, 'phone', '1', 'contact'), ...profileOf(other));
    const from = what === 'subject' ? [subject, other, 'profile'] : [subject, subject, 'contact'];
    await asOwner(
      `UPDATE vault.subject_keys SET wrapped_key = (SELECT wrapped_key FROM vault.subject_keys WHERE subject_id = $2 AND data_class = $3)
       WHERE subject_id = $1 AND data_class = 'profile'`,
      from,
    );
    await expect(open(subject)).rejects.toThrow('does not belong here');
  });

  it('needs the master key under which the subject was inserted', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    const stranger = new Vault(new Keys(Buffer.alloc(32, 2)));
    const opening = stranger.open(database, {
      subjectId: subject,
      dataClass: 'profile',
      fields: ['name'],
      actor: 'principal-1',
      purpose: 'x',
    });
    await expect(opening).rejects.toThrow('under another key');
  });
});

describe('an erasure', () => {
  it('destroys key and rows of one data class, leaves the others, and leaves a receipt', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject), value(subject, 'phone', '1', 'contact'));
    expect(await erase(subject)).toEqual({ rows: 2 });
    expect(await open(subject)).toBeUndefined();
    expect(await open(subject, ['phone'], 'contact')).toEqual({ phone: '1' });
    expect((await rowsOf('subject_keys', subject)).map((row) => row.data_class)).toEqual(['contact']);
    expect((await rowsOf('subject_data', subject)).map((row) => row.data_class)).toEqual(['contact']);
    expect(await rowsOf('erasures', subject)).toEqual([expect.objectContaining({ data_class: 'profile', effect_id: 'effect-1', rows: 2 })]);
  });

  it('takes one statement', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    const counting = counted(database);
    await vault.erase(counting, { subjectId: subject, dataClass: 'profile', effectId: 'effect-1' });
    expect(counting.count).toBe(1);
  });

  it('repeated, also by another effect, gives the first receipt', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    await erase(subject);
    expect(await erase(subject)).toEqual({ rows: 2 });
    expect(await erase(subject, 'effect-2')).toEqual({ rows: 2 });
    expect(await rowsOf('erasures', subject)).toEqual([expect.objectContaining({ effect_id: 'effect-1', rows: 2 })]);
  });

  it('at the same time twice returns the same receipt twice', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    let second: Promise<{ rows: number }> | undefined;
    const first = await database.transaction(async (tx) => {
      const receipt = await vault.erase(tx, { subjectId: subject, dataClass: 'profile', effectId: 'effect-1' });
      second = erase(subject, 'effect-2');
      await untilWaiting();
      return receipt;
    });
    expect([first, await second]).toEqual([{ rows: 2 }, { rows: 2 }]);
    expect(await rowsOf('erasures', subject)).toHaveLength(1);
  });

  it('that finds nothing leaves a receipt with 0 rows', async () => {
    const subject = randomUUID();
    expect(await erase(subject)).toEqual({ rows: 0 });
    expect(await rowsOf('erasures', subject)).toHaveLength(1);
  });

  it('that rolls back has destroyed nothing', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    const rolledBack = database.transaction(async (tx) => {
      await vault.erase(tx, { subjectId: subject, dataClass: 'profile', effectId: 'effect-1' });
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    expect(await open(subject)).toEqual({ name, identity });
    expect(await rowsOf('erasures', subject)).toEqual([]);
  });

  it('is final: the data class accepts no further value', async () => {
    const subject = randomUUID();
    await insert(...profileOf(subject));
    await erase(subject);
    await expect(insert(value(subject, 'name', name))).rejects.toThrow('was erased');
    expect(await rowsOf('subject_keys', subject)).toEqual([]);
  });

  it('also deletes a value that was being inserted meanwhile', async () => {
    const subject = randomUUID();
    await insert(value(subject, 'name', name));
    let erasing: Promise<{ rows: number }> | undefined;
    await database.transaction(async (tx) => {
      await vault.insert(tx, [value(subject, 'identity', identity)]);
      erasing = erase(subject);
      await untilWaiting();
    });
    await erasing;
    expect(await rowsOf('subject_data', subject)).toEqual([]);
    expect(await open(subject)).toBeUndefined();
  });

  it('refuses a value that was about to be inserted under the destroyed key', async () => {
    const subject = randomUUID();
    await insert(value(subject, 'name', name));
    let inserting: Promise<unknown> | undefined;
    await database.transaction(async (tx) => {
      await vault.erase(tx, { subjectId: subject, dataClass: 'profile', effectId: 'effect-1' });
      inserting = insert(value(subject, 'identity', identity)).catch((error: unknown) => error);
      await untilWaiting();
    });
    expect(await inserting).toBeInstanceOf(Error);
    expect(await rowsOf('subject_data', subject)).toEqual([]);
    expect(await rowsOf('subject_keys', subject)).toEqual([]);
  });
});
