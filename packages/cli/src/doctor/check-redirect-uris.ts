import { createServer } from 'node:net';

import { isLoopbackHostname } from '@pitpass/protocol';

import type { DoctorContext } from './context.ts';
import { ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { findNearRedirectUri } from './near-redirect-uri.ts';
import { askAboutRedirectUri } from './probe.ts';
import { findRegistrations } from './registration.ts';

const check = 'redirect URI';

/** Why a loopback port cannot be listened on; undefined when it can. */
function findPortProblem(uri: string): Promise<string | undefined> {
  const { hostname, port } = new URL(uri);
  if (!isLoopbackHostname(hostname)) return Promise.resolve('is not on this computer');
  const host = hostname === '[::1]' ? '::1' : '127.0.0.1';
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      resolve(code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${code})`);
    });
    server.listen({ host, port: Number(port || 80), exclusive: true }, () => {
      server.close(() => resolve(undefined));
    });
  });
}

async function checkPorts(uris: readonly string[]): Promise<Finding> {
  const taken: string[] = [];
  for (const uri of uris.filter((candidate) => URL.canParse(candidate))) {
    const reason = await findPortProblem(uri);
    if (reason !== undefined) taken.push(`${new URL(uri).port || 'port 80'} ${reason}`);
  }
  const said = taken.length === 0 ? '' : `; ${taken.join(', ')}`;
  if (taken.length < uris.length) {
    const free = uris.length - taken.length;
    return ok('ports', `${free} of ${uris.length} can be listened on for the browser${said}.`);
  }
  return problem(
    'ports',
    `No redirect URI can be listened on${said}.`,
    'End what listens there, or register another loopback port and name it with --redirect-uri.',
  );
}

async function describeRefusal(uri: string, context: DoctorContext): Promise<Finding> {
  const { client_id = '' } = context;
  const registered = (await findRegistrations(context))?.find(
    (client) => client.client_id === client_id,
  )?.redirect_uris;
  const near = findNearRedirectUri(uri, registered ?? []);
  return problem(
    check,
    `${uri} is not registered for the client ${client_id}.`,
    near === undefined
      ? 'Register it, byte for byte, or give --redirect-uri the one that is.'
      : `The nearest that is registered is ${near.uri}: ${near.difference}.`,
  );
}

async function checkOne(uri: string, context: DoctorContext): Promise<Finding | undefined> {
  const { service = '', client_id = '' } = context;
  switch (await askAboutRedirectUri(service, client_id, uri)) {
    case 'registered':
      return undefined;
    case 'unregistered':
      return describeRefusal(uri, context);
    case 'unknown_client':
      return problem(
        'client',
        `${service} does not know the client ${client_id}.`,
        'Compare it with what was issued, letter for letter: its case counts.',
      );
    case 'disabled':
      return problem(
        'client',
        `The client ${client_id} is disabled at ${service}.`,
        'Have it enabled; trying again does not help.',
      );
    case 'unclear':
      return warning(check, `${service} did not say whether ${uri} is registered.`);
  }
}

/**
 * Asks the service whether it knows the client and each redirect URI of the account, and sees
 * whether their ports can be listened on. An account that needs no browser has none.
 */
export async function checkRedirectUris(context: DoctorContext): Promise<readonly Finding[]> {
  const { settings, provider } = context;
  const uris = settings?.redirect_uris ?? [];
  if (uris.length === 0) return [];
  const ports = await checkPorts(uris);
  if (provider === 'trackmania') return [ports];
  const findings: Finding[] = [];
  for (const uri of uris) {
    const finding = await checkOne(uri, context);
    if (finding === undefined) continue;
    findings.push(finding);
    // The others would say the same.
    if (finding.check === 'client') return [...findings, ports];
  }
  if (findings.length > 0) return [...findings, ports];
  const all = uris.length === 1 ? uris[0] : `All ${uris.length}`;
  const verb = uris.length === 1 ? 'is' : 'are';
  return [ok(check, `${all} ${verb} registered for ${settings?.client_id}.`), ports];
}
