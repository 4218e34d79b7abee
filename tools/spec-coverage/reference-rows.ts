import { rowsOf } from './row.ts';
import type { BookRow } from './row.ts';

/** Chapters 9 to 13: where the service is, and how tokens are had. */
export const referenceRows: readonly BookRow[] = [
  ...rowsOf('9', [
    ['every endpoint lies under `/oauth2`', 'every path of the dialect lies under the issuer'],
  ]),
  ...rowsOf('10', [
    ['`x-request-id` on every response', 'S223 every answer has one of its own'],
    ['one that was sent is not honoured: decided', 'S223 every answer has one of its own', '0009'],
  ]),
  ...rowsOf('11', [
    [
      '`Access-Control-Allow-Origin` for a configured origin, with credentials',
      'S75 a page of the registered origin may ask and read',
    ],
    ['no header for any other origin', 'S75 the origin ${foreign} gets no header'],
    [
      'an internal error while deciding counts as not configured',
      'S75 when it cannot be decided there is no header',
    ],
    [
      'methods, headers, max-age: decided; never `*`',
      'S75 a preflight names what the path takes',
      '0009',
    ],
    ['`/data` and its files offer none', 'S107 sets no CORS headers'],
  ]),
  ...rowsOf('12', [
    [
      '`iracing.auth` opens the Data API',
      'S109 refuses a token without iracing.auth and names the scope',
    ],
    ['`iracing.profile` opens `/iracing/profile`', 'S137 gives exactly name and customer id'],
    ['one string, parted by white space', 'is a list of tokens in the order sent'],
    ['the answer names what was granted', 'S48 names the granted scope in the answer'],
    [
      'invented scopes are refused',
      'S5 redirects invalid_scope for unknown, forbidden, repeated, malformed and over-long scopes',
    ],
  ]),
  ...rowsOf('13', [
    [
      'browser to `/authorize`, back with a code, code to `/token`',
      'comes back to the app with code and state after Allow',
    ],
    [
      'resource servers take `Authorization: Bearer`',
      'S114 takes a Bearer token of the token endpoint',
    ],
  ]),
  ...rowsOf('13.1', [
    ['`client_id` is required', 'S3 refuses a missing, unknown or disabled client_id as JSON'],
    ['`redirect_uri` is required', 'S26 refuses a request without redirect_uri'],
    ['`redirect_uri` matches exactly', 'S15 refuses a redirect URI that differs in one byte'],
    ['`response_type` is `code`', 'S4 redirects unsupported_response_type for anything but code'],
    [
      '`code_challenge` is required of clients that cannot keep a secret',
      'S29 redirects invalid_request that names PKCE',
    ],
    ['and not of others', 'S30 lets a confidential client go without a challenge'],
    [
      '`code_challenge_method` is `plain` when it is left out',
      'S31 takes plain, and a missing method for plain',
    ],
    ['`S256` or `plain`, nothing else', 'S32 refuses any other method and any other spelling'],
    ['`state` comes back unmodified', 'S6 gives the state back unchanged'],
    ['`scope` is optional', 'S48 names no scope when none was asked for'],
    [
      '`prompt`: other values are ignored',
      'S9 S10 S12 ignores other prompt values, max_age, response_mode and resource',
    ],
    [
      '`prompt=verify`: the member proves who they are anew',
      'S11 prompt=verify asks for the password again',
    ],
    ['success: `code` and `state` are added', 'S50 sends no iss, as documented, and exactly code'],
    [
      'a query of the registered URI is kept',
      'S17 refuses a parameter added to the query of a registered URI, and keeps the query as it is',
    ],
    ['life of a code: decided', 'S40 a code lives 60 s', '0009'],
    ['a code works once: by the RFC', 'S42 S43 one of ${parallel} parallel exchanges of a code'],
    ['a code used again: decided', 'S44 a code used again after 11 s', '0009'],
    ['no `iss`: decided', 'S50 sends no iss, as documented', '0009'],
    ['POST is not answered: decided', 'S8 answers other methods with 405 and Allow', '0009'],
    [
      'a known client: 302 with `error`, description, URI, `state`',
      '${what} is refused at the redirect URI, with state',
    ],
    ['an unknown one: JSON and no redirect', 'S3 S15 S26 ${what} is refused and never redirected'],
    [
      '`client_id` missing: 400 `invalid_request`',
      'S3 refuses a missing, unknown or disabled client_id as JSON',
    ],
    [
      'repeated parameter: `invalid_request`',
      'S1 refuses every parameter that is sent twice, with the same or another value',
    ],
    ['malformed challenge: `invalid_request`', 'S33 refuses challenges of a wrong form'],
    [
      'scope: `invalid_scope`',
      'S5 redirects invalid_scope for unknown, forbidden, repeated, malformed and over-long scopes',
    ],
    [
      'the member refuses: `access_denied`',
      'S55 deny redirects access_denied with the state and remembers nothing',
    ],
    [
      'internal trouble: `server_error`',
      'S86 a store that fails at the authorization endpoint is server_error',
    ],
    ['consent is asked', 'S178 is asked on a page that names app, scopes and destination'],
  ]),
];
