import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';

/**
 * A statement that each connection prepares once: for long texts that every command sends. A name never changes its
 * text.
 */
export interface Prepared {
  name: string;
  text: string;
}

/**
 * SQL on one connection, with rows as `pg` returns them.
 * A statement is sent at once, even before the earlier one is answered: see {@link together}.
 */
export interface Tx {
  query<T>(sql: string | Prepared, parameters?: readonly unknown[]): Promise<T[]>;
}

/** An open transaction. */
export interface Transaction extends Tx {
  /** The commit follows these statements without waiting; one that fails still fails the transaction. */
  withCommit(statements: readonly Promise<unknown>[]): void;
}

export interface DatabaseOptions {
  url: string;
  applicationName: string;
  poolSize: number;
}

/** Limits how long a connection attempt, a lock, a statement or a forgotten transaction may take. */
const limitsMs = { lock: 4_000, statement: 5_000, idleInTransaction: 5_000, connect: 4_000 };

/** One pool of connections: `query` for a single statement, `transaction` for a decision. */
export class Database {
  constructor(private readonly source: DataSource) {}

  /**
   * Runs `work` in one READ COMMITTED transaction: commits when it resolves, rolls back when it throws.
   * START TRANSACTION travels with the first statement, which saves a round trip of TypeORM.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      const connection = (await runner.connect()) as PoolClient;
      const last: Promise<unknown>[] = [watch(connection.query('START TRANSACTION'))];
      const withCommit = (statements: readonly Promise<unknown>[]) => void last.push(...statements.map(watch));
      try {
        const result = await work({ ...txOn(connection), withCommit });
        const [{ command }] = await together([connection.query('COMMIT'), ...last]);
        // PostgreSQL answers a commit with ROLLBACK when a statement of the transaction has failed.
        if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
        return result;
      } catch (error) {
        // A lost connection has rolled back by itself. A failed statement of `withCommit` is thrown first: it caused
        // the others.
        await connection.query('ROLLBACK').catch(() => undefined);
        const first = (await Promise.allSettled(last)).find((one) => one.status === 'rejected');
        throw first ? first.reason : error;
      }
    } finally {
      await runner.release();
    }
  }

  async query<T>(sql: string | Prepared, parameters: readonly unknown[] = []): Promise<T[]> {
    const runner = this.source.createQueryRunner();
    try {
      return await txOn((await runner.connect()) as PoolClient).query<T>(sql, parameters);
    } finally {
      await runner.release();
    }
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

const txOn = (connection: PoolClient): Tx => ({
  query: async <T>(sql: string | Prepared, parameters: readonly unknown[] = []) => {
    const statement = typeof sql === 'string' ? { text: sql } : sql;
    return (await connection.query({ ...statement, values: [...parameters] })).rows as T[];
  },
});

/** Marks the failure as handled until the caller awaits the statement. */
function watch(statement: Promise<unknown>): Promise<unknown> {
  statement.catch(() => undefined);
  return statement;
}

/**
 * Waits for statements that were sent one behind the other, in one round trip.
 * When all of them are over, rejects with the first failure: in a transaction it fails those behind it.
 */
export async function together<T extends readonly unknown[]>(statements: { readonly [K in keyof T]: Promise<T[K]> | T[K] }): Promise<T> {
  const settled = await Promise.allSettled(statements);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

/**
 * Opens a pool; rejects when PostgreSQL does not answer. Query logging stays off, because it would print parameters.
 */
export async function openDatabase({ url, applicationName, poolSize }: DatabaseOptions): Promise<Database> {
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName,
    poolSize,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    connectTimeoutMS: limitsMs.connect,
    extra: {
      pipeline: true,
      options: `-c lock_timeout=${limitsMs.lock} -c statement_timeout=${limitsMs.statement} -c idle_in_transaction_session_timeout=${limitsMs.idleInTransaction}`,
    },
  });
  await source.initialize();
  return new Database(source);
}
