import { iracingPaths } from '../dialect/iracing/paths.ts';
import { section, list, note, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import type { BookFacts } from './facts.ts';
import { example, exampleClients, getRequest, postRequest } from './requests.ts';

/** Chapter 0: what the service is, and where. */
export const introduction: WriteChapter = ({ issuer, settings }) => ({
  lead: [
    'This service signs members in and lets apps act for them, as OAuth 2.0 says. It speaks the dialect of the iRacing.com Authorization Service to the letter: paths, parameters, masked secrets, statuses and errors are the same, so that an app that works here works there with another address.',
    'The guide is written by the very service that you are reading it from. Addresses, lifetimes, limits and tables are those that this instance works with.',
    table(
      ['This instance', 'What it is'],
      [
        ['Base URL', `\`${issuer}\``],
        [
          'Kind',
          settings.isLocal
            ? 'local: for building and testing on this computer, with made-up members, its own mailbox and a made-up `/data`'
            : 'operated: its members and clients are real',
        ],
        ['Keys of access tokens', `[\`${issuer}/jwks.json\`](/oauth2/jwks.json)`],
        ['Its members', '[sign in](/account) to see which apps they let in'],
        [
          'New accounts',
          settings.signUp === 'open'
            ? 'anybody can [make one](/sign-up)'
            : 'are made by the staff of this service',
        ],
      ],
    ),
  ],
  sections: [
    section(
      'where-to-begin',
      'Where to begin',
      list(
        'You want to know who somebody is: [](identity_verification_workflow).',
        'You want somebody’s races and results: [](data_api_workflow).',
        'Your program runs without anybody at a screen: [](password_limited_flow).',
        'Something was refused: look its code up in [](errors).',
      ),
    ),
    section(
      'what-it-is-not',
      'What it is not',
      'It is no OpenID provider: there is no `id_token`, no `openid` scope and no discovery document. There is no `/introspect`, no `/userinfo` and no `/revoke` either; what stands in this guide is all there is.',
      note(
        'Pitpass is independent software. It is not affiliated with iRacing.com, and a client that is registered here is not registered there.',
      ),
    ),
  ],
});

/** Lines that fill the variables which answers give. */
function tokenLines(facts: BookFacts): string {
  const form = {
    grant_type: 'password_limited',
    client_id: exampleClients(facts).password_limited_client_id,
    client_secret: '$MASKED_SECRET',
    username: '$USERNAME',
    password: '$MASKED_PASSWORD',
    scope: 'iracing.auth iracing.profile',
  };
  return [
    `read_answer() { grep -o "\\"$1\\":\\"[^\\"]*\\"" | head -n 1 | cut -d '"' -f 4; }`,
    `ANSWER=$(${postRequest(facts, iracingPaths.token, form)})`,
    'ACCESS_TOKEN=$(echo "$ANSWER" | read_answer access_token)',
    'REFRESH_TOKEN=$(echo "$ANSWER" | read_answer refresh_token)',
    `SESSION_ID=$(${getRequest(facts, iracingPaths.sessions)} |`,
    '  read_answer session_id)',
  ].join('\n');
}

const keyboardSection = section(
  'keyboard',
  'Keyboard',
  table(
    ['Key', 'What it does'],
    [
      ['← →', 'the chapter before, the next one'],
      ['`S` or `/`', 'search'],
      ['`?`', 'a list of these keys, in which they can be switched off'],
      ['`Esc`', 'closes the list or the search'],
    ],
  ),
  'Everything can be read without scripts; then [search](/oauth2/book/search) has a page of its own. The [whole guide on one page](/oauth2/book/print.html) is for paper.',
);

const wordsSection = section(
  'words',
  'Words',
  table(
    ['Word', 'Meaning'],
    [
      ['client', 'an app that is registered here'],
      ['member', 'whoever has an account; the standard says resource owner'],
      [
        'session',
        'what one sign-in of a member to one client began; it ends with its last token, or when somebody ends it',
      ],
      ['consent', 'what a member allowed a client, until it is taken back'],
    ],
  ),
  'All times are whole seconds: lengths as they are, moments since 1970-01-01 UTC.',
);

/** Chapter 1: how requests are written, and how to run them. */
export const readingThisBook: WriteChapter = (facts) => {
  const { password_limited_client_id } = exampleClients(facts);
  const mask = [
    'mask() {',
    `  printf '%s' "$1$(printf '%s' "$2" | tr '[:upper:]' '[:lower:]')" |`,
    '    openssl dgst -sha256 -binary | base64',
    '}',
    'MASKED_SECRET=$(mask "$CLIENT_SECRET" ' + password_limited_client_id + ')',
    'MASKED_PASSWORD=$(mask "$PASSWORD" "$USERNAME")',
  ].join('\n');
  return {
    lead: [
      'Requests are written for a shell, with curl. What is secret or changes each time stands in variables; everything else is as it must be sent, so that a request works when you paste it. Each one in this guide is run by the tests of Pitpass against a running service.',
    ],
    sections: [
      section(
        'variables',
        'Variables',
        ...(facts.demo === undefined
          ? [
              'Set these to what was issued to you. `CLIENT_SECRET` is for clients that have one.',
              example(
                'variables',
                [
                  'CLIENT_ID=…',
                  'CLIENT_SECRET=…',
                  'REDIRECT_URI=…',
                  'USERNAME=…',
                  'PASSWORD=…',
                ].join('\n'),
              ),
            ]
          : [
              'The secrets of the demo were made at the first start and lie in the data directory, in `demo.json`. These lines read them from there; run them in the folder in which the service was started. The start page shows [members and passwords](/) as well.',
              example(
                'variables',
                [
                  'read_demo() {',
                  `  node -p "JSON.parse(fs.readFileSync('.pitpass/demo.json')).$1"`,
                  '}',
                  `CLIENT_SECRET=$(read_demo "clients.find((client) => client.client_id === '${password_limited_client_id}').client_secret")`,
                  "USERNAME=$(read_demo 'members[0].username')",
                  "PASSWORD=$(read_demo 'members[0].password')",
                ].join('\n'),
              ),
            ]),
        'Secrets and passwords are sent masked, which [](token_endpoint#masking) explains. These lines do it:',
        example('mask', mask),
        'Tokens come from an answer. These lines get a pair and the id of its session; do it again when they have been used up:',
        example('tokens', tokenLines(facts)),
        'A sign-in in the browser gives `CODE`: see [](authorize_endpoint#answer).',
      ),
      keyboardSection,
      wordsSection,
    ],
  };
};
