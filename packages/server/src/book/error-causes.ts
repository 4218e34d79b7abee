import type { OAuthErrorCode } from '@pitpass/protocol';

/** Why an error is sent. `…` in a description stands for a name or a number. */
export interface ErrorCause {
  /** The `error_description`, or several that mean the same. */
  readonly descriptions: readonly string[];
  readonly cause: string;
  readonly cure: string;
}

const cause = (
  descriptions: string | readonly string[],
  why: string,
  cure: string,
): ErrorCause => ({
  descriptions: typeof descriptions === 'string' ? [descriptions] : descriptions,
  cause: why,
  cure,
});

/**
 * Every refusal of the iRacing dialect with its cause and cure. A test holds it against the source: what is
 * refused there is explained here.
 */
export const errorCauses: Readonly<Record<OAuthErrorCode, readonly ErrorCause[]>> = {
  access_denied: [
    cause(
      'member denied the request',
      'The member said no, or the sign-in was given up.',
      'Say so, and offer to sign in again. Do not ask in a loop.',
    ),
    cause(
      'session has ended',
      'The member, the app or this service ended the session of the token.',
      'Refresh once; if that fails too, send the member to `/authorize`.',
    ),
    cause(
      'username or password not right for this client',
      'Username or password is wrong, the password is not masked with the username, or the member is not on the client’s list or has not confirmed the client (any more). Which one it is, is not told.',
      'Check the [masking](token_endpoint#masking), then list and [confirmation](password_limited_flow#conditions). Do not try again unchanged: it counts against the [limits](token_endpoint#limits).',
    ),
    cause('account is gone', 'The member’s account was deleted.', 'Delete what you keep of it.'),
    cause(
      'client not reviewed yet, and let in by … members already',
      'Staff have not looked at the app yet, and until then only so many members may let it in.',
      'Ask for the review; see [](client_registration).',
    ),
    cause(
      'client is for internal support, and the member is not',
      'The client has no role for everybody; see [](client_roles_overview).',
      'Use a client for end-user support, or have the member put on its list.',
    ),
  ],
  insufficient_scope: [
    cause(
      'scope … needed',
      'The token was issued without the scope that the call needs.',
      'Ask for it at [](authorize_endpoint) and use the token that comes of it.',
    ),
  ],
  invalid_client: [
    cause(
      'client_id not known',
      'There is no such client here, or it was not let in yet. A client of another service, or of the other dialect, is none here.',
      'Compare it with what was issued, and the base URL with [](base_url).',
    ),
    cause(
      'client_id or client_secret not right',
      'The `client_id` is unknown; or the secret is wrong, missing, not masked, masked with another identifier, or encoded twice; or a secret was sent for a client that has none.',
      'Check a value of yours [here](token_endpoint#masking-check), then its percent-encoding.',
    ),
    cause(
      'redirect_uri not registered for this client',
      'It is not one of those that are registered, [byte for byte](redirect_uris_overview#comparing).',
      'Compare slash, port and query. Register it, or send one that is.',
    ),
  ],
  invalid_grant: [
    cause(
      'code not valid',
      'The code is unknown, expired, was used before, belongs to another client, or was asked for with another `redirect_uri`.',
      'Begin again at [](authorize_endpoint). Trade each code at once, and once.',
    ),
    cause(
      'code_verifier not right',
      'The verifier does not answer the challenge, is missing where one was sent, or is there where none was.',
      'Check a pair of yours [here](pkce_overview#check). Send `code_challenge_method=S256`: left out, it means `plain`.',
    ),
    cause(
      'refresh_token not valid',
      'The token is unknown, expired, was used before, belongs to another client, or its session has ended.',
      'Forget it and begin again. If it happens often, two processes refresh with the same token; see [](refresh_token#keeping).',
    ),
  ],
  invalid_request: [
    cause(
      [
        '… missing',
        'client_id missing',
        'session_ids missing',
        'response_type missing',
        'code_challenge missing',
      ],
      'A parameter that is required was not sent, or was sent without a value.',
      'Send it. A parameter with an empty value counts as absent.',
    ),
    cause(
      '… sent more than once',
      'A parameter stands in the request twice.',
      'Send each once; `session_ids` takes commas.',
    ),
    cause(
      ['… longer than … characters', 'more than … parameters', 'body larger than … bytes'],
      'The request is larger than is read.',
      'Send what is documented and nothing else.',
    ),
    cause(
      ['… not form-encoded UTF-8', 'request malformed'],
      'Something cannot be decoded.',
      'Let a library for forms encode it.',
    ),
    cause(
      'body must be application/x-www-form-urlencoded',
      'The body is JSON, or its type is missing or misspelled.',
      'Send a form, with that content type.',
    ),
    cause(
      'only … is answered here',
      'The path answers another method; the status is 405.',
      'See `Allow` in the answer.',
    ),
    cause(
      'code_challenge missing: this client must use PKCE',
      'The client is public.',
      'See [](pkce_overview).',
    ),
    cause(
      'code_challenge_method must be S256 or plain',
      'The method is something else. Case matters.',
      'Send `S256`.',
    ),
    cause(
      'code_challenge does not have the form of its method',
      'It cannot have been made by the method: S256 gives 43 characters of URL-safe Base64, without padding.',
      'Check a pair of yours [here](pkce_overview#check).',
    ),
    cause(
      'state holds a character that is not printable ASCII',
      'The state holds something else.',
      'Encode it before you send it.',
    ),
    cause(
      'credentials belong in the body, not in the URL',
      'A secret, code or token stands in the query, where logs would keep it.',
      'Move it to the body, and treat it as known to others.',
    ),
    cause(
      'client credentials belong in the body, not in the Authorization header',
      'The request has an `Authorization` header.',
      'Send `client_id` and the masked `client_secret` in the form.',
    ),
    cause(
      'access_token belongs in the Authorization header alone',
      'The token stands in the query or the form.',
      'Send `Authorization: Bearer …`.',
    ),
    cause(
      '… must be true or false',
      'A flag has another value.',
      'Write `true` or `false`, in lower case.',
    ),
    cause(
      ['session_ids holds an empty id', 'session_ids holds more than … ids'],
      'The list has a comma too many, or too many ids.',
      'Send up to 100, with one comma between each.',
    ),
  ],
  invalid_scope: [
    cause(
      'scope not known or not allowed to this client',
      'It does not exist, is misspelled, or is not in the client’s registration.',
      'See [](scopes). `openid`, `offline_access` and the like do not exist here.',
    ),
    cause(
      'scope names a value more than once',
      'The same scope is there twice.',
      'Name each once.',
    ),
    cause(
      ['scope holds a character that is not allowed', 'scope longer than … characters'],
      'It is not a list of scopes.',
      'Put one space between them.',
    ),
    cause(
      'scope wider than the one granted',
      'A refresh asked for more than the member allowed.',
      'Leave `scope` out, or send the member to [](authorize_endpoint). The refresh token was not spent.',
    ),
  ],
  invalid_token: [
    cause(
      'access token missing',
      'There is no `Authorization` header.',
      'Send `Authorization: Bearer …`.',
    ),
    cause(
      'access token malformed',
      'The header is not `Bearer` and one token, or there are several.',
      'Send the token alone, without quotes.',
    ),
    cause(
      'access token expired or not of this service',
      'Its time is over, its signature is not ours, or it is not meant for these calls.',
      'Refresh once; if that fails too, send the member to [](authorize_endpoint).',
    ),
  ],
  server_error: [
    cause(
      'internal error',
      'This service met a fault of its own.',
      'Try again with growing pauses. If it stays, [report it](reporting_issues) with the `x-request-id`.',
    ),
  ],
  temporarily_unavailable: [
    cause(
      'too many logins at this moment',
      'More passwords wait to be checked than can be.',
      'Wait for as long as `Retry-After` says.',
    ),
  ],
  unauthorized_client: [
    cause(
      'client is disabled',
      'Staff disabled it, or [nobody used it](client_inactivity).',
      'Have it enabled; trying again does not help.',
    ),
    cause(
      'client may not use authorization codes',
      'It is registered for other grants.',
      'Register the grant, or use [](password_limited_flow).',
    ),
    cause(
      'rate limit exceeded',
      'The [limit](token_endpoint#limits) of `password_limited` is reached. The status is 400, not 429.',
      'Wait `Retry-After` seconds. Keep tokens across restarts instead of asking for new ones.',
    ),
    cause(
      'session refreshed too often',
      'One session was refreshed more often than the [limit](token_endpoint#limits) allows. The refresh token was not spent.',
      'Wait `Retry-After` seconds. Use each access token until it ends, and let one call refresh for all.',
    ),
    cause(
      'too many wrong passwords for this user',
      'The password was wrong too often, here or on the sign-in page.',
      'Wait `Retry-After` seconds, and correct the password first.',
    ),
    cause(
      'too many failed client authentications',
      'Your address sent wrong client credentials too often.',
      'Wait `Retry-After` seconds, and correct them first.',
    ),
  ],
  unsupported_grant_type: [
    cause(
      'grant_type not known',
      'It is none of the grants of [](token_endpoint).',
      'Check the spelling.',
    ),
    cause(
      'grant_type not enabled for this client',
      'The client is not registered for it. `password_limited` is switched on by staff, and never for public clients.',
      'Have it switched on, or use another grant.',
    ),
  ],
  unsupported_response_type: [
    cause(
      'response_type must be code',
      'It is something else, such as `token`.',
      'Send `response_type=code`.',
    ),
  ],
};
