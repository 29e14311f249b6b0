import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';

/** A statement that every connection prepares once: for those that every command sends, and whose text is long. The text of a name never changes. */
export interface Prepared {
  name: string;
  text: string;
}

/** SQL on one connection. Rows come back as `pg` gives them. A statement leaves at once, whether or not the one before has been answered: see {@link together}. */
export interface Tx {
  query<T>(sql: string | Prepared, parameters?: readonly unknown[]): Promise<T[]>;
}

/** A transaction under way. */
export interface Transaction extends Tx {
  /** The commit follows these statements without waiting for them. One that fails fails the transaction all the same. */
  withCommit(statements: readonly Promise<unknown>[]): void;
}

export interface DatabaseOptions {
  url: string;
  applicationName: string;
  poolSize: number;
}

/** Limits on everything: nobody waits for a lock, a statement or a forgotten transaction for longer than this. */
const limitsMs = { lock: 4_000, statement: 5_000, idleInTransaction: 5_000, connect: 4_000 };

/** One pool of connections. Reads go through `query`, decisions through `transaction`. */
export class Database {
  constructor(private readonly source: DataSource) {}

  /**
   * Runs `work` in one READ COMMITTED transaction: committed when it resolves, rolled back when it throws. It begins on the way of its first statement, not
   * on one of its own, for which TypeORM would wait.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      const connection = (await runner.connect()) as PoolClient;
      const last: Promise<unknown>[] = [watched(connection.query('START TRANSACTION'))];
      const withCommit = (statements: readonly Promise<unknown>[]) => void last.push(...statements.map(watched));
      try {
        const result = await work({ ...txOn(connection), withCommit });
        const [{ command }] = await together([connection.query('COMMIT'), ...last]);
        // So PostgreSQL answers the commit of a transaction of which something has failed.
        if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
        return result;
      } catch (error) {
        // A lost connection has rolled back by itself. What failed first made the rest fail: that is the one to tell.
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

/** It is answered for later: until then nobody calls its failure unhandled. */
function watched(statement: Promise<unknown>): Promise<unknown> {
  statement.catch(() => undefined);
  return statement;
}

/**
 * Statements that do not need each other's answers: sent one after the other, answered in their order, one round trip for all of them. All are over when this
 * settles. A statement that fails fails those behind it; the first failure is the one to tell.
 */
export async function together<T extends readonly unknown[]>(statements: { readonly [K in keyof T]: Promise<T[K]> | T[K] }): Promise<T> {
  const settled = await Promise.allSettled(statements);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

/** Opens a pool; rejects when PostgreSQL does not answer. Query logging stays off: it would print parameters. */
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
