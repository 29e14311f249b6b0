import { prepared, together, type Prepared } from '#event-store';
import { newSealingKey, seal, sealingKey, unseal, type SealingKey } from './envelope';
import { uuidBytes } from './frame';
import type { Keys } from './keys';
import * as statements from './vault.statements';

/** A connection or a transaction on one. Values are parameters; the statements are constants. */
export interface Queryable {
  query<T>(sql: string | Prepared, parameters?: readonly unknown[]): Promise<T[]>;
}

/**
 * A personal value for the vault. `rowId` is random or derived from the command, so that a repetition names the same
 * row.
 */
export interface VaultValue {
  rowId: string;
  subjectId: string;
  dataClass: string;
  field: string;
  value: string;
  /** Deletes the earlier value of the field first, such as a mistyped number. */
  replace?: boolean;
  /** A blind index of the value: equal values of others are found by it for as long as this one is kept. */
  foundBy?: string;
}

/** The values of one subject in one data class: they share a key and are erased together. */
interface ClassValues {
  subjectId: string;
  dataClass: string;
  values: readonly VaultValue[];
}

/** The receipt for the erasure of a public id, which belongs to no data class. */
const principalClass = 'principal';

type ClassName = Omit<ClassValues, 'values'>;

/**
 * The only place with personal data.
 * Each subject and data class has its own key, wrapped by the key-encryption key.
 * Each value is sealed under it and bound to its subject, field and row.
 * Keys of subjects are never cached: a destroyed key must be gone everywhere at once.
 */
