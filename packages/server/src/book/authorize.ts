import { authorizationRequestParameters, parameterLengthMax } from '@pitpass/protocol';

import { iracingPaths } from '../dialect/iracing/paths.ts';
import { authorizationCodeLifetimeSeconds } from '../domain/authorization/authorization-code.ts';
import { durationWords } from '../pages/time-words.ts';
import { code, list, note, section, steps, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import type { BookFacts } from './facts.ts';
import { authorizeAddress, example, exampleClients } from './requests.ts';

/** Chapter 13. */
export const authOverview: WriteChapter = () => ({
  lead: [
    steps(
      'The app sends the browser to [](authorize_endpoint).',
      'The browser comes back to the `redirect_uri` with a `code`, or with an error.',
      'The app trades the code at [](token_endpoint) for an access token and, mostly, a refresh token.',
      'It calls what it wants with `Authorization: Bearer <access token>`.',
      'When the access token ends, it trades the refresh token at [](token_endpoint).',
    ),
    'Programs without a browser begin at step 3 with another grant: [](password_limited_flow).',
  ],
});

type ParameterName = keyof typeof authorizationRequestParameters;

const parameterWords: Readonly<Record<ParameterName, string>> = {
  client_id: 'As it was issued.',
  redirect_uri: 'One of the registered ones, [byte for byte](redirect_uris_overview#comparing).',
  response_type: '`code`; there is no other.',
  code_challenge:
    'Made from a verifier that the app keeps; see [](pkce_overview). Required of public clients, recommended for all.',
  code_challenge_method: '`S256` or `plain`. **Left out, it means `plain`**: always send `S256`.',
  state:
    'Anything in printable ASCII; it comes back as it was. Tie it to the browser that begins, so that nobody can slip a foreign sign-in to it.',
  scope: 'What is asked for, with white space between; see [](scopes).',
  prompt:
    'A list with spaces between. `verify` means: sign in afresh, with the second factor where there is one, and forget that this browser was remembered. Any other value is ignored.',
};

/** The parameters of `/authorize`, from the table that its parser has. */
export function authorizationParameterRows(): readonly (readonly string[])[] {
  return Object.entries(authorizationRequestParameters).map(([name, presence]) => [
    `\`${name}\``,
    name === 'code_challenge' ? 'of public clients' : presence === 'required' ? 'yes' : 'no',
    parameterWords[name as ParameterName],
  ]);
}

/** What is refused, and where it is told. */
const refusalRows = [
  ['`client_id` or `redirect_uri` is missing', '[invalid_request](error_invalid_request)', 'here'],
  [
    'unknown `client_id`, `redirect_uri` that is not registered',
    '[invalid_client](error_invalid_client)',
    'here',
  ],
  ['the client is disabled', '[unauthorized_client](error_unauthorized_client)', 'here'],
  [
    'the client may not use codes',
    '[unauthorized_client](error_unauthorized_client)',
    'redirected',
  ],
  [
    '`response_type` is not `code`',
    '[unsupported_response_type](error_unsupported_response_type)',
    'redirected',
  ],
  [
    'a parameter is repeated, malformed or too long; a public client sends no challenge',
    '[invalid_request](error_invalid_request)',
    'redirected',
  ],
  [
    'a scope is unknown, repeated or not open to the client',
    '[invalid_scope](error_invalid_scope)',
    'redirected',
  ],
  ['the member says no', '[access_denied](error_access_denied)', 'redirected'],
];

function answerSections(facts: BookFacts) {
  const { native_redirect_uri } = exampleClients(facts);
  const answered = `${native_redirect_uri}?code=ppc_…&state=n7Qe2`;
  return [
    section(
      'answer',
      'Answer',
      'After sign-in and consent the browser is redirected. `code` and, if it was sent, `state` are added to whatever query the `redirect_uri` has.',
      code(`HTTP/1.1 303 See Other\nLocation: ${answered}`),
      list(
        'For the requests of [](token_endpoint), set `CODE` to the one in that address.',
        `The code is opaque, lasts ${durationWords(authorizationCodeLifetimeSeconds)} and works once.`,
        'The status is 302 when the answer comes at once, and 303 after a page of this service.',
        'There is no `iss` parameter.',
      ),
    ),
    section(
      'errors',
      'Errors',
      'As long as `client_id` and `redirect_uri` are not both known to be right, nothing is redirected: a browser is shown a page, and a program that does not ask for HTML gets JSON. From then on every error goes to the `redirect_uri`, with `error`, `error_description`, `error_uri` and `state`.',
      table(['What is wrong', 'Error', 'Where'], refusalRows),
      example(
        'authorize.error',
        `curl -si "${facts.origin}${iracingPaths.authorize}?response_type=code"`,
        400,
        {
          status: 400,
          status_reason: 'Bad Request',
          error: 'invalid_request',
          error_description: 'client_id missing',
          error_uri: `${facts.origin}/oauth2/book/error_invalid_request.html`,
        },
      ),
    ),
  ];
}

/** Chapter 13.1. */
export const authorizeEndpoint: WriteChapter = (facts) => ({
  lead: [
    'Where a browser is sent so that a member signs in and allows an app something. It is a page for people: open it in a browser of their own, never in a frame.',
  ],
  sections: [
    section(
      'parameters',
      'Parameters',
      'GET alone, in the query.',
      table(['Parameter', 'Required', 'What it is'], authorizationParameterRows()),
      list(
        'Parameters that are not in the table are ignored; one without a value counts as absent; one that is sent twice is an error.',
        `A value has at most ${parameterLengthMax} characters.`,
      ),
    ),
    section(
      'request',
      'Request',
      'Make a verifier first, as [](pkce_overview#making) does. Then open this address in a browser; curl merely gets the page for signing in.',
      example('authorize', `curl -si "${authorizeAddress(facts)}"`, 200),
      note(
        `A sign-in may take ${durationWords(facts.signInSeconds)}. Nothing is stored before somebody has signed in: the request travels sealed through the browser and is checked once more at the end.`,
      ),
    ),
    ...answerSections(facts),
    section(
      'afterwards',
      'What else happens',
      list(
        'The member’s browser is signed in here from then on; the next app is faster.',
        'What was allowed is listed on the member’s [account page](/account), where it can be ended.',
        'Before the code is handed out the registration is looked at again: what was changed or disabled meanwhile counts.',
      ),
    ),
  ],
});
