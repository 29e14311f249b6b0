import type { PoolClient } from 'pg';
import { DataSource, type EntityManager, type EntityTarget, type ObjectLiteral, type QueryRunner } from 'typeorm';

/** A statement that every connection prepares once: for those that every command sends, and whose text is long. The text of a name never changes. */
export interface Prepared {
  name: string;
  text: string;
}

/** SQL on one connection. Rows come back as `pg` gives them. */
export interface Tx {
  query<T>(sql: string | Prepared, parameters?: readonly unknown[]): Promise<T[]>;
  readonly manager: EntityManager;
}

export interface DatabaseOptions {
  url: string;
  applicationName: string;
  poolSize: number;
  entities?: readonly EntityTarget<ObjectLiteral>[];
}

/** Limits on everything: nobody waits for a lock, a statement or a forgotten transaction for longer than this. */
const limitsMs = { lock: 4_000, statement: 5_000, idleInTransaction: 5_000, connect: 4_000 };

/** One pool of connections. Reads go through `query`, decisions through `transaction`. */
export class Database {
  constructor(private readonly source: DataSource) {}

  /** Runs `work` in one READ COMMITTED transaction: committed when it resolves, rolled back when it throws. */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await work(txOf(runner));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // A lost connection has rolled back by itself; the first error is the one to tell.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  async query<T>(sql: string | Prepared, parameters: readonly unknown[] = []): Promise<T[]> {
    const runner = this.source.createQueryRunner();
    try {
      return await txOf(runner).query<T>(sql, parameters);
    } finally {
      await runner.release();
    }
  }

  get manager(): EntityManager {
    return this.source.manager;
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

const txOf = (runner: QueryRunner): Tx => ({
  manager: runner.manager,
  query: async <T>(sql: string | Prepared, parameters: readonly unknown[] = []) => {
    if (typeof sql === 'string') return (await runner.query(sql, [...parameters], true)).records as T[];
    const connection = (await runner.connect()) as PoolClient;
    return (await connection.query({ ...sql, values: [...parameters] })).rows as T[];
  },
});

/** Opens a pool; rejects when PostgreSQL does not answer. Query logging stays off: it would print parameters. */
export async function openDatabase({ url, applicationName, poolSize, entities = [] }: DatabaseOptions): Promise<Database> {
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName,
    poolSize,
    entities: [...entities] as never[],
    synchronize: false,
    migrationsRun: false,
    logging: false,
    connectTimeoutMS: limitsMs.connect,
    extra: {
      options: `-c lock_timeout=${limitsMs.lock} -c statement_timeout=${limitsMs.statement} -c idle_in_transaction_session_timeout=${limitsMs.idleInTransaction}`,
    },
  });
  await source.initialize();
  return new Database(source);
}