export class Vault {
  readonly #keys: Keys;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /**
   * Checks the master key at the start of a program.
   * @throws when the vault was sealed under another one: values could not be unsealed, and held numbers would look
   * free.
   */
  async refuseForeignKey(q: Queryable): Promise<void> {
    // By the ends of an index: comparing every row takes longer than a statement may, where none is foreign.
    const ends = 'SELECT min(kek_id) AS first, max(kek_id) AS last FROM vault.subject_keys';
    const [foreign] = await q.query(`SELECT 1 FROM (${ends}) k WHERE first <> $1 OR last <> $1`, [this.#keys.id]);
    if (foreign)
      throw new Error('this database was sealed under another master key: give the one that it was sealed under (MASTER_KEY_FILE)');
  }

  /**
   * Seals values and inserts them, in one statement if their subjects are new. Two writers agree on a subject's key.
   * @throws when a field exists already or its data class was erased. Never with a value in the message.
   */
  async insert(tx: Queryable, values: readonly VaultValue[]): Promise<void> {
    const again = values.filter(({ replace }) => replace);
    const groups = groupByClass(values);
    if (groups.length === 0) return;
    const [, opened, known] = await together([
      again.length > 0 ? this.#clear(tx, again) : undefined,
      this.#insertWithNewKeys(tx, groups),
      // A value that replaces another has a key already, and is inserted the same way.
      again.length > 0 ? this.#wrappedKeys(tx, groups) : undefined,
    ]);
    const others = groups.filter((group) => !opened.has(nameOf(group)));
    if (others.length > 0) await this.#insertUnderKeptKeys(tx, others, known ?? (await this.#wrappedKeys(tx, others)));
  }

  /**
   * Unseals fields of a subject and records actor, purpose and fields (`dataClass.field`) in the same statement.
   * A surrounding transaction must commit before it shows the values to anybody. Missing fields are left out.
   * @returns undefined when none exists (erased or never inserted); then nothing is recorded.
   * @throws when the sealed bytes were changed or moved.
   */
  async open(
    tx: Queryable,
    {
      subjectId,
      dataClass,
      fields,
      actor,
      purpose,
    }: { subjectId: string; dataClass: string; fields: readonly string[]; actor: string; purpose: string },
  ): Promise<Record<string, string> | undefined> {
    const rows = await tx.query<SealedField>(prepared(statements.openFields), [subjectId, dataClass, fields, actor, purpose]);
    const [first] = rows;
    if (first === undefined) return undefined;
    const key = this.#unwrap(first.wrapped_key, { subjectId, dataClass });
    return Object.fromEntries(rows.map((row) => [row.field, unsealField(key, subjectId, row)]));
  }

  /** Unseals and records one field, as {@link open} does. @returns undefined if it does not exist. */
  async openField(
    tx: Queryable,
    { field, ...opening }: { subjectId: string; dataClass: string; field: string; actor: string; purpose: string },
  ): Promise<string | undefined> {
    return (await this.open(tx, { ...opening, fields: [field] }))?.[field];
  }

  /** Records that somebody looks at what is collected about a subject, whatever there is. */
  async noteOpening(
    tx: Queryable,
    { subjectId, what, actor, purpose }: { subjectId: string | undefined; what: string; actor: string; purpose: string },
  ): Promise<void> {
    if (subjectId !== undefined) await tx.query(prepared(statements.noteOpening), [subjectId, [what], actor, purpose]);
  }

  /** The same fields of many subjects, by subject, and an opening recorded for each: one statement. */
  async openMany(
    tx: Queryable,
    opening: { subjectIds: readonly string[]; dataClass: string; fields: readonly string[]; actor: string; purpose: string },
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const { subjectIds, dataClass, fields, actor, purpose } = opening;
    const found = new Map<string, Record<string, string>>();
    if (subjectIds.length === 0) return found;
    const rows = await tx.query<SealedField & { subjectId: string }>(statements.openFieldsOfMany, [
      subjectIds,
      dataClass,
      fields,
      actor,
      purpose,
    ]);
    for (const { subjectId, ...row } of rows) {
      const key = this.#unwrap(row.wrapped_key, { subjectId, dataClass });
      found.set(subjectId, { ...found.get(subjectId), [row.field]: unsealField(key, subjectId, row) });
    }
    return found;
  }

  /**
   * Destroys the key of a subject's data class and its rows, and writes a receipt: one statement, all or nothing.
   * Repeated, it returns the first receipt; with nothing to erase, a receipt with 0 rows.
   */
  async erase(
    tx: Queryable,
    { subjectId, dataClass, effectId }: { subjectId: string; dataClass: string; effectId: string },
  ): Promise<{ rows: number }> {
    return this.#receipt(tx, statements.eraseDataClass, [subjectId, dataClass, effectId]);
  }

  /**
   * Deletes the public id of a person, and with it the link to their principal.
   * Roles and decisions under that random id stay, without a person.
   * The receipt has a class of its own. Repeated: as {@link erase}.
   */
  async forget(
    tx: Queryable,
    { subjectId, userId, effectId }: { subjectId: string; userId: string; effectId: string },
  ): Promise<{ rows: number }> {
    return this.#receipt(tx, statements.forgetPrincipal, [subjectId, principalClass, effectId, `user:${userId}`]);
  }

  async #receipt(tx: Queryable, statement: string, parameters: readonly [subjectId: string, dataClass: string, ...string[]]) {
    const [receipt] = await tx.query<{ rows: number }>(statement, parameters);
    if (receipt !== undefined) return receipt;
    // Another erasure committed after this statement's snapshot: a new statement sees its receipt.
    const [theirs] = await tx.query<{ rows: number }>(statements.readReceipt, parameters.slice(0, 2));
    if (theirs === undefined) throw new Error('an erasure left no receipt');
    return theirs;
  }

  /** @returns the names of the data classes that were new; the others are unchanged, because they have a key. */
  async #insertWithNewKeys(tx: Queryable, groups: readonly ClassValues[]): Promise<ReadonlySet<string>> {
    const keyed = groups.map((group) => ({ group, key: newSealingKey() }));
    const rows = await tx.query<{ subject_id: string; data_class: string }>(statements.insertWithNewKeys, [
      groups.map(({ subjectId }) => subjectId),
      groups.map(({ dataClass }) => dataClass),
      keyed.map(({ group, key }) => seal(this.#keys.keyEncryptionKey, key.secret, keyPlace(group))),
      this.#keys.id,
      ...sealedColumns(keyed),
    ]);
    return new Set(rows.map(({ subject_id, data_class }) => nameOf({ subjectId: subject_id, dataClass: data_class })));
  }

  async #clear(tx: Queryable, values: readonly VaultValue[]): Promise<void> {
    await tx.query(statements.deleteFields, [
      values.map(({ subjectId }) => subjectId),
      values.map(({ dataClass }) => dataClass),
      values.map(({ field }) => field),
    ]);
  }

  async #wrappedKeys(tx: Queryable, groups: readonly ClassValues[]): Promise<ReadonlyMap<string, Buffer>> {
    const rows = await tx.query<{ subject_id: string; data_class: string; wrapped_key: Buffer }>(statements.readKeys, [
      groups.map(({ subjectId }) => subjectId),
      groups.map(({ dataClass }) => dataClass),
    ]);
    return new Map(rows.map((row) => [nameOf({ subjectId: row.subject_id, dataClass: row.data_class }), row.wrapped_key]));
  }

