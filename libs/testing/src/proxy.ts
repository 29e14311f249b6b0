import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** The requests on this connection so far (the newest part, as latin1), and the server's answer now. */
type Hold = (asked: string, answer: Buffer) => boolean;

export interface Proxy {
  port: number;
  /**
   * Passes answers until this is true; withholds that one and all later ones on its connection. Settles when it is
   * true.
   */
  holdAnswer(when: Hold): Promise<void>;
  /** Cuts every connection and refuses new ones, as if the server were away. */
  cut(): void;
  /** Passes nothing any more, without closing: a black hole. */
  silence(): void;
  /** Lets connections through again. Cuts those from which something was withheld. */
  heal(): void;
  close(): Promise<void>;
}

const askedCharactersMax = 200_000;

/** Stands between a program and a server, and breaks the connection on purpose. */
export async function tcpProxy(target: { host: string; port: number }): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let mode: 'open' | 'away' | 'silent' = 'open';
  let hold: { when: Hold; held: () => void } | undefined;
  const cutAll = () => sockets.forEach((socket) => socket.destroy());

  const server = createServer((inner) => {
    if (mode === 'away') return inner.destroy();
    const outer = connect(target.port, target.host);
    let asked = '';
    let held = false;
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        inner.destroy();
        outer.destroy();
      });
    }
    inner.on('data', (chunk) => {
      if (mode === 'silent') return;
      if (hold) asked = (asked + chunk.toString('latin1')).slice(-askedCharactersMax);
      outer.write(chunk);
    });
    outer.on('data', (chunk) => {
      if (mode === 'silent') return;
      if (!held && hold?.when(asked, chunk)) {
        held = true;
        hold.held();
      }
      if (!held) inner.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    holdAnswer: (when) => new Promise<void>((held) => (hold = { when, held })),
    cut: () => {
      mode = 'away';
      cutAll();
    },
    silence: () => (mode = 'silent'),
    heal: () => {
      if (mode === 'silent' || hold) cutAll();
      mode = 'open';
      hold = undefined;
    },
    close: () => {
      cutAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The part of the requests to PostgreSQL that belongs to the open, or just committed, transaction. */
export const transactionOf = (asked: string): string => asked.slice(asked.lastIndexOf('START TRANSACTION'));

/** PostgreSQL says that a transaction is committed. */
export const saysCommitted = (answer: Buffer): boolean => answer.includes('COMMIT\0');
