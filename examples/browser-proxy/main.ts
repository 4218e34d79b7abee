import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';

import { createLogger, readConfiguration } from '@pitpass/client/node';

import { createPageServer } from './server.ts';

/** A secret for one process on this computer; several instances must share theirs. */
function chooseSecret(redirect_uri: string): string {
  const given = process.env['PROXY_SECRET'] ?? '';
  if (given.length >= 32) return given;
  if (given === '' && redirect_uri.startsWith('http://127.0.0.1')) {
    return randomBytes(32).toString('base64url');
  }
  throw new Error('PROXY_SECRET must have at least 32 characters that nobody can guess');
}

async function start(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { provider, log, notes } = readConfiguration();
  const logger = createLogger(log);
  for (const note of notes) logger.warn(note);
  const { client_id, client_secret, redirect_uri = '', scope, issuerUrl, dataUrl } = provider;
  if (client_secret !== undefined) {
    throw new Error('IRACING_CLIENT_SECRET is of no use here: a page cannot keep a secret');
  }
  if (!redirect_uri.endsWith('/callback')) {
    throw new Error(
      'IRACING_REDIRECT_URI must be the address of this app, with the path /callback',
    );
  }
  const server = await createPageServer({
    client_id,
    redirect_uri,
    secret: chooseSecret(redirect_uri),
    onFault: (sentence) => logger.error(sentence),
    ...(scope !== undefined && { scope }),
    ...(issuerUrl !== undefined && { issuerUrl }),
    ...(dataUrl !== undefined && { dataUrl }),
  });
  const { origin, hostname, port, protocol } = new URL(redirect_uri);
  // An address with https is that of what ends TLS; the app listens behind it, on this computer.
  const host = protocol === 'https:' ? '127.0.0.1' : hostname;
  server.once('error', (error) => {
    console.error(`Lap Lens cannot listen: ${error.message}. End what does, or change PORT.`);
    process.exitCode = 1;
  });
  server.listen(Number(process.env['PORT'] ?? (port || '7482')), host, () => {
    console.log(`Lap Lens is at ${origin}`);
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