  async #insertUnderKeptKeys(tx: Queryable, groups: readonly ClassValues[], wrapped: ReadonlyMap<string, Buffer>): Promise<void> {
    const keyed = groups.map((group) => {
      const wrappedKey = wrapped.get(nameOf(group));
      if (wrappedKey === undefined) throw new Error(`data class ${group.dataClass} of subject ${group.subjectId} was erased`);
      return { group, key: this.#unwrap(wrappedKey, group) };
    });
    await tx.query(statements.insertRows, sealedColumns(keyed));
  }

  #unwrap(wrappedKey: Buffer, group: ClassName): SealingKey {
    return sealingKey(unseal(this.#keys.keyEncryptionKey, wrappedKey, keyPlace(group)));
  }
}

/** A value as it lies in the vault, with the wrapped key of its class. */
interface SealedField {
  row_id: string;
  field: string;
  sealed: Buffer;
  wrapped_key: Buffer;
}

const unsealField = (key: SealingKey, subjectId: string, { row_id, field, sealed }: SealedField): string =>
  unseal(key, sealed, [uuidBytes(subjectId), field, uuidBytes(row_id)]).toString('utf8');

function groupByClass(values: readonly VaultValue[]): readonly ClassValues[] {
  const groups = new Map<string, ClassValues & { values: VaultValue[] }>();
  for (const given of values) {
    const value = { ...given, subjectId: given.subjectId.toLowerCase() };
    const group = groups.get(nameOf(value));
    if (group) group.values.push(value);
    else groups.set(nameOf(value), { subjectId: value.subjectId, dataClass: value.dataClass, values: [value] });
  }
  return [...groups.values()];
}

const nameOf = ({ subjectId, dataClass }: ClassName): string => `${subjectId}/${dataClass}`;

/** What a wrapped key is bound to. */
const keyPlace = ({ subjectId, dataClass }: ClassName): readonly (string | Buffer)[] => ['subject-key', uuidBytes(subjectId), dataClass];

/**
 * The columns of `vault.subject_data` as arrays: row ids, subjects, data classes, fields, sealed values, blind indexes.
 */
function sealedColumns(keyed: readonly { group: ClassValues; key: SealingKey }[]): readonly unknown[] {
  const rows = keyed.flatMap(({ group, key }) => group.values.map((value) => ({ value, sealed: sealValue(key, value) })));
  return [
    rows.map(({ value }) => value.rowId),
    rows.map(({ value }) => value.subjectId),
    rows.map(({ value }) => value.dataClass),
    rows.map(({ value }) => value.field),
    rows.map(({ sealed }) => sealed),
    rows.map(({ value }) => value.foundBy ?? null),
  ];
}

const sealValue = (key: SealingKey, { rowId, subjectId, field, value }: VaultValue): Buffer =>
  seal(key, Buffer.from(value, 'utf8'), [uuidBytes(subjectId), field, uuidBytes(rowId)]);
