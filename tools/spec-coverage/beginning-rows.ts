import { rowsOf } from './row.ts';
import type { BookRow } from './row.ts';

/** Chapters 0 to 8: what the service is for, and how an app is registered. */
export const beginningRows: readonly BookRow[] = [
  ...rowsOf('0', [
    ['an authorization service after OAuth 2.0', 'every path of the dialect lies under the issuer'],
    [
      'no OpenID Connect: no `id_token`, no `openid`, no discovery: decided',
      'S4 redirects unsupported_response_type for anything but code',
      '0009',
    ],
  ]),
  ...rowsOf('1', [
    [
      'examples that can be run',
      'every example that the book shows works, with its status and its members',
    ],
    [
      'PKCE and masking can be tried on the page',
      'book 13.3 S28 make a verifier and the challenge',
    ],
  ]),
  ...rowsOf('2', [
    [
      'a request is made by a member, and reviewed within ten days',
      'book 2 a member’s app waits for its review with ten days to go',
    ],
    ['the developer’s mail is that of the account', 'book 2 a member’s app waits for its review'],
    ['every item and its rule', 'S18 S19 S200 refuses a registration unless ${demand}'],
    ['no derivatives of the game’s name', 'S18 S19 S200 refuses a registration unless ${demand}'],
    [
      'a password-limited client needs no developer, address or redirect URI',
      'book 2 a request for a client of password_limited alone names no developer',
    ],
    [
      '`data-server` is the one audience, or none',
      'S114 refuses a token of a client that is not registered for data-server',
    ],
    [
      'a secret for server-side clients alone',
      'S63 book 5 a public app is approved without any secret',
    ],
    [
      'the sample request of a password-limited client',
      'book 2 the request of a client for password_limited is read as it stands',
    ],
    [
      'the secret comes by a link: once, for a day',
      'S197 book 2 an approved app gets a link by mail',
    ],
    [
      'before it is let in, a client does not exist',
      'book 2 a client that waits for its review, or was refused',
    ],
  ]),
  ...rowsOf('3', [
    ['profile and data combine in one client', 'S132 lists only sessions of this member with this'],
  ]),
  ...rowsOf('3.1', [
    [
      'no refresh token for the profile alone',
      'S93 Identity Verification gets no refresh token; any other scope does',
    ],
    ['the access token gives name and customer id', 'S137 gives exactly name and customer id'],
  ]),
  ...rowsOf('3.2', [
    [
      'the audience `data-server` opens the data',
      'S114 takes a Bearer token of the token endpoint',
    ],
    ['a refresh gives both tokens anew', 'S77 gives new tokens, spends the old one'],
  ]),
  ...rowsOf('4', [
    ['two flows', 'S74 the table of grants has those that the dialects have, and no implicit one'],
  ]),
  ...rowsOf('4.1', [
    ['whoever keeps no secret must use codes', 'S98 S100 the password-limited grant is refused to'],
  ]),
  ...rowsOf('4.2', [
    ['three members at most: decided', 'S100 an access list holds three members', '0009'],
    ['members are listed beforehand', 'S99 S182 an unlisted member, an unknown one and a wrong'],
    ['the second factor is skipped, once confirmed', 'S105 book 4.2 a confirmation holds 180 days'],
  ]),
  ...rowsOf('5', [
    ['public clients never get a secret', 'S63 book 5 a public app is approved without any secret'],
    ['a secret that was issued must be sent', 'S62 a confidential client without its secret'],
  ]),
  ...rowsOf('6', [
    [
      'end-user support: everybody signs in',
      'S205 book 6 a client that serves end users as well, or has no role written, is for everybody',
    ],
    [
      'internal support: those who run the service',
      'S205 book 6 a client of internal support is for staff and the members on its list',
    ],
  ]),
  ...rowsOf('7', [
    ['exact match', 'S15 refuses a redirect URI that differs in one byte'],
    ['registered queries match byte for byte', 'S17 refuses a parameter added to the query'],
    ['three slashes at least', 'S18 refuses ${JSON.stringify(uri.slice(0, 60))} and says why'],
    [
      '`http` only where staff approves it',
      'book 7 S19 staff may approve plain http, and nothing else that is wrong',
    ],
    [
      'custom schemes, reversed domains',
      'book 7 S24 a mobile or native client has a custom scheme, reversed from a domain',
    ],
    [
      '`localhost` is advised against',
      'S23 book 7 localhost is registered with a warning that advises the literal',
    ],
    ['ports must match', 'S20 S22 wants the registered port of a loopback URI'],
    ['no implied port', 'S15 refuses another ${name}'],
    ['no fragment', 'S18 refuses ${JSON.stringify(uri.slice(0, 60))} and says why'],
    [
      'rules by type of client: decided',
      'S18 S19 S200 refuses a registration unless ${demand}',
      '0024',
    ],
  ]),
  ...rowsOf('8', [
    [
      '90, 120, 150 days, disabled at 180, a mail each',
      'S204 book 8 a client that nobody uses is told of at 90, 120 and 150 days',
    ],
    ['what counts as use: decided', 'S204 book 8 a use on any day begins the count anew', '0024'],
    ['reactivation', 'S204 book 8 an app that nobody used is enabled again by its developer'],
    [
      'what a disabled client is answered: decided',
      'S69 a disabled client that authenticates is unauthorized_client',
      '0009',
    ],
  ]),
];
