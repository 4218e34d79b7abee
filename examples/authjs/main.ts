import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { createLogger, readConfiguration } from '@pitpass/client/node';

import { createApp } from './app.ts';

/** A secret for cookies on this computer alone; elsewhere every restart would sign everybody out. */
function chooseSecret(redirect_uri: string): string {
  const given = process.env['AUTH_SECRET'] ?? '';
  if (given.length >= 32) return given;
  if (given === '' && redirect_uri.startsWith('http://127.0.0.1')) {
    return randomBytes(32).toString('base64url');
  }
  throw new Error('AUTH_SECRET must have at least 32 characters that nobody can guess');
}

async function start(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { provider, log, notes } = readConfiguration();
  const logger = createLogger(log);
  for (const note of notes) logger.warn(note);
  const { redirect_uri = '' } = provider;
  if (!redirect_uri.endsWith('/auth/callback/iracing')) {
    throw new Error(
      'IRACING_REDIRECT_URI must be the address of this app, with the path /auth/callback/iracing',
    );
  }
  const app = await createApp({
    provider: { ...provider, redirect_uri, logger },
    tokenFile: resolve('paddock-data', 'tokens.sqlite'),
    secret: chooseSecret(redirect_uri),
    onFault: (error) => logger.error('a sign-in or a page failed', { error }),
  });
  const { origin, hostname, port, protocol } = new URL(redirect_uri);
  // An address with https is that of what ends TLS; the app listens behind it, on this computer.
  const host = protocol === 'https:' ? '127.0.0.1' : hostname;
  const server = app.listen(Number(process.env['PORT'] ?? (port || '7486')), host, (error) => {
    if (error === undefined) {
      console.log(`Paddock is at ${origin}`);
      return;
    }
    console.error(`Paddock cannot listen: ${error.message}. End what does, or change PORT.`);
    process.exitCode = 1;
  });
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      server.close();
      server.closeIdleConnections();
    });
  }
}

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
