import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What the demo file tells a program. */
interface Demo {
  readonly members: readonly { readonly username: string; readonly password: string }[];
  readonly clients: readonly {
    readonly client_id: string;
    readonly client_secret?: string;
    readonly client_type: string;
    readonly redirect_uris: readonly string[];
  }[];
}

/** A browser that is signed in and has allowed the demo's server-side client. */
export interface SignedIn {
  readonly client_id: string;
  /** In the masked form. */
  readonly client_secret: string;
  readonly redirect_uri: string;
  readonly cookie: string;
  /** The path of an authorization request that is answered with a code at once. */
  readonly authorizePath: string;
  readonly code_verifier: string;
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8');
const mask = (secret: string, id: string) =>
  sha256(secret + id.trim().toLowerCase()).digest('base64');

function hiddenFields(page: string, action: string): Record<string, string> {
  const form = page.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of form.matchAll(/name="([^"]+)"\s+value="([^"]*)"/g)) {
    fields[name] = value;
  }
  return fields;
}

/** Signs a demo member in over HTTP as a browser would, and allows the server-side client once. */
export async function signIn(origin: string, demoFile: string): Promise<SignedIn> {
  const demo = JSON.parse(readFileSync(demoFile, 'utf8')) as Demo;
  const [member] = demo.members;
  const client = demo.clients.find(
    ({ client_type, redirect_uris }) => client_type === 'server-side' && redirect_uris.length > 0,
  );
  if (member === undefined || client === undefined) throw new Error('The demo is not as expected');
  const code_verifier = 'bench-verifier-0123456789-0123456789-0123456789';
  const redirect_uri = client.redirect_uris[0] ?? '';
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri,
    response_type: 'code',
    scope: 'iracing.auth',
    code_challenge: sha256(code_verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const authorizePath = `/oauth2/authorize?${query.toString()}`;
  const cookies = new Map<string, string>();
  const send = async (path: string, form?: Record<string, string>) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(origin + path, {
      redirect: 'manual',
      headers: { cookie, origin, 'sec-fetch-site': 'same-origin', accept: 'text/html' },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    return response;
  };
  const login = await (await send(authorizePath)).text();
  const { username, password } = member;
  const signedIn = await send('/login', { ...hiddenFields(login, '/login'), username, password });
  const location = new URL(signedIn.headers.get('location') ?? '', origin);
  const consent = await (await send(location.pathname + location.search)).text();
  const decided = await send('/consent', {
    ...hiddenFields(consent, '/consent'),
    decision: 'allow',
  });
  if (decided.status !== 303) throw new Error(`Signing in failed with ${decided.status}`);
  return {
    client_id: client.client_id,
    client_secret: mask(client.client_secret ?? '', client.client_id),
    redirect_uri,
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    authorizePath,
    code_verifier,
  };
}
