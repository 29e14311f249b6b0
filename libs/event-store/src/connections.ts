import type { Duplex } from 'node:stream';
import type { Pool, PoolClient } from 'pg';
import { prepareValue } from 'pg/lib/utils';
import { ConnectionLost, isAnswered, isClientLimit, isForgotten, isLoss, isOutdated, isReadOnly } from './passing';
import { RoundTrip, type Answer, type Statement } from './round-trip';

/** One lent connection. */
export interface Connection {
  /** Statements that are sent before the program waits for anything travel together. */
  query(statement: Statement): Promise<Answer>;
  /** The same in a round trip of its own: no failure of another statement keeps it from PostgreSQL. */
  queryAlone(statement: Statement): Promise<Answer>;
  /** Nothing more can be asked of it. */
  readonly isBroken: boolean;
}

/** A younger connection to a read-only server is not replaced: there is no other server yet. */
const renewedAfterMs = 2_000;

/** How long a closed pool waits for its servers to say goodbye. */
const farewellMs = 1_000;

/**
 * Lends the connections of a pool, each to one borrower at a time, and destroys those that are not to be trusted.
 * A connection whose statement did not end in time is in an unknown state, and those that are as old probably took the
 * same way: they are not lent again.
 */
export class Connections {
  private readonly openedAt = new Map<PoolClient, number>();
  /** Connections that were opened before this instant are not lent again. */
  private distrustedBefore = 0;

  constructor(private readonly pool: Pool) {
    pool.on('connect', (client) => void this.openedAt.set(client, performance.now()));
    pool.on('remove', (client) => void this.openedAt.delete(client));
  }

  /** Lends a connection while `work` runs. @throws ConnectionLost when there is none to be had. */
  async lend<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const lent = new Lent(await this.take(), (error, sentAt, client) => this.judge(error, sentAt, client));
    try {
      return await work(lent);
    } finally {
      lent.giveBack();
    }
  }

  /** Ends what a silent server would keep open: the program could not end before TCP gives up. */
  destroyLater(): void {
    setTimeout(() => [...this.openedAt.keys()].forEach(destroy), farewellMs).unref();
  }

  private async take(): Promise<PoolClient> {
    for (;;) {
      const client = await this.pool.connect().catch((error: unknown) => {
        throw new ConnectionLost(error);
      });
      if ((this.openedAt.get(client) ?? 0) >= this.distrustedBefore) return client;
      destroy(client);
      client.release(true);
    }
  }

  private judge(error: unknown, sentAt: number, client: PoolClient): void {
    if (isClientLimit(error)) this.distrustedBefore = Math.max(this.distrustedBefore, sentAt);
    const now = performance.now();
    if (isOutdated(error)) this.distrustedBefore = now;
    if (isReadOnly(error) && now - (this.openedAt.get(client) ?? 0) > renewedAfterMs) this.distrustedBefore = now;
  }
}

class Lent implements Connection {
  private broken = false;
  /** What is not sent yet: one round trip at a time is under way. */
  private readonly waiting: RoundTrip[] = [];
  private underWay: RoundTrip | undefined;
  /** Without a listener the error of a connection ends the program. */
  private readonly onError = () => void (this.broken = true);

  constructor(
    private readonly client: PoolClient,
    private readonly judge: (error: unknown, sentAt: number, client: PoolClient) => void,
  ) {
    client.on('error', this.onError);
  }

  get isBroken(): boolean {
    return this.broken;
  }

  async query(statement: Statement): Promise<Answer> {
    const sentAt = performance.now();
    const asked = { ...statement, values: statement.values.map((value) => prepareValue(value)) };
    try {
      return await this.add(asked);
    } catch (error) {
      this.judge(error, sentAt, this.client);
      // A statement that the server does not know, or another schema has changed, fails on this connection for good.
      if (!isAnswered(error) || isForgotten(error) || isOutdated(error)) this.broken = true;
      throw isLoss(error) ? new ConnectionLost(error) : error;
    }
  }

  queryAlone(statement: Statement): Promise<Answer> {
    return this.apart(() => this.query(statement));
  }

  private add(statement: Statement): Promise<Answer> {
    const add = () => this.roundTrip().add(statement);
    return RoundTrip.isOfSeveral(statement) ? this.apart(add) : add();
  }

  private apart<T>(ask: () => T): T {
    this.waiting.push(new RoundTrip());
    const asked = ask();
    this.waiting.push(new RoundTrip());
    return asked;
  }

  /** The one that the next statement travels with; what settled promises go on with may still be added. */
  private roundTrip(): RoundTrip {
    if (this.waiting.length === 0) this.waiting.push(new RoundTrip());
    process.nextTick(() => this.send());
    return this.waiting.at(-1)!;
  }

  private send(): void {
    if (this.underWay) return;
    const next = this.waiting.shift();
    if (!next) return;
    if (next.statements.length === 0) return this.send();
    this.underWay = next;
    next.callback = () => {
      this.underWay = undefined;
      process.nextTick(() => this.send());
    };
    this.client.query(next);
  }

  giveBack(): void {
    if (this.broken) destroy(this.client);
    this.client.release(this.broken);
    this.client.removeListener('error', this.onError);
  }
}

/** `pg` itself would say goodbye and wait for an answer. */
function destroy(client: PoolClient): void {
  (client as unknown as { connection: { stream: Duplex } }).connection.stream.destroy();
}
