import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { Connections, type Connection } from './connections';

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
  /** For a command that an operator watches: its statements may take as long as they need. */
  unhurried?: boolean;
  /**
   * A connection prepares each statement once, and plans it once for any parameters: for statements that find their rows
   * by keys, of which planning costs more than execution.
   */
  plansOnce?: boolean;
}

/** Limits how long a connection attempt, a lock, a statement or a forgotten transaction may take. */
const limitsMs = { lock: 4_000, statement: 5_000, idleInTransaction: 5_000, connect: 4_000 };

/** The server cancels a statement first; where nothing is heard by then, the connection is lost. */
const clientLimitMs = limitsMs.statement + 2_000;

/** Within some 20 seconds both ends know of a connection that vanished while nobody used it. */
const keepAlive = { idleMs: 10_000, server: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3' };
/** The same where an answer of the server is not taken. */
const untakenAnswerMs = 20_000;

const soonMs = 2_000;

/** One pool of connections: `query` for a single statement, `transaction` for a decision. */
export class Database {
  private readonly connections: Connections;

  constructor(
    private readonly source: DataSource,
    private readonly plansOnce: boolean,
  ) {
    this.connections = new Connections((source.driver as unknown as { master: Pool }).master);
  }

  /**
   * Runs `work` in one READ COMMITTED transaction: commits when it resolves, rolls back when it throws.
   * START TRANSACTION travels with the first statement, which saves a round trip of TypeORM.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.connections.lend(async (connection) => {
      const last: Promise<unknown>[] = [watch(connection.query(control('START TRANSACTION')))];
      const withCommit = (statements: readonly Promise<unknown>[]) => void last.push(...statements.map(watch));
      try {
        const result = await work({ ...txOn(connection, this.plansOnce), withCommit });
        const [{ command }] = await together([connection.query(control('COMMIT')), ...last]);
        // PostgreSQL answers a commit with ROLLBACK when a statement of the transaction has failed.
        if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
        return result;
      } catch (error) {
        // A lost connection has rolled back by itself; throw the first error, because it caused the others.
        if (!connection.isBroken) await connection.queryAlone(control('ROLLBACK')).catch(() => undefined);
        const first = (await Promise.allSettled(last)).find((one) => one.status === 'rejected');
        throw first ? first.reason : error;
      }
    });
  }

  query<T>(sql: string | Prepared, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.connections.lend((connection) => txOn(connection, this.plansOnce).query<T>(sql, parameters));
  }

  /** For a question about readiness: rejects where there is no answer soon, however long a statement may take. */
  async querySoon<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const late = delay(soonMs, undefined, { ref: false }).then(() => Promise.reject(new Error('PostgreSQL does not answer soon')));
    return Promise.race([this.query<T>(sql, parameters), late]);
  }

  /** Waits for what is under way, and no longer than a time limit for a server that does not answer. */
  async close(): Promise<void> {
    if (!this.source.isInitialized) return;
    await this.source.destroy();
    this.connections.destroyLater();
  }
}

const txOn = (connection: Connection, plansOnce: boolean): Tx => ({
  query: async <T>(sql: string | Prepared, parameters: readonly unknown[] = []) => {
    const statement = typeof sql !== 'string' ? sql : plansOnce ? prepared(sql) : { text: sql };
    return (await connection.query({ ...statement, values: parameters })).rows as T[];
  },
});

/** Named by what it does, for readers of the wire. */
const control = (text: string) => ({ name: text, text, values: [] });

/** The statements of the sources, so there are not many. */
const named = new Map<string, Prepared>();

/** Names a statement by its text, so that a name never changes its text. `prefix`: what it is, for readers of the wire. */
export function prepared(text: string, prefix = ''): Prepared {
  const known = named.get(text);
  if (known) return known;
  const statement = { name: prefix + createHash('sha256').update(text).digest('base64url').slice(0, 24), text };
  named.set(text, statement);
  return statement;
}

/** A statement that is planned each time: for the few whose plan depends on how large their tables are by then. */
export const plannedAnew = (text: string): Prepared => ({ name: '', text });

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
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, applicationName, poolSize, unhurried = false, plansOnce = false } = options;
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
      options: plansOnce ? `${optionsOfSession} ${plannedOnce}` : optionsOfSession,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAlive.idleMs,
      ...(!unhurried && { query_timeout: clientLimitMs }),
    },
  });
  await source.initialize();
  return new Database(source, plansOnce);
}

/** A plan is kept while its table grows, so it goes by index also where the table was small when it was made. */
const plannedOnce = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

const optionsOfSession = [
  `-c lock_timeout=${limitsMs.lock} -c statement_timeout=${limitsMs.statement}`,
  `-c idle_in_transaction_session_timeout=${limitsMs.idleInTransaction}`,
  `${keepAlive.server} -c tcp_user_timeout=${untakenAnswerMs} -c jit=off`,
].join(' ');
