import { findRedirectUriProblem } from '@pitpass/protocol';

import { redirectUrisMax } from '../domain/client/registration-rules.ts';
import { list, note, section, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';

// Judged when the chapter is written, by the rule that registration itself asks.
const samples = [
  'https://app.example/callback',
  'https://app.example/callback?tenant=7',
  'https://app.example/',
  'https://app.example',
  'https://app.example/callback#done',
  'https://app.example:8443/callback',
  'https://*.app.example/callback',
  'https://app.example/callback?state=1',
  'https://user@app.example/callback',
  'http://127.0.0.1:12345/callback',
  'http://[::1]:12345/callback',
  'http://localhost:12345/callback',
  'http://app.example/callback',
  'example.app://callback',
  'com.example.app:/callback',
  'myapp://callback',
  'javascript:alert(1)',
];

function judge(uri: string): readonly string[] {
  const problem = findRedirectUriProblem(uri);
  return [
    `\`${uri}\``,
    problem === undefined ? 'yes' : `no: ${problem.replace(/^redirect_uri /, '')}`,
  ];
}

const registered = 'https://app.example/callback?tenant=7';
const presented = [
  registered,
  'https://app.example:443/callback?tenant=7',
  'https://app.example/callback/?tenant=7',
  'https://APP.example/callback?tenant=7',
  'https://app.example/callback?tenant=%37',
  'https://app.example/callback?tenant=7&lap=1',
  'https://app.example/callback',
];

/** Chapter 7. */
export const redirectUrisOverview: WriteChapter = () => ({
  lead: [
    'A redirect URI is where the browser comes back to, with the code in its query. It is what a code is bound to, so that it is registered before it is used and compared byte for byte.',
    `A client has up to ${redirectUrisMax}; one that signs members in has at least one. Register each that you use: production, staging, your own computer.`,
  ],
  sections: [
    section(
      'what-may-be-registered',
      'What may be registered',
      list(
        'It is absolute and plain ASCII, of at most 2048 characters, without fragment, wildcard, backslash or user information.',
        'A web address has at least three slashes: end the host with one.',
        '`https`. Plain `http` is for this computer alone: `127.0.0.1`, `[::1]` or `localhost`. Prefer the first two; a name can be made to mean another computer. For any other host staff have to approve it, because whoever is on the way can read the code.',
        'A scheme of your own, for mobile and native apps alone, is a domain of yours turned round, so that it has a dot.',
        'A port may be named. There is no rule for “any port”: a program that listens on one of several registers each.',
        'It may have a query, but none of the parameters that the answer adds: `code`, `state`, `iss`, `error`, `error_description`, `error_uri`.',
      ),
      table(['Address', 'May it be registered?'], samples.map(judge)),
    ),
    section(
      'comparing',
      'How it is compared',
      `Nothing is normalized. With \`${registered}\` registered:`,
      table(
        ['Presented', 'Accepted'],
        presented.map((uri) => [`\`${uri}\``, uri === registered ? 'yes' : 'no']),
      ),
      'The same `redirect_uri` must be sent again when the code is traded.',
      note(
        'An address that is not registered is never redirected to, with a code or with an error: the browser shows a page of this service, and a program gets JSON. See [](error_invalid_client).',
      ),
    ),
    section(
      'by-type',
      'By type of client',
      table(
        ['Type', 'Use'],
        [
          ['`server-side`', '`https` of your server; loopback `http` while you build'],
          [
            '`single-page-app`',
            '`https` of the page; register its origin for [CORS](cors) as well',
          ],
          [
            '`mobile`',
            'an `https` address that the system opens in the app, or a scheme with a dot',
          ],
          [
            '`native`',
            '`http://127.0.0.1:<port>/…`, on which the program listens while the member signs in',
          ],
        ],
      ),
      'A public client with a loopback address or a scheme of its own is asked about each time, because any program on the device could wait there.',
    ),
  ],
});
