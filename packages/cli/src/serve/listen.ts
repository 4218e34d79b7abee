import { createServer } from 'node:http';
import type { Server } from 'node:http';

import { watchConnections } from '@pitpass/server';
import type { AuthorizationServer } from '@pitpass/server';

import { StartProblem } from './start-problem.ts';

/** Stops listening: connections without a request are closed, requests in flight finish. */
export type StopListening = () => Promise<void>;

const absentAddressCodes = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

function toProblem(error: unknown, address: string, port: number): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new StartProblem(
      `Port ${port} is taken, perhaps by a Pitpass that runs already. Stop what listens there, or name another port with --port.`,
    );
  }
  if (code === 'EACCES') {
    return new StartProblem(
      `Port ${port} may not be used by this account. Name one above 1023 with --port.`,
    );
  }
  if (absentAddressCodes.has(code ?? '') || code === 'ENOTFOUND') {
    return new StartProblem(
      `This computer has no address ${address}. Name one of its own with --address.`,
    );
  }
  return error as Error;
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: host === '::1' }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * Listens on the address. `localhost` means both loopback addresses: a name resolves to either, depending
 * on the machine and the program that asks. A machine without IPv6 has one.
 *
 * @throws StartProblem when the port is taken or the address is not this computer's
 */
export async function listen(
  { app }: AuthorizationServer,
  address: string,
  port: number,
): Promise<StopListening> {
  const isBoth = address === 'localhost';
  try {
    await app.listen({ host: isBoth ? '127.0.0.1' : address, port });
  } catch (error) {
    throw toProblem(error, address, port);
  }
  if (!isBoth) return async () => {};
  const { maxHeaderSize, requestTimeout } = { maxHeaderSize: 16_384, requestTimeout: 30_000 };
  const second = createServer({ maxHeaderSize, requestTimeout }, (request, response) =>
    app.routing(request, response),
  );
  for (const listener of app.server.listeners('clientError')) {
    second.on('clientError', listener as (...args: unknown[]) => void);
  }
  const releaseConnections = watchConnections(second);
  try {
    await listenOn(second, '::1', port);
  } catch (error) {
    if (absentAddressCodes.has((error as NodeJS.ErrnoException).code ?? '')) return async () => {};
    throw toProblem(error, '::1', port);
  }
  return () =>
    new Promise((resolve) => {
      second.close(() => resolve());
      releaseConnections();
    });
}
