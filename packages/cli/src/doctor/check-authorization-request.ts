import { isCodeChallenge } from '@pitpass/protocol';

import { checkClient } from './check-client.ts';
import type { DoctorContext } from './context.ts';
import { ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { compareRedirectUri } from './narrow-causes.ts';

const knownScopes: readonly string[] = ['iracing.auth', 'iracing.profile'];

function checkRepeated(query: URLSearchParams): Finding[] {
  const names = [...new Set(query.keys())].filter((name) => query.getAll(name).length > 1);
  return names.map((name) =>
    problem('request', `${name} stands in the address more than once.`, 'Send each once.'),
  );
}

function checkPkce(query: URLSearchParams): Finding[] {
  const challenge = query.get('code_challenge');
  const method = query.get('code_challenge_method');
  if (challenge === null) {
    return [
      warning(
        'PKCE',
        'There is no code_challenge; a client without a secret must send one.',
        'Send code_challenge and code_challenge_method=S256.',
      ),
    ];
  }
  if (method === null) {
    return [
      problem(
        'PKCE',
        'code_challenge_method is left out, which means plain: the challenge is then compared with the verifier itself.',
        'Send code_challenge_method=S256.',
      ),
    ];
  }
  if ((method === 'S256' || method === 'plain') && isCodeChallenge(challenge, method)) return [];
  return [
    problem(
      'PKCE',
      `The challenge cannot have been made by the method ${method}.`,
      'S256 is Base64 of SHA-256 of the verifier, URL-safe and without padding: 43 characters.',
    ),
  ];
}

function checkWords(query: URLSearchParams, isTrackmania: boolean): Finding[] {
  const findings: Finding[] = [];
  if (query.get('response_type') !== 'code') {
    findings.push(problem('request', 'response_type is not code.', 'Send response_type=code.'));
  }
  if (!query.has('state')) {
    findings.push(warning('state', 'There is no state: nothing tells a forged callback apart.'));
  }
  const scopes = (query.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== '');
  const unknown = scopes.filter((scope) => !knownScopes.includes(scope));
  if (!isTrackmania && unknown.length > 0) {
    const message = `The scope ${unknown.join(' ')} does not exist; ${knownScopes.join(' and ')} do.`;
    findings.push(problem('scope', message, 'Leave it out.'));
  }
  return findings;
}

/**
 * Looks at an authorization request that somebody pasted: its client, redirect URI, challenge and
 * scope, and asks the service of the account about the first two. The request itself is not sent.
 */
export async function checkAuthorizationRequest(
  request: URL,
  context: DoctorContext,
): Promise<readonly Finding[]> {
  const query = request.searchParams;
  const isTrackmania = !request.pathname.startsWith('/oauth2/');
  const provider = isTrackmania ? 'trackmania' : 'iracing';
  const there: DoctorContext = { ...context, provider, service: request.origin };
  const findings = checkRepeated(query);
  const client_id = query.get('client_id') ?? '';
  const { findings: client } = await checkClient(client_id, there);
  findings.push(...client);
  const redirect_uri = query.get('redirect_uri');
  if (redirect_uri === null) {
    findings.push(
      problem('redirect URI', 'There is no redirect_uri.', 'Send one that is registered.'),
    );
  } else if (client.every(({ mark }) => mark !== 'problem')) {
    findings.push(await compareRedirectUri(redirect_uri, client_id, there));
  }
  findings.push(...checkWords(query, isTrackmania), ...(isTrackmania ? [] : checkPkce(query)));
  if (findings.some(({ mark }) => mark !== 'ok')) return findings;
  return [...findings, ok('request', 'Nothing in the address would be refused.')];
}
