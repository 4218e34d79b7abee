import { OAuthError } from './oauth-error.ts';
import { refuseParameterProblems, requireParameter } from './parameters.ts';
import type { Parameters } from './parameters.ts';

/** The grant types that a token endpoint of any dialect knows. */
export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'password_limited',
  'client_credentials',
] as const;

/** One of {@link grantTypes}. */
export type GrantType = (typeof grantTypes)[number];

/** The client's identity as it presents itself: its secret in the dialect's own form. */
export interface ClientCredentials {
  readonly client_id: string;
  readonly client_secret: string | undefined;
}

/** A token request whose syntax holds. Nothing in it has been verified. */
export type TokenRequest = ClientCredentials &
  (
    | {
        readonly grant_type: 'authorization_code';
        readonly code: string;
        readonly redirect_uri: string;
        readonly code_verifier: string | undefined;
      }
    | {
        readonly grant_type: 'refresh_token';
        readonly refresh_token: string;
        readonly scope: string | undefined;
      }
    | {
        readonly grant_type: 'password_limited';
        readonly username: string;
        readonly password: string;
        readonly scope: string | undefined;
      }
    | {
        readonly grant_type: 'client_credentials';
        readonly scope: string | undefined;
      }
  );

function isGrantType(value: string, known: readonly GrantType[]): value is GrantType {
  return (known as readonly string[]).includes(value);
}

/**
 * Reads a token request from the parameters of its body.
 *
 * @throws OAuthError `invalid_request` when a parameter is missing, repeated, over-long or malformed;
 *   `unsupported_grant_type` when the grant is none of those that the dialect knows
 * @see RFC 6749 §4.1.3, §4.4.2 and §6; the book, chapter 13.2
 */
export function parseTokenRequest(
  parameters: Parameters,
  known: readonly GrantType[],
): TokenRequest {
  refuseParameterProblems(parameters);
  const grant_type = requireParameter(parameters, 'grant_type');
  const client: ClientCredentials = {
    client_id: requireParameter(parameters, 'client_id'),
    client_secret: parameters.get('client_secret'),
  };
  if (!isGrantType(grant_type, known)) {
    throw new OAuthError('unsupported_grant_type', 'grant_type not known');
  }
  switch (grant_type) {
    case 'authorization_code':
      return {
        ...client,
        grant_type,
        code: requireParameter(parameters, 'code'),
        redirect_uri: requireParameter(parameters, 'redirect_uri'),
        code_verifier: parameters.get('code_verifier'),
      };
    case 'refresh_token':
      return {
        ...client,
        grant_type,
        refresh_token: requireParameter(parameters, 'refresh_token'),
        scope: parameters.get('scope'),
      };
    case 'password_limited':
      return {
        ...client,
        grant_type,
        username: requireParameter(parameters, 'username'),
        password: requireParameter(parameters, 'password'),
        scope: parameters.get('scope'),
      };
    case 'client_credentials':
      return { ...client, grant_type, scope: parameters.get('scope') };
  }
}
