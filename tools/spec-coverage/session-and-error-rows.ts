import { rowsOf } from './row.ts';
import type { BookRow } from './row.ts';

/** Chapters 14 to 18: sessions, the profile, errors, what is left. */
export const sessionAndErrorRows: readonly BookRow[] = [
  ...rowsOf('14', [
    ['a member sees and ends sessions of the calling client', 'S132 lists only sessions of this'],
    [
      'any scope will do: decided',
      'S129 any session may revoke itself, whatever its scope',
      '0009',
    ],
  ]),
  ...rowsOf('14.1', [
    ['the thirty fields and their types', 'S132 has exactly the thirty fields of the book'],
    [
      '`current_session` is that of the token',
      'S132 lists only sessions of this member with this client, and marks one as current',
    ],
    ['`null` where nothing is known', 'S132 S134 an entry says what is known of the session'],
    [
      '`first_*` stays, `last_*` moves',
      'S134 a refresh from elsewhere changes what was seen last and not what was seen first',
    ],
    [
      '`session_expiration`: decided',
      'S84 session_expiration is the end of the access token where there is no refresh token',
      '0009',
    ],
    ['missing, bad, expired token: 401 `invalid_token`', 'S109 S110 S113 ${path} refuses every'],
    ['session gone: 401 `access_denied`', 'S75 a page reads that its session has ended'],
  ]),
  ...rowsOf('14.2', [
    ['ends the session of the token', 'S129 /revoke/current ends exactly this session'],
    ['any session may revoke itself', 'S129 any session may revoke itself'],
    ['`forget_browser` is `true` or `false`', 'S129 /revoke/current ends exactly this session'],
    ['200 and no body', 'S129 /revoke/current ends exactly this session'],
  ]),
  ...rowsOf('14.3', [
    ['one field, ids parted by commas', 'S130 /revoke/sessions ends own sessions of the calling'],
    ['ids of others are passed over: decided', 'S130 /revoke/sessions ends own sessions', '0009'],
    ['a list is required', 'S130 /revoke/sessions refuses a missing, empty and over-long list'],
  ]),
  ...rowsOf('14.4', [
    ['ends all sessions with the client', 'S131 /revoke/client ends all sessions of the member'],
    ['a refresh is then `invalid_grant`', 'S90 a refresh is refused once the session was ended'],
    [
      'access tokens are refused at once: decided',
      'S129 refuses the access tokens of an ended session at once',
      '0009',
    ],
    ['there is no RFC 7009 endpoint', 'S123 there is no RFC 7009 endpoint'],
  ]),
  ...rowsOf('15', [
    ['`iracing_name` and `iracing_cust_id`', 'S137 gives exactly name and customer id'],
    [
      'without the scope: 403 `insufficient_scope`',
      'S137 S109 without iracing.profile is 403 insufficient_scope',
    ],
    ['no token or a bad one: 401', 'S108 ${path} without a token: invalid_token'],
  ]),
  ...rowsOf('16', [
    [
      'redirect: `error`, description, URI, `state`',
      'S4 redirects unsupported_response_type for anything but code, with the state',
    ],
    [
      'JSON: five members, and the status of each code',
      'S56 ${code} is JSON of five members with status ${statuses[code]} and leads to its page',
    ],
    [
      '`invalid_client` says Unauthorized with 403',
      'every row pairs a status with its reason, but for the one that the book words otherwise',
    ],
    [
      'the rows that were not seen: decided',
      'S56 ${code} is JSON of five members with status',
      '0009',
    ],
    ['`WWW-Authenticate`: by the RFC', 'S109 names error, description and scope', '0009'],
    ['`Retry-After` on 503: decided', 'S184 more passwords than the queue holds', '0009'],
    [
      'which of `invalid_client` and `unauthorized_client`: decided',
      'S69 a disabled client that authenticates is unauthorized_client',
      '0009',
    ],
  ]),
  ...rowsOf('16.1', [['refused, gone, wrong credentials', 'S55 deny redirects access_denied']]),
  ...rowsOf('16.2', [['scope not enough', 'S109 refuses a token without iracing.auth and names']]),
  ...rowsOf('16.3', [
    ['unknown client, wrong secret', 'S58 an unknown client and a wrong, missing'],
  ]),
  ...rowsOf('16.4', [
    ['code or refresh token refused', 'S40 a code is traded at 59 s and refused'],
  ]),
  ...rowsOf('16.5', [['malformed, repeated, missing', 'S71 of ${grant_type} is refused when']]),
  ...rowsOf('16.6', [['unknown, twice, bad characters', 'S5 is refused with a token twice']]),
  ...rowsOf('16.7', [['token invalid, missing, expired', 'S109 refuses an expired token']]),
  ...rowsOf('16.8', [['internal error', 'S86 a store that fails is server_error']]),
  ...rowsOf('16.9', [['maintenance, overload', 'S184 more passwords than the queue holds']]),
  ...rowsOf('16.10', [['not allowed, or too many', 'S69 a disabled client that authenticates']]),
  ...rowsOf('16.11', [['other grants', 'S72 S74 the grant type ${grant_type}']]),
  ...rowsOf('16.12', [['other response types', 'S4 redirects unsupported_response_type']]),
];
