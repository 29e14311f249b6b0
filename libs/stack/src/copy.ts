import type { Client } from 'pg';

/** What `pg` asks of a query of its own kind; its types know neither the copy messages nor the connection. */
interface Connection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(why: string): void;
  sync(): void;
}

/** One COPY, in the simple protocol of PostgreSQL. */
class Copy {
  readonly chunks: Uint8Array[] = [];
  private failure: Error | undefined;

  constructor(
    private readonly text: string,
    private readonly rows: Uint8Array,
    private readonly settle: (error: Error | undefined) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.text);
  }

  handleCopyInResponse(connection: Connection): void {
    connection.sendCopyFromChunk(this.rows);
    connection.endCopyFrom();
  }

  handleCopyData({ chunk }: { chunk: Uint8Array }): void {
    // A copy: the driver reads the next message into the same memory.
    this.chunks.push(Uint8Array.from(chunk));
  }

  handleError(error: Error): void {
    this.failure = error;
    this.settle(error);
  }

  handleReadyForQuery(): void {
    if (!this.failure) this.settle(undefined);
  }

  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}

const run = (client: Client, text: string, rows: Uint8Array = Buffer.alloc(0)): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const copy = new Copy(text, rows, (error) => (error ? reject(error) : resolve(Buffer.concat(copy.chunks))));
    client.query(copy as never);
  });

/** All that `COPY … TO STDOUT` gives. */
export const copyOut = (client: Client, text: string): Promise<Buffer> => run(client, text);

/** Feeds `COPY … FROM STDIN`. */
export const copyIn = async (client: Client, text: string, rows: Uint8Array): Promise<void> => void (await run(client, text, rows));
