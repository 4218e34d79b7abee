import { join } from 'node:path';

import type { Target } from './data-calls.ts';
import { findFreePort, startServer } from './processes.ts';
import type { RunningServer } from './processes.ts';
import { signIn } from './sign-in.ts';

const here = import.meta.dirname;

async function fetchToken(origin: string, demoFile: string): Promise<Target> {
  const signedIn = await signIn(origin, demoFile);
  const asked = await fetch(origin + signedIn.authorizePath, {
    redirect: 'manual',
    headers: { cookie: signedIn.cookie },
  });
  const code = new URL(asked.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const { client_id, client_secret, redirect_uri, code_verifier } = signedIn;
  const grant = { grant_type: 'authorization_code', code, redirect_uri, code_verifier };
  const body = new URLSearchParams({ ...grant, client_id, client_secret });
  const answer = await fetch(`${origin}/oauth2/token`, { method: 'POST', body });
  const { access_token } = (await answer.json()) as { access_token: string };
  return { origin, access_token };
}

/** Starts a local service under a name of its own, signs a member in and stops it in the end. */
export async function withService<T>(
  workspace: string,
  name: string,
  work: (target: Target, server: RunningServer) => Promise<T>,
): Promise<T> {
  const port = await findFreePort();
  const directory = join(workspace, name);
  const launcher = join(here, '../packages/cli/bin/pitpass.js');
  const words = ['serve', '--local', '--port', String(port), '--data-directory', directory];
  const server = await startServer([launcher, ...words], /is running at/, {
    PITPASS_LOG_FORMAT: 'json',
    PITPASS_DATA_REQUESTS_PER_MINUTE: '999999999',
  });
  try {
    return await work(
      await fetchToken(`http://localhost:${port}`, join(directory, 'demo.json')),
      server,
    );
  } finally {
    await server.stop();
  }
}
