import { createServer, type Socket, connect as toServer } from 'node:net';

/** A way to a server that can be cut. */
export interface TcpProxy {
  port: number;
  /** Breaks all connections, and refuses or swallows new ones until `mend`. */
  cut(how?: 'refuse' | 'silence'): void;
  mend(): void;
  close(): Promise<void>;
}

/** Passes what comes on to a port of this machine. A silent cut is that of a cable: nobody is told. */
export async function tcpProxy(port: number): Promise<TcpProxy> {
  let state: 'open' | 'refuse' | 'silence' = 'open';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: () => Socket | undefined): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      if (state !== 'silence') other()?.destroy();
    });
  };
  const server = createServer((client) => {
    if (state === 'refuse') {
      client.destroy();
      return;
    }
    let upstream: Socket | undefined;
    keep(client, () => upstream);
    // In a silence, the connection is made, and nothing is heard of it any more.
    if (state === 'silence') return;
    upstream = toServer(port, '127.0.0.1');
    keep(upstream, () => client);
    client.on('data', (data) => {
      if (state === 'open') upstream!.write(data);
    });
    upstream.on('data', (data) => {
      if (state === 'open') client.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    cut: (how = 'refuse') => {
      state = how;
      if (how === 'refuse') for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      // What was sent into a silence is lost: those connections are of no use.
      for (const socket of sockets) socket.destroy();
      state = 'open';
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
