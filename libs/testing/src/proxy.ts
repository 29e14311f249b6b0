import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  port: number;
  /** Called with each chunk that the server sends back, before it is passed on; answering `hold` keeps it and all that follows. */
  onAnswer(watch: (chunk: Buffer) => 'pass' | 'hold'): void;
  /** Cuts every connection and refuses new ones, as if the server were away. */
  cut(): void;
  /** Lets connections through again. */
  heal(): void;
  close(): Promise<void>;
}

/** Stands between a program and a server, and breaks what is between them on purpose. */
export async function tcpProxy(target: { host: string; port: number }): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let watch: (chunk: Buffer) => 'pass' | 'hold' = () => 'pass';
  let away = false;
  const server = createServer((inner) => {
    if (away) return inner.destroy();
    const outer = connect(target.port, target.host);
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
    inner.on('data', (chunk) => outer.write(chunk));
    outer.on('data', (chunk) => {
      held ||= watch(chunk) === 'hold';
      if (!held) inner.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    onAnswer: (next) => (watch = next),
    cut: () => {
      away = true;
      for (const socket of sockets) socket.destroy();
    },
    heal: () => (away = false),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
