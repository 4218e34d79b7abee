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

/**
 * The parameters of each grant beside `grant_type` and the client's own, in the order in which they are
 * looked for.
 *
 * @see RFC 6749 §4.1.3, §4.4.2 and §6; the book, chapter 13.2
 */
export const tokenRequestParameters = {
  authorization_code: { code: 'required', redirect_uri: 'required', code_verifier: 'optional' },
  refresh_token: { refresh_token: 'required', scope: 'optional' },
  password_limited: { username: 'required', password: 'required', scope: 'optional' },
  client_credentials: { scope: 'optional' },
} as const satisfies Readonly<Record<GrantType, Readonly<Record<string, 'required' | 'optional'>>>>;

function isGrantType(value: string, known: readonly GrantType[]): value is GrantType {
  return (known as readonly string[]).includes(value);
}

/** The parameters that a grant has of its own; which of them must be there is in the table. */
function readOwnParameters(grant_type: GrantType, parameters: Parameters): object {
  const own = Object.entries(tokenRequestParameters[grant_type]);
  return Object.fromEntries(
    own.map(([name, presence]) => [
      name,
      presence === 'required' ? requireParameter(parameters, name) : parameters.get(name),
    ]),
  );
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
  return { ...client, grant_type, ...readOwnParameters(grant_type, parameters) } as TokenRequest;
}
