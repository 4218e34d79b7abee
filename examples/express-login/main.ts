import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { isClientError } from '@pitpass/client';
import { createLogger, readConfiguration } from '@pitpass/client/node';

import { createRaceLog } from './app.ts';

const hourMilliseconds = 3_600_000;

/** A secret for cookies on this computer alone; elsewhere every restart would sign everybody out. */
function chooseSessionSecret(redirect_uri: string): string {
  const given = process.env['SESSION_SECRET'] ?? '';
  if (given.length >= 32) return given;
  if (given === '' && redirect_uri.startsWith('http://127.0.0.1')) {
    return randomBytes(32).toString('base64url');
  }
  throw new Error('SESSION_SECRET must have at least 32 characters that nobody can guess');
}

function start(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { provider, log, notes } = readConfiguration();
  const logger = createLogger(log);
  for (const note of notes) logger.warn(note);
  const { redirect_uri = '', client_secret } = provider;
  if (client_secret === undefined)
    throw new Error('IRACING_CLIENT_SECRET is missing: see .env.example');
  if (!redirect_uri.endsWith('/callback')) {
    throw new Error(
      'IRACING_REDIRECT_URI must be the address of this app, with the path /callback',
    );
  }
  const { app, sweep, close } = createRaceLog({
    provider: { ...provider, redirect_uri, logger },
    folder: resolve('race-log-data'),
    sessionSecret: chooseSessionSecret(redirect_uri),
    onFault: (error) => logger.error('a page failed', { error }),
  });
  const { origin, hostname, port, protocol } = new URL(redirect_uri);
  // An address with https is that of what ends TLS; the app listens behind it, on this computer.
  const host = protocol === 'https:' ? '127.0.0.1' : hostname;
  const server = app.listen(Number(process.env['PORT'] ?? (port || '7481')), host, (error) => {
    if (error === undefined) {
      console.log(`Race Log is at ${origin}`);
      return;
    }
    console.error(`Race Log cannot listen: ${error.message}. End what does, or change PORT.`);
    process.exitCode = 1;
    clearInterval(timer);
    close();
  });
  const failed = (error: unknown) => logger.warn('old sign-ins were not ended', { error });
  const timer = setInterval(() => void sweep().catch(failed), hourMilliseconds);
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      clearInterval(timer);
      server.close(close);
      server.closeIdleConnections();
    });
  }
}

try {
  start();
} catch (error) {
  console.error(isClientError(error) || error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
