import { createServer } from 'node:net';
import type { Server } from 'node:net';

const lowestPort = 20_000;
const portCount = 10_000;

function listen(host: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host, port, exclusive: true, ipv6Only: host === '::1' }, () => resolve(server));
  });
}

const close = (server: Server | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (server === undefined) resolve();
    else server.close(() => resolve());
  });

/**
 * A port that nobody listens on at either loopback address. It lies below the range from which outgoing
 * connections take theirs, so that no other test's connection takes it in the meantime.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = lowestPort + Math.floor(Math.random() * portCount);
    const first = await listen('127.0.0.1', port);
    const second = await listen('::1', port);
    await close(first);
    await close(second);
    if (first !== undefined) return port;
  }
  throw new Error('No free port was found on the loopback addresses');
}
