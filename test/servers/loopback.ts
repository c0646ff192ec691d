/** Servers of tests and benchmarks, on a free port of the loopback. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a server listens from now on, and how it is ended with all of its connections. */
export async function onLoopback(server: Server): Promise<{ url: string; stop(): Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
