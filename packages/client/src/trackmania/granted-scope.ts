import type { TokenSet } from '../token-set.ts';
import { parseJson } from '../transport.ts';

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

function parseClaims(access_token: string): Readonly<Record<string, unknown>> | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(access_token)?.[1];
  if (payload === undefined) return undefined;
  let binary: string;
  try {
    binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const claims = parseJson(new TextDecoder().decode(bytes));
  return typeof claims === 'object' && claims !== null
    ? (claims as Readonly<Record<string, unknown>>)
    : undefined;
}

/**
 * What an access token says it is good for, or undefined when it cannot be read. Nothing is
 * verified, since the service publishes no key: fit for showing and for asking again, not for
 * deciding what somebody may do.
 *
 * @see Trackmania's spec, §5.4
 */
export function findScopesClaim(access_token: string): readonly string[] | undefined {
  const scopes = parseClaims(access_token)?.['scopes'];
  if (!Array.isArray(scopes)) return undefined;
  const isReadable = scopes.every((scope) => typeof scope === 'string' && scopeToken.test(scope));
  return isReadable ? (scopes as readonly string[]) : undefined;
}

/**
 * Completes tokens whose answer did not say what was granted: from the access token, or else with
 * what was asked for. When nothing was granted, `scope` is left out.
 *
 * @param asked scopes separated by spaces
 * @see Trackmania's spec, §5.2
 */
export function completeScope(tokenSet: TokenSet, asked: string | undefined): TokenSet {
  if (tokenSet.scope !== undefined) return tokenSet;
  const scope = findScopesClaim(tokenSet.access_token)?.join(' ') ?? asked;
  return scope === undefined || scope === '' ? tokenSet : { ...tokenSet, scope };
}
