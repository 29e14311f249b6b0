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
  /** Connections that are open are silent for good, and neither end hears that the other is gone; new ones work. */
  vanish(): void;
  /** Lets connections through again. Those that something was kept from are cut, except those that vanished. */
  heal(): void;
  close(): Promise<void>;
}

const askedCharactersMax = 200_000;

/** A connection from inside and the one that it is passed on to. */
interface Pair {
  inner: Socket;
  outer: Socket;
  asked: string;
  held: boolean;
  vanished: boolean;
}

function cut({ inner, outer }: Pair): void {
  inner.destroy();
  outer.destroy();
}

/** Stands between a program and a server, and breaks what is between them on purpose. */
export async function tcpProxy(target: { host: string; port: number }): Promise<Proxy> {
  const open = new Set<Pair>();
  const sockets = new Set<Socket>();
  let mode: 'open' | 'away' | 'silent' = 'open';
  let hold: { when: Hold; held: () => void } | undefined;
  const cutAll = () => open.forEach(cut);

  const server = createServer((inner) => {
    if (mode === 'away') return inner.destroy();
    const pair: Pair = { inner, outer: connect(target.port, target.host), asked: '', held: false, vanished: false };
    open.add(pair);
    for (const socket of [inner, pair.outer]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        if (pair.vanished) return;
        open.delete(pair);
        cut(pair);
      });
    }
    inner.on('data', (chunk) => {
      if (mode === 'silent' || pair.vanished) return;
      if (hold) pair.asked = (pair.asked + chunk.toString('latin1')).slice(-askedCharactersMax);
      pair.outer.write(chunk);
    });
    pair.outer.on('data', (chunk) => {
      if (mode === 'silent' || pair.vanished) return;
      if (!pair.held && hold?.when(pair.asked, chunk)) {
        pair.held = true;
        hold.held();
      }
      if (!pair.held) inner.write(chunk);
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
    vanish: () => {
      for (const pair of open) pair.vanished = true;
      open.clear();
    },
    heal: () => {
      if (mode === 'silent' || hold) cutAll();
      mode = 'open';
      hold = undefined;
    },
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The part of the requests to PostgreSQL that belongs to the open, or just committed, transaction. */
export const transactionOf = (asked: string): string => asked.slice(asked.lastIndexOf('START TRANSACTION'));

/** PostgreSQL says that a transaction is committed. */
export const saysCommitted = (answer: Buffer): boolean => answer.includes('COMMIT\0');
